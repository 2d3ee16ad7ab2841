"""A reading that remembers the one before says the very same as one that knows of no other, for less."""

import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest

from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits, data
from checks.crawl.memory import Remember
from checks.crawl.report import report_of
from checks.crawl.store import FILE as STORED
from checks.crawl.store import Store
from checks.fetch import Limits
from core.common import clock
from core.common.settings import ROOT
from core.wording.entry import Entry, WordList
from tests.checks.crawl.changing import Changing, Served, changing

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
KINDS = ("etag", "modified", "both", "none")
FOOT = '<div class="footer">主办单位：示例区人民政府　渝ICP备12345678号</div>'


@pytest.fixture(autouse=True)
def _day() -> Any:
    with clock.frozen(NOON):
        yield


class Readings:
    """Readings of one site, each in a folder of its own; the remembering ones share what is remembered."""

    def __init__(self, site: Changing, folder: Path, **changes: Any) -> None:
        self.site, self.folder, self.count = site, folder, 0
        self.remember = Remember(folder / "memory", most_mb=100, full_every_days=30)
        self.limits = CrawlLimits(Limits(allowed_private=("127.0.0.1",)), polite=False, **changes)

    def again(self, **changes: Any) -> dict[str, Any]:
        """One that remembers."""
        remember = replace(self.remember, most_mb=changes.pop("most_mb", self.remember.most_mb))
        return self._read(replace(self.limits, remember=remember, **changes))

    def alone(self, **changes: Any) -> dict[str, Any]:
        """One that knows of no other."""
        return self._read(replace(self.limits, **changes))

    def _read(self, limits: CrawlLimits) -> dict[str, Any]:
        self.count += 1
        folder = self.folder / str(self.count)
        self.site.answered.clear()
        crawl = Crawl(self.site.url, folder, limits)
        done = crawl.run()
        return {"done": done, "report": report_of(folder).as_dict(), **_stored(folder)}

    @property
    def file(self) -> Path:
        return next(self.remember.folder.glob("*.db"))


def _stored(folder: Path) -> dict[str, Any]:
    """All that a reading keeps, but for the order in which it came and the time that answers took."""
    read = "SELECT url, status, failure, detail, type, size, whole, print, title, hex(links) FROM reading"
    with closing(Store(folder)) as store:
        return {
            "addresses": sorted(store.rows("SELECT url, inside, trap FROM address")),
            "readings": sorted(map(str, store.rows(f"{read} JOIN address USING (number)"))),
            "facts": sorted(store.rows("SELECT url, facts FROM facts JOIN address USING (number)")),
        }


def article(number: int, **parts: str) -> str:
    day, link, foot, counter = (
        parts.get(name, standard)
        for name, standard in (("day", "2026-11-03"), ("link", ""), ("foot", FOOT), ("counter", "1"))
    )
    row = '<li><a href="/a{}.html">关于召开会议的通知</a>{}</li>'
    near = "".join(row.format((number + n) % 12, day) for n in (1, 2, 3))
    return (
        f"<title>关于第{number}号事项的通知</title><h1>关于第{number}号事项的通知</h1><span>发布日期：{day}</span>"
        f"<p>现就有关事项通知如下，请认真贯彻落实。</p>{link}<ul>{near}</ul><i>访问量：{counter}</i>{foot}"
    )


def site() -> dict[str, Served]:
    pages = {f"/a{n}.html": Served(article(n), validators=KINDS[n % 4]) for n in range(12)}
    home = "".join(f'<a href="/a{n}.html">关于第{n}号事项的通知</a>' for n in range(12))
    return {
        **pages,
        "/": Served(f'<title>首页</title><link rel=stylesheet href="/s.css">{home}<a href="/gone.html">旧</a>'
                    f'<a href="/moved.html">新</a><a href="/f.pdf">附件</a>{FOOT}'),
        "/s.css": Served("body{background:url(/b.png)}", kind="text/css"),
        "/b.png": Served(b"\x89PNG", kind="image/png"),
        "/f.pdf": Served(b"%PDF" + b"0" * 900, kind="application/pdf", validators="modified"),
        "/moved.html": Served(status=302, kind="/a1.html", validators="none"),
        "/sitemap.xml": Served("<urlset><loc>/a1.html</loc></urlset>", kind="text/xml"),
    }  # fmt: skip


def _gbk(pages: dict[str, Served]) -> None:
    pages["/a1.html"].kind = "text/html; charset=gb18030"


CHANGES: dict[str, Callable[[dict[str, Served]], None]] = {
    "nothing": lambda pages: None,
    "a dead link moves": lambda pages: pages.update(
        {"/a2.html": Served(article(2, link='<a href="/gone.html">旧</a>')), "/": Served(article(0))}
    ),
    "a foot": lambda pages: pages.update({f"/a{n}.html": Served(article(n, foot="")) for n in range(12)}),
    "a counter": lambda pages: pages.update({"/a3.html": Served(article(3, counter="2"), validators="none")}),
    "a page goes": lambda pages: pages.pop("/a4.html") and None,
    "a page comes": lambda pages: pages.update(
        {"/a5.html": Served(article(5, link='<a href="/new.html">新</a>')), "/new.html": Served(article(9))}
    ),
    "a redirect": lambda pages: pages.update(
        {"/moved.html": Served(status=302, kind="/nowhere.html", validators="none")}
    ),
    "a page becomes a redirect": lambda pages: pages.update(
        {"/a6.html": Served(status=301, kind="/a7.html", validators="none")}
    ),
    "a charset in the head": _gbk,
    "a type": lambda pages: pages.update({"/f.pdf": Served("<title>无</title>")}),
    "a style sheet": lambda pages: pages.update({"/s.css": Served("a{}", kind="text/css")}),
    "a server that fails": lambda pages: pages.update({"/a8.html": Served("sorry", 500, validators="none")}),
    "a firewall's head": lambda pages: pages["/a9.html"].headers.update({"x-waf-event-info": "1"}),
}


@pytest.fixture
def world(tmp_path: Path) -> Any:
    with changing(site()) as served:
        yield Readings(served, tmp_path)


def test_whatever_changes_the_result_is_that_of_a_full_reading(world: Readings):
    for name, change in CHANGES.items():
        world.site.pages = site()
        world.again()
        change(world.site.pages)
        second = world.again()
        assert second == world.alone(), name


def test_what_has_not_changed_is_neither_sent_nor_taken_apart(
    world: Readings, monkeypatch: pytest.MonkeyPatch
):
    first = world.again()
    assert world.site.count(304) == 0
    monkeypatch.setattr("checks.page.open_page", None)
    assert world.again() == first
    # Three of four pages, and nearly all else, say by themselves that they have not changed.
    assert world.site.count(304) == 9 + 5
    assert not [path for (path, status) in world.site.answered if status == 200 and path in ("/", "/f.pdf")]


def test_random_changes(tmp_path: Path):
    chance = Random(20)
    with changing(site()) as served:
        world = Readings(served, tmp_path, page_facts=True)
        for turn in range(8):
            _change(served.pages, chance)
            day = NOON + timedelta(days=turn * 3)
            with clock.frozen(day):
                assert world.again() == world.alone(), turn
        assert world.site.answered


def _change(pages: dict[str, Served], chance: Random) -> None:
    for _ in range(chance.randrange(4)):
        number = chance.randrange(14)
        link = f'<a href="/{chance.choice(("gone", "a11", "lost", "new"))}{chance.randrange(3)}.html">见</a>'
        day = chance.choice(("2026-11-03", "2026-12-01", "11-30", "昨天", "2026-11-29"))
        pages[f"/a{number}.html"] = chance.choice(
            (
                Served(article(number, day=day, link=link), validators=chance.choice(KINDS)),
                Served("none", 404, validators="none"),
                Served(article(number, counter=str(chance.random())), validators="none"),
                Served(status=302, kind=f"/a{chance.randrange(12)}.html", validators="none"),
            )
        )


def test_dates_that_depend_on_the_day_are_read_on_that_day(world: Readings):
    for number, day in enumerate(("2026-11-28", "昨天", "11-28", "2026-11-23")):
        world.site.pages[f"/a{number}.html"] = Served(article(number, day=day))
    before = world.again()
    for days in (1, 4, 5, 6):
        with clock.frozen(NOON + timedelta(days=days)):
            second = world.again()
            assert second == world.alone(), days
            assert second["facts"] != before["facts"]
            # Only such pages are asked for whole.
            world.again()
            assert world.site.count(304) >= 7


def test_everything_is_read_anew_every_so_often(world: Readings):
    world.again()
    world.site.lies = True  # a server that says "not modified" whatever it is asked
    world.site.pages["/a1.html"] = Served(article(1, link='<a href="/lost.html">旧</a>'))
    assert "/lost.html" not in str(world.again()["report"])
    world.site.lies = False
    with clock.frozen(NOON + timedelta(days=30)):
        assert "/lost.html" in str(world.again()["report"]["dead"])
        assert world.site.count(304) == 0
        world.again()
        assert world.site.count(304) > 0


def test_other_words_and_other_code_read_anew(world: Readings, monkeypatch: pytest.MonkeyPatch):
    world.again()
    words = (Entry(WordList.WRONG, "认真贯彻", "切实贯彻"),)
    found = world.again(words=words)
    assert world.site.count(304) == 0
    assert "wording" in str(found["facts"])
    assert found == world.alone(words=words)
    world.again(words=words)
    assert world.site.count(304) > 0
    monkeypatch.setattr("checks.crawl.version._code", lambda: "another release")
    world.again(words=words)
    assert world.site.count(304) == 0


def test_a_challenge_or_a_failure_is_never_remembered_as_the_page(world: Readings):
    first = world.again()
    challenge = Served("<title>x</title>", headers={"x-waf-event-info": "1"}, validators="none")
    good = dict(world.site.pages)
    for bad in (challenge, Served("down", 503, validators="none")):
        world.site.pages["/a4.html"] = bad
        assert world.again() == world.alone()
    world.site.pages = good
    assert world.again() == first


@pytest.mark.parametrize("harm", ["whole", "beginning", "middle", "a row"])
def test_a_broken_file_is_thrown_away_and_all_is_read(
    world: Readings, harm: str, caplog: pytest.LogCaptureFixture
):
    first = world.again()
    file = world.file
    whole = file.read_bytes()
    if harm == "a row":
        with closing(sqlite3.connect(file)) as db:
            db.execute("UPDATE page SET title = 'x', facts = x'00'")
            db.commit()
    else:
        at, end = {"whole": (0, len(whole)), "beginning": (0, 200), "middle": (4096, len(whole))}[harm]
        file.write_bytes(whole[:at] + b"\xa5" * (end - at) + whole[end:])
    assert world.again() == first
    assert "thrown away" in caplog.text
    world.again()
    world.again()
    assert world.site.count(304) > 0


def test_killed_at_any_moment_the_next_reading_says_the_same(world: Readings):
    first = world.again()
    world.site.pages["/a1.html"] = Served(article(1, counter="7"))
    crawl = Crawl(world.site.url, world.folder / "cut", replace(world.limits, remember=world.remember))
    crawl.cancel.set()
    assert not crawl.run()
    second = world.again()
    assert second == world.alone()
    assert second != first


_READS = """
import pickle, sys
from checks.crawl.crawl import Crawl
from core.common import clock
day, url, folder, limits = pickle.load(sys.stdin.buffer)
with clock.frozen(day):
    Crawl(url, folder, limits).run()
"""


def _killed(world: Readings, folder: Path, answers: int) -> int:
    """Begin a remembering reading in `folder` in a process of its own, kill it once the site has given so
    many answers and something of them is on disk; how many readings that is."""
    site = world.site
    site.answered.clear()
    site.most = answers
    limits = replace(world.limits, remember=world.remember)
    with subprocess.Popen((sys.executable, "-c", _READS), cwd=ROOT, stdin=subprocess.PIPE) as process:
        try:
            assert process.stdin is not None
            pickle.dump((NOON, site.url, folder, limits), process.stdin)
            process.stdin.close()
            limit = monotonic() + 180
            while site.answered.total() < answers or not _on_disk(folder):
                assert process.poll() is None
                assert monotonic() < limit
                sleep(0.02)
        finally:
            process.kill()
    site.most = 1_000_000
    site.opened.set()
    return _on_disk(folder)


def _on_disk(folder: Path) -> int:
    if not (folder / STORED).exists():
        return 0
    with closing(sqlite3.connect(folder / STORED)) as db, suppress(sqlite3.OperationalError):
        return int(db.execute("SELECT count(*) FROM reading").fetchone()[0])
    return 0


@pytest.mark.parametrize("first", [True, False])
def test_killed_in_the_middle_it_goes_on_and_what_it_remembers_holds(world: Readings, first: bool):
    if not first:
        world.again()
        world.site.pages["/a2.html"] = Served(article(2, link='<a href="/lost.html">旧</a>'))
    folder = world.folder / "cut"
    kept = _killed(world, folder, 9)
    limits = replace(world.limits, remember=world.remember)
    whole = world.alone()
    assert 0 < kept < len(whole["readings"])
    crawl = Crawl(world.site.url, folder, limits)
    assert crawl.run()
    assert {"done": True, "report": report_of(folder).as_dict(), **_stored(folder)} == whole
    assert world.again() == whole
    assert world.site.count(304) == 9 + 5


def test_it_is_bounded_and_forgets_the_site_read_longest_ago(world: Readings, tmp_path: Path):
    world.again()
    with changing(site()) as other:
        beside = Readings(other, tmp_path / "b")
        beside.remember = world.remember
        size = world.file.stat().st_size
        beside.again(most_mb=size * 1.5 / 1e6)
        assert len(list(world.remember.folder.glob("*.db"))) == 1
        beside.again()
        assert other.count(304) > 0
        for path in world.remember.folder.iterdir():
            path.unlink()
        assert beside.again(most_mb=0.001)["done"]


def test_pages_that_are_gone_are_forgotten(world: Readings):
    world.again()
    for number in range(4, 12):
        world.site.pages[f"/a{number}.html"] = Served("none", 404, validators="none")
    world.again()
    with closing(sqlite3.connect(world.file)) as db:
        assert db.execute("SELECT count(*) FROM page").fetchone()[0] == 4 + 5


@pytest.mark.parametrize("processes", [1, 2])
def test_so_it_is_with_further_processes_and_with_links_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
):
    monkeypatch.setitem(data()["read"], "second_process_from", 5)
    for page_facts in (True, False):
        with changing(site()) as served:
            world = Readings(served, tmp_path / str(page_facts), processes=processes, page_facts=page_facts)
            first = world.again()
            assert world.again() == first == world.alone()
            world.again()
            assert served.count(304) == 14


def test_a_page_changed_just_now_is_not_recognised_by_its_time(world: Readings):
    """Twice within a second a page has the same time of change, and with some servers the same tag."""
    now = datetime.now(UTC).timestamp()
    world.site.pages = {"/": Served(article(1), validators="both", changed_at=now)}
    world.again()
    world.again()
    assert world.site.count(304) == 0


def test_a_site_read_by_another_is_read_without(world: Readings):
    world.again()
    with closing(sqlite3.connect(world.file)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert world.again() == world.alone()
