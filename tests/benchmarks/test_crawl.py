"""The whole-site reader beside `curl --parallel` over the known list (and muffet when it is on the path).

`SUPERVISION_BENCH_PAGES` (32125 articles, 34,673 addresses) sets the size. Needs nginx and curl."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from checks.crawl.report import report_of
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import ROOT, nginx

ARTICLES = int(os.environ.get("SUPERVISION_BENCH_PAGES", "32125"))
TIMES = int(os.environ.get("SUPERVISION_BENCH_TIMES", "3"))
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


def _muffet(url: str, site: BigSite) -> tuple[float, float] | None:
    if not shutil.which("muffet"):
        return None
    began = monotonic()
    subprocess.run(["muffet", "--buffer-size", "65536", "-c", "64", url], capture_output=True, check=False)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return site.addresses / (monotonic() - began), megabytes


@pytest.mark.parametrize(("articles", "dead"), [(ARTICLES, 126), (420, 5)], ids=["portal", "small-site"])
def test_the_reader_beside_its_peers(tmp_path: Path, articles: int, dead: int):
    site = BigSite(articles, dead)
    root = tmp_path / "root"
    site.write(root)
    with nginx(root, tmp_path) as url:
        print(f"\n{site.addresses:,} addresses, {dead} dead links; best of {TIMES} rounds")
        best: dict[str, tuple[float, float]] = {}
        for _ in range(TIMES):
            rounds = {
                "curl --parallel, known list": (_curl(url, site, tmp_path), 0.0),
                "links only, 1 process": _read(url, tmp_path, 1, "links"),
                "page facts, 2 processes": _read(url, tmp_path, 2, "facts"),
                "links only, 2 processes": _read(url, tmp_path, 2, "links"),
                "muffet": _muffet(url, site) or (0.0, 0.0),
            }
            best = {name: max(best.get(name, (0.0, 0.0)), found) for name, found in rounds.items()}
        curl = best["curl --parallel, known list"][0]
        for name, (speed, megabytes) in best.items():
            print(f"{name:<30}{speed:>8,.0f}/s {speed / curl:>6.2f} × curl {megabytes:>6.0f} MB")
        report = report_of(tmp_path / "crawl")
        found = {"/" + link.address.removeprefix(url): link.carried_by for link in report.dead}
        assert set(found) == set(site.dead_paths())
        assert all(f"{url}{page[1:]}" in found[path] for path, page in site.dead_paths().items())
        if articles > 10_000:
            assert best["links only, 2 processes"][0] >= 0.2 * curl
            assert best["links only, 2 processes"][1] < 300
