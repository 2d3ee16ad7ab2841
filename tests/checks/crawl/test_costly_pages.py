"""Pages inside a site that cost too much end the process that reads it twice, and are then put aside."""

import os
import pickle
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from checks.crawl.children import Reading
from checks.crawl.limits import CrawlLimits
from checks.crawl.store import Store
from checks.crawl.watched import FILE, UnderWay, Watch, number_in, suspect, suspects
from checks.fetch import Limits
from checks.sandbox.limits import SandboxLimits
from core.access.actor import Actor, Role
from core.common.settings import settings
from core.monitoring import crawl_view, crawls
from db.models import CrawlState
from tests.benchmarks.site import BigSite
from tests.checks.crawl.site import Answer, serving
from tests.checks.crawl.test_child import Gate, crawler, ended, newest, pid_of, quick, until
from tests.checks.page.hostile import PAGES
from tests.rows import a_leader, a_website

__all__ = ["quick"]
CLERK = Actor("甲", Role.STAFF)
COSTLY = "/costly.html"


def with_a_costly_page(big: BigSite):
    """The site, with one page more that its home page leads to; taking it apart takes seconds."""
    costly = PAGES["a hundred thousand links"]()[:1_900_000].replace(b"<a href=", b"<b title=")

    def answer(path: str) -> Answer:
        if path == COSTLY:
            return 200, "text/html; charset=utf-8", costly
        status, kind, body = big.answer(path)
        return status, kind, body + f"<a href={COSTLY}>x</a>".encode() if path == "/" else body

    return answer


def test_it_is_put_aside_by_name_and_the_rest_of_the_site_is_read(
    quick: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SUPERVISION_PAGE_S", "0.4")
    settings.cache_clear()
    big, token = BigSite(60, dead=3), a_leader()
    with serving(with_a_costly_page(big)) as site, crawler() as made:
        channel = a_website(url=site.url + "/")
        crawls.ask_one(channel, actor=CLERK)
        until(ended, lambda: made.tick(token))
        assert site.asked.count(COSTLY) == 2, "tried once more, in a fresh process"
    assert (newest().state, newest().lost, newest().error) == (CrawlState.DONE, 0, "")
    line = crawl_view.result_of(channel)
    assert line is not None
    assert line.summary["dead"] == 3
    blocked = crawl_view.rows(line.id, "blocked", limit=10).rows
    assert [(row.address.removeprefix(site.url), row.failure) for row in blocked] == [(COSTLY, "page-limits")]


def test_so_it_is_where_a_further_process_reads_along(tmp_path: Path):
    """Whichever process it came to: the first one is started anew by the test, as by the checker."""
    big = BigSite(700)
    limits = CrawlLimits(
        Limits(timeout_s=30, allowed_private=("127.0.0.1",)),
        polite=False,
        processes=2,
        page=SandboxLimits(seconds=0.4),
    )
    with serving(with_a_costly_page(big)) as site:
        program = (
            "import sys, pickle; from pathlib import Path; from checks.crawl.crawl import Crawl\n"
            "limits = pickle.loads(sys.stdin.buffer.read())\n"
            "Crawl(sys.argv[1], Path(sys.argv[2]), limits).run()"
        )
        for _ in range(4):
            done = subprocess.run(
                [sys.executable, "-c", program, site.url + "/", str(tmp_path)],
                input=pickle.dumps(limits),
                check=False,
            )
            if done.returncode == 0:
                break
            suspect(tmp_path, number_in(tmp_path / FILE))
        assert done.returncode == 0
    with closing(Store(tmp_path)) as store:
        rows = list(store.rows("SELECT url, failure FROM address JOIN reading USING (number) WHERE inside"))
    assert [url.removeprefix(site.url) for url, failure in rows if failure == "page-limits"] == [COSTLY]
    assert len(rows) == big.addresses + 2  # the costly one and the site map


def test_the_first_page_does_not_pay_for_what_reading_imports(tmp_path: Path):
    """Else the home page is put aside where a machine is busy: it is the first of each process."""
    program = (
        "import sys, pickle; from pathlib import Path; from checks.crawl.crawl import Crawl\n"
        "from checks.crawl.watched import UnderWay\n"
        "limits, met = pickle.loads(sys.stdin.buffer.read()), []\n"
        "UnderWay.begin = lambda self, number: met.append(set(sys.modules))\n"
        "UnderWay.end = lambda self: print(sorted(set(sys.modules) - met.pop()), file=sys.stderr)\n"
        "Crawl(sys.argv[1], Path(sys.argv[2]), limits).run()"
    )
    fetch = Limits(timeout_s=30, allowed_private=("127.0.0.1",))
    limits = CrawlLimits(fetch, polite=False, page=SandboxLimits())
    with serving(BigSite(30).answer) as site:
        done = subprocess.run(
            [sys.executable, "-c", program, site.url + "/", str(tmp_path)],
            input=pickle.dumps(limits),
            stderr=subprocess.PIPE,
            check=True,
        )
    assert set(done.stderr.decode().split("\n")) == {"[]", ""}


def test_a_process_killed_over_a_page_once_reads_it_the_next_time(quick: None):
    """The page that happened to be under way is no culprit."""
    token, gate = a_leader(), Gate(BigSite(300).answer, free=120)
    with serving(gate) as site, crawler() as made:
        crawls.ask_one(a_website(url=site.url + "/"), actor=CLERK)
        until(lambda: gate.left < 0 and newest().read >= 30, lambda: made.tick(token))
        os.kill(pid_of(made), signal.SIGKILL)
        gate.opened.set()
        until(ended, lambda: made.tick(token))
    assert newest().state is CrawlState.DONE
    assert newest().summary["blocked"] == 0


def test_a_process_that_does_not_end_when_asked_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from checks.crawl import children

    monkeypatch.setattr(children, "ENDS_WITHIN_S", 0.2)
    monkeypatch.setattr(children, "COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    process = Reading({"folder": str(tmp_path)}, SandboxLimits())
    process.stop()
    assert process._process.wait(180) == -signal.SIGKILL


def test_memory_is_watched(tmp_path: Path):
    watch = Watch(tmp_path / FILE, SandboxLimits(memory_mb=-490))
    assert watch.broken(os.getpid()) == "needed over -490 MB"


def test_the_page_under_way_is_seen_from_outside_and_gone_when_done(tmp_path: Path):
    watch = Watch(tmp_path / FILE, SandboxLimits())
    under_way = UnderWay(tmp_path / FILE, 60.0)
    under_way.begin(7)
    assert watch.number == 7
    under_way.end()
    assert watch.number == 0


def test_suspects_are_counted(tmp_path: Path):
    assert [suspect(tmp_path, 7), suspect(tmp_path, 7), suspect(tmp_path, 8)] == [1, 2, 1]
    assert suspects(tmp_path) == {7: 2, 8: 1}
