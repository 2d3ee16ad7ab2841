"""A reader of 100,000 pages needs no more memory than one of 10,000; only through `manage.py soak`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.site import BigSite
from tests.benchmarks.web import generated

_READ = """
import json, resource, sys
from pathlib import Path
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits
limits = CrawlLimits(Limits(allowed_private=("127.0.0.1",)), polite=False, page_facts=False, processes=2)
if __name__ == "__main__":
    Crawl(sys.argv[1], Path(sys.argv[2]), limits).run()
    sizes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(sum(sizes) / 1024))
"""


def _memory(folder: Path, articles: int) -> float:
    """Megabytes of both processes at their largest."""
    script = folder / "read.py"
    script.write_text(_READ)
    with generated(BigSite(articles)) as url:
        done = subprocess.run(
            [sys.executable, str(script), url, str(folder / str(articles))],
            env={"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=True,
        )
    return float(json.loads(done.stdout))


@pytest.mark.soak
def test_memory_does_not_grow_with_the_site(tmp_path: Path):
    small, large = _memory(tmp_path, 10_000), _memory(tmp_path, 100_000)
    print(f"10,000 pages {small:.0f} MB, 100,000 pages {large:.0f} MB")
    assert large < 300
    assert large < small * 1.15
