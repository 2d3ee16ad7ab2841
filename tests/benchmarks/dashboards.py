"""Dashboards over databases of the first and the last size, side by side, and where their pages are."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pages.shell.navigation import TABLE
from tests.benchmarks.volumes import SIZES, volume
from tests.page_queries import PAGES
from tests.server import Dashboard, running

ENDS = (SIZES[0], SIZES[-1])
# Every page by its file: its address below the dashboard's, and what it needs after the question mark.
ADDRESSES: dict[str, tuple[str, dict[str, str]]] = {
    (name := entry.file.partition("/")[0]): ("" if entry is TABLE[0] else entry.url_path, PAGES.get(name, {}))
    for entry in TABLE
}


@contextmanager
def dashboards(folder: Path, **environment: str) -> Iterator[dict[int, Dashboard]]:
    """A dashboard for each of `ENDS`, started as `manage.py serve` starts it, without a checker."""
    homes = {}
    for size in ENDS:
        with volume(size, folder) as home:
            homes[size] = home
    with ExitStack() as stack:
        yield {size: stack.enter_context(running(home, **environment)) for size, home in homes.items()}
