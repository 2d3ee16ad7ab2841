"""A whole site is read once, and what is said of it is true."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.crawl.report import CrawlReport, report_of
from checks.crawl.store import FILE, CrawlRuns, NotThisCrawl, Store
from checks.fetch import Limits
from tests.benchmarks.site import BigSite
from tests.checks.crawl.site import Site, pages, serving

ALLOWED = Limits(allowed_private=("127.0.0.1",))


def limits(**changes: object) -> CrawlLimits:
    return CrawlLimits(ALLOWED, **{"polite": False, "page_facts": False, **changes})  # type: ignore[arg-type]


def read(site: Site, folder: Path, **changes: object) -> CrawlReport:
    assert Crawl(site.url, folder, limits(**changes)).run()
    return report_of(folder)


def dead(site: Site, report: CrawlReport) -> dict[str, tuple[str, ...]]:
    length = len(site.url)
    return {link.address[length:]: tuple(page[length:] for page in link.carried_by) for link in report.dead}


def plain(report: CrawlReport, site: Site) -> str:
    return str(report.as_dict()).replace(site.url, "")


def test_every_address_is_asked_for_once_and_every_dead_link_found(tmp_path: Path):
    big = BigSite(300, dead=7)
    with serving(big.answer) as site:
        report = read(site, tmp_path)
        assert sorted(site.asked) == sorted({*big.paths(), *big.dead_paths(), "/sitemap.xml"})
        found = {path: set(carried) for path, carried in dead(site, report).items()}
        assert found == {path: {page} for path, page in big.dead_paths().items()}
        assert {kind.type: kind.count for kind in report.attachments} == {
            "application/pdf": 8,
            "image/png": 8,
            "text/css": 1,
        }


def test_the_result_is_the_same_on_one_two_and_four_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from checks.crawl.limits import data

    monkeypatch.setitem(data()["read"], "second_process_from", 20)
    with serving(BigSite(400, dead=9).answer) as site:
        results = {plain(read(site, tmp_path / str(n), processes=n), site) for n in (1, 2, 4)}
        assert len(results) == 1


def test_killed_in_the_middle_it_goes_on_and_ends_with_the_same_result(tmp_path: Path):
    slow = Event()
    with serving(slowed(BigSite(1500, dead=9), slow)) as site:
        whole = plain(read(site, tmp_path / "whole"), site)
        from_the_start = len(site.asked)
        slow.set()
        script = (
            "import sys\nfrom pathlib import Path\nfrom tests.checks.crawl.test_crawl import Crawl, limits\n"
            "Crawl(sys.argv[1], Path(sys.argv[2]), limits()).run()"
        )
        process = subprocess.Popen([sys.executable, "-c", script, site.url, str(tmp_path / "killed")])
        while not (kept := stored(tmp_path / "killed")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        while not site.left():
            time.sleep(0.01)
        slow.clear()
        assert kept < 1500
        asked = len(site.asked)
        assert plain(read(site, tmp_path / "killed"), site) == whole
        assert len(site.asked) - asked <= from_the_start - kept


def slowed(big: BigSite, slow: Event) -> Any:
    """The answers of a site that takes its time while `slow` is set, so that a crawl has a middle."""

    def answer(path: str) -> Any:
        if slow.is_set():
            time.sleep(0.05)
        return big.answer(path)

    return answer


def stored(folder: Path) -> int:
    """How many readings another process has on disk so far."""
    file = folder / FILE
    if not file.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as disk:
            return int(disk.execute("SELECT count(*) FROM reading").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are not there yet
        return 0


def test_cancelled_it_keeps_what_it_has_and_goes_on_later(tmp_path: Path):
    slow = Event()
    slow.set()
    with serving(slowed(BigSite(400), slow)) as site:
        crawl = Crawl(site.url, tmp_path, limits())
        assert not crawl.run(lambda progress: crawl.cancel.set())
        slow.clear()
        assert not report_of(tmp_path).complete
        assert report_of(tmp_path).read > 0
        assert read(site, tmp_path).complete


def test_a_folder_belongs_to_one_site_and_one_process(tmp_path: Path):
    with serving(pages({"/": "home"})) as site:
        crawl = Crawl(site.url, tmp_path, limits())
        with pytest.raises(CrawlRuns):
            Crawl(site.url, tmp_path, limits())
        crawl.run()
        with pytest.raises(NotThisCrawl):
            Crawl("http://other.example.cn/", tmp_path, limits())


def test_redirects_are_followed_and_a_dead_end_is_dead_on_the_page_that_links(tmp_path: Path):
    site_pages = pages(
        {
            "/": '<a href="/old">a</a><a href="/moved">b</a><a href="/round">c</a>',
            "/old": (301, "/gone", b""),
            "/moved": (302, "/there.html", b""),
            "/there.html": "there",
            "/round": (302, "/about", b""),
            "/about": (302, "/round", b""),
        }
    )
    with serving(site_pages) as site:
        report = read(site, tmp_path)
        assert set(dead(site, report)) == {"/old", "/round", "/about", "/gone"} - {"/about", "/gone"}


def test_external_links_are_probed_once_and_guarded(tmp_path: Path):
    with serving(pages({"/": "outside", "/ok": "ok"})) as other:
        bodies = {
            "/": f'<a href="{other.url}/ok">a</a><a href="{other.url}/no">b</a><a href="/2">c</a>'
            '<a href="http://10.1.2.3/">d</a>',
            "/2": f'<a href="{other.url}/no">x</a>',
        }
        with serving(pages(bodies)) as site:
            report = read(site, tmp_path)
            assert sorted(other.asked) == ["/no", "/ok"]
            assert [(link.address, len(link.carried_by)) for link in report.dead] == [(f"{other.url}/no", 2)]
            assert [(link.address, link.failure) for link in report.blocked] == [
                ("http://10.1.2.3/", "guarded")
            ]


def test_a_page_no_page_leads_to_is_an_orphan_and_equal_pages_are_duplicates(tmp_path: Path):
    with serving(
        pages({"/": '<a href="/a">a</a><a href="/b">b</a>', "/a": "same", "/b": "same", "/lone": "lone"})
    ) as site:
        inner = site.answer
        listing = f"<urlset><url><loc>{site.url}/a</loc></url><url><loc>{site.url}/lone</loc></url></urlset>"
        site.answer = lambda path: (
            (200, "text/xml", listing.encode()) if path == "/sitemap.xml" else inner(path)
        )
        report = read(site, tmp_path)
        assert report.orphans == (f"{site.url}/lone",)
        assert report.duplicates == ((f"{site.url}/a", f"{site.url}/b"),)
        assert report.depth == {0: 1, 1: 2}


def test_an_endless_calendar_ends(tmp_path: Path):
    def answer(path: str) -> tuple[int, str, bytes]:
        year, month = (
            (int(part.split("=")[1]) for part in path.partition("?")[2].split("&"))
            if "?" in path
            else (2026, 1)
        )
        following = f"/cal?year={year + month // 12}&month={month % 12 + 1}"
        return 200, "text/html", f'<a href="{following}">next</a>{year}-{month}'.encode()

    with serving(answer) as site:
        report = read(site, tmp_path)
        assert report.traps == {"calendar": 1}
        assert len(site.asked) < 60


def test_in_production_no_more_than_allowed_are_under_way(tmp_path: Path):
    import threading

    under_way, most, lock = 0, 0, threading.Lock()
    big = BigSite(30)

    def answer(path: str) -> tuple[int, str, bytes]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.005)
        with lock:
            under_way -= 1
        return big.answer(path)

    with serving(answer) as site:
        read(site, tmp_path, polite=True, parallel=2, gap_s=0.001, processes=2)
        assert most <= 2


def test_page_facts_are_kept_when_asked_for(tmp_path: Path):
    with serving(BigSite(30).answer) as site:
        read(site, tmp_path, page_facts=True)
        store = Store(tmp_path)
        facts = [row[0] for row in store.rows("SELECT facts FROM facts")]
        assert len(facts) == 1 + 24 + 30
        assert all("5001060001" in each for each in facts)
        store.close()


@pytest.mark.parametrize(("processes", "most"), [(1, 1), (1, 42), (2, 42), (1, 333)])
def test_never_more_addresses_are_asked_for_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int, most: int
):
    from checks.crawl.limits import data

    monkeypatch.setitem(data()["read"], "second_process_from", 20)
    with serving(BigSite(300, dead=7).answer) as site:
        crawl = Crawl(site.url, tmp_path, limits(most=most, processes=processes))
        assert not crawl.run()
        asked = [path for path in site.asked if path != "/robots.txt"]
        assert len(asked) == len(set(asked)) == crawl.read == most
        # What is left is read when it goes on, again no more than allowed.
        again = Crawl(site.url, tmp_path, limits(most=most + 5))
        again.run()
        assert len(site.asked) == again.read == most + 5


def test_a_site_of_just_as_many_addresses_is_read_whole(tmp_path: Path):
    with serving(pages({"/": '<a href="/a.html">a</a>', "/a.html": "a"})) as site:
        assert Crawl(site.url, tmp_path, limits(most=3)).run()
