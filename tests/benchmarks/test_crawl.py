"""The whole-site reader beside `curl --parallel` over the known list, tuned Scrapy, and muffet when it is on
the path.

`SUPERVISION_BENCH_PAGES` (32125 articles, 34,673 addresses) sets the size, `SUPERVISION_BENCH_TIMES` (3) the
rounds, of which the best counts; Scrapy reads the big site once. Needs nginx, curl and Scrapy."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from checks.crawl.report import report_of
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import ROOT, generated, nginx

ARTICLES = int(os.environ.get("SUPERVISION_BENCH_PAGES", "32125"))
TIMES = int(os.environ.get("SUPERVISION_BENCH_TIMES", "3"))
Found = tuple[float, float, float]
_READ = """
import resource, sys
from pathlib import Path
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits
from time import monotonic
if __name__ == "__main__":
    url, folder, processes, facts = sys.argv[1:]
    limits = CrawlLimits(
        Limits(allowed_private=("127.0.0.1",)),
        polite=False,
        processes=int(processes),
        page_facts=facts == "facts",
    )
    began = monotonic()
    crawl = Crawl(url, Path(folder), limits)
    crawl.run()
    took = monotonic() - began
    sizes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(took, crawl.read, sum(sizes) / 1024)
"""

_MANY = """
import resource, sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits

def read(folder, site):
    number, url = site
    limits = CrawlLimits(Limits(allowed_private=("127.0.0.0/8",)), polite=False, page_facts=False)
    crawl = Crawl(url, Path(folder) / str(number), limits)
    crawl.run()
    return crawl.read

def read_some(folder, sites):
    with ThreadPoolExecutor(50) as threads:
        return sum(threads.map(partial(read, folder), sites))

if __name__ == "__main__":
    sites = list(enumerate(Path(sys.argv[1]).read_text().split()))
    began = monotonic()
    with ProcessPoolExecutor(2) as processes:
        count = sum(processes.map(partial(read_some, sys.argv[2]), (sites[::2], sites[1::2])))
    took = monotonic() - began
    # Of two children the system tells the larger one only.
    own, child = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(took, count, (own + 2 * child) / 1024)
"""

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("curl"), reason="nginx and curl"
)


def _read(url: str, folder: Path, processes: int, what: str) -> tuple[float, float]:
    """Addresses a second and megabytes of all processes."""
    script = folder / "read.py"
    script.write_text(_READ)
    shutil.rmtree(folder / "crawl", ignore_errors=True)
    words = [sys.executable, str(script), url, str(folder / "crawl"), str(processes), what]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    took, count, megabytes = map(float, done.stdout.split())
    return count / took, megabytes


def _curl(url: str, site: BigSite, folder: Path) -> float:
    rows = (f'url="{url}{path[1:]}"\noutput=/dev/null\n' for path in (*site.paths(), *site.dead_paths()))
    (folder / "list").write_text("".join(rows))
    began = monotonic()
    subprocess.run(
        [
            "curl",
            "-s",
            "--no-progress-meter",
            "--parallel",
            "--parallel-max",
            "16",
            "-K",
            str(folder / "list"),
        ],
        check=True,
        capture_output=True,
    )
    return site.addresses / (monotonic() - began)


def _scrapy(folder: Path, *urls: str) -> tuple[float, float]:
    """Addresses a second and megabytes of Scrapy over the sites at `urls`."""
    (folder / "first").write_text("\n".join(urls))
    words = [sys.executable, str(ROOT / "tests" / "benchmarks" / "scrapy_peer.py"), str(folder / "first")]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    took, count, megabytes = map(float, done.stdout.split())
    return count / took, megabytes


def _muffet(url: str, site: BigSite) -> tuple[float, float]:
    began = monotonic()
    subprocess.run(["muffet", "--buffer-size", "65536", "-c", "64", url], capture_output=True, check=False)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return site.addresses / (monotonic() - began), megabytes


def _programs(url: str, site: BigSite, folder: Path) -> dict[str, Callable[[], tuple[float, float]]]:
    """What is measured, by name; the last one leaves the crawl that is looked at."""
    programs = {
        "curl --parallel, known list": lambda: (_curl(url, site, folder), 0.0),
        "links only, 1 process": lambda: _read(url, folder, 1, "links"),
        "page facts, 2 processes": lambda: _read(url, folder, 2, "facts"),
        "Scrapy, tuned, links only": lambda: _scrapy(folder, url),
        "muffet, links only": lambda: _muffet(url, site),
        "links only, 2 processes": lambda: _read(url, folder, 2, "links"),
    }
    return {
        name: program for name, program in programs.items() if "muffet" not in name or shutil.which("muffet")
    }


@pytest.mark.parametrize(("articles", "dead"), [(ARTICLES, 126), (420, 5)], ids=["portal", "small-site"])
def test_the_reader_beside_its_peers(tmp_path: Path, articles: int, dead: int):
    site = BigSite(articles, dead)
    root = tmp_path / "root"
    site.write(root)
    with nginx(root, tmp_path) as url:
        print(f"\n{site.addresses:,} addresses, {dead} dead links; best of {TIMES} rounds")
        best: dict[str, Found] = {}
        for turn in range(TIMES):
            for name, measure in _programs(url, site, tmp_path).items():
                if "Scrapy" in name and turn and articles > 10_000:
                    continue
                before = _processor_s()
                speed, megabytes = measure()
                cost = (_processor_s() - before) / site.addresses * 1e6
                best[name] = _better(best.get(name), (speed, megabytes, cost))
                print(f"  {name}: {speed:,.0f}/s, {cost:,.0f} µs of processor", flush=True)
        _show(best)
        curl, scrapy = (
            best[name][0] for name in ("curl --parallel, known list", "Scrapy, tuned, links only")
        )
        report = report_of(tmp_path / "crawl")
        found = {"/" + link.address.removeprefix(url): link.carried_by for link in report.dead}
        assert set(found) == set(site.dead_paths())
        assert all(f"{url}{page[1:]}" in found[path] for path, page in site.dead_paths().items())
        if articles > 10_000:
            links, facts = best["links only, 2 processes"], best["page facts, 2 processes"]
            assert links[0] >= 0.2 * curl
            assert links[0] >= 15 * scrapy
            assert facts[0] >= 8 * scrapy
            assert max(links[1], facts[1]) < 300


def _processor_s() -> float:
    """Processor seconds of all programs that have ended: hardly changed by what else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _better(one: Found | None, other: Found) -> Found:
    """The highest speed, the largest memory, the least processor time of two rounds."""
    return other if one is None else (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]))


def _show(best: dict[str, Found]) -> None:
    curl, scrapy = (best[name] for name in ("curl --parallel, known list", "Scrapy, tuned, links only"))
    print(
        f"{'':<30}{'speed':>10}{'× curl':>8}{'× Scrapy':>10}{'memory':>10}{'processor':>12}{'Scrapy ÷':>10}"
    )
    for name, (speed, megabytes, cost) in best.items():
        print(
            f"{name:<30}{speed:>8,.0f}/s{speed / curl[0]:>8.2f}{speed / scrapy[0]:>10.1f}"
            f"{megabytes:>7,.0f} MB{cost:>9,.0f} µs{scrapy[2] / cost:>10.1f}"
        )


def test_many_small_sites_beside_scrapy(tmp_path: Path):
    """200 sites of 31 pages that answer after 50 ms: what counts is how much is under way at once."""
    site = BigSite(6, 0)
    with generated(site, delay_ms=50) as url:
        port = url.rsplit(":", 1)[1]
        urls = [f"http://127.1.{number // 250}.{1 + number % 250}:{port}" for number in range(200)]
        (tmp_path / "sites").write_text("\n".join(urls))
        script = tmp_path / "many.py"
        script.write_text(_MANY)
        done = subprocess.run(
            [sys.executable, str(script), str(tmp_path / "sites"), str(tmp_path / "crawls")],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        )
        took, count, megabytes = map(float, done.stdout.split())
        ours, theirs = (count / took, megabytes), _scrapy(tmp_path, *urls)
    print(f"\n200 sites, {count:,.0f} addresses, every answer after 50 ms")
    for name, (speed, memory) in (("links only, 2 processes", ours), ("Scrapy, tuned", theirs)):
        print(f"{name:<30}{speed:>8,.0f}/s {speed / theirs[0]:>6.1f} × Scrapy {memory:>6.0f} MB")
    assert ours[0] >= 10 * theirs[0]
