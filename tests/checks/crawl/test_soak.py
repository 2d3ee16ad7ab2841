"""A reader of 100,000 pages needs no more memory than one of 10,000, and a kill changes nothing.

Only through `manage.py soak`."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from checks.crawl.report import CrawlReport, report_of
from checks.crawl.store import FILE
from tests.benchmarks.site import BigSite
from tests.benchmarks.web import generated

_ROOT = Path(__file__).parents[3]
_READ = """
import json, resource, sys
from pathlib import Path
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits
facts = sys.argv[3] == "facts"
limits = CrawlLimits(Limits(allowed_private=("127.0.0.1",)), polite=False, page_facts=facts, processes=2)
if __name__ == "__main__":
    Crawl(sys.argv[1], Path(sys.argv[2]), limits).run()
    sizes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(sum(sizes) / 1024))
"""


@contextmanager
def _reading(url: str, folder: Path, what: str) -> Iterator["subprocess.Popen[str]"]:
    script = folder.with_suffix(".py")
    script.write_text(_READ)
    words = [sys.executable, str(script), url, str(folder), what]
    environment = {"PYTHONPATH": str(_ROOT), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process


def _memory(folder: Path, articles: int, what: str) -> float:
    """Megabytes of both processes at their largest."""
    place = folder / f"{articles}-{what}"
    with generated(BigSite(articles)) as url, _reading(url, place, what) as process:
        progress, _ = process.communicate()
    assert process.returncode == 0
    return float(json.loads(progress))


@pytest.mark.soak
@pytest.mark.parametrize("what", ["links", "facts"])
def test_memory_does_not_grow_with_the_site(tmp_path: Path, what: str):
    small, large = _memory(tmp_path, 10_000, what), _memory(tmp_path, 100_000, what)
    print(f"\n{what}: 10,000 pages {small:.0f} MB, 100,000 pages {large:.0f} MB")
    assert large < 300
    assert large < small * 1.15


def _read_so_far(folder: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM reading").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _result(folder: Path) -> CrawlReport:
    report = report_of(folder)
    assert report.complete
    return report


@pytest.mark.soak
def test_killed_in_the_middle_of_100_000_pages_it_ends_with_the_same_result(tmp_path: Path):
    with generated(BigSite(100_000, dead=50)) as url:
        with _reading(url, tmp_path / "whole", "links") as process:
            process.communicate()
        with _reading(url, tmp_path / "killed", "links") as process:
            while (read := _read_so_far(tmp_path / "killed")) < 40_000:
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.2)
            process.send_signal(signal.SIGKILL)
        kept = _read_so_far(tmp_path / "killed")
        with _reading(url, tmp_path / "killed", "links") as process:
            process.communicate()
    print(f"\nkilled when {read:,} addresses were read, {kept:,} kept")
    assert read <= kept < 90_000
    assert _result(tmp_path / "killed") == _result(tmp_path / "whole")
    assert len(_result(tmp_path / "whole").dead) == 50
