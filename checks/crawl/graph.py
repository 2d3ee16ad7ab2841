"""Questions about the finished link graph, answered on packed numbers: eight bytes a link.

All pages' links of a site of 34,000 addresses are 16 MB this way, read in batches, never all at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .store import Store

Numbers = NDArray[np.int64]
_BATCH = 2000
_UNSEEN = -1


class Graph:
    """Which address leads where. `numbers` are all addresses, sorted."""

    def __init__(self, store: Store, start: int) -> None:
        self._store, self._start = store, start
        rows = store.rows("SELECT number FROM address ORDER BY number")
        self.numbers: Numbers = np.fromiter((row[0] for row in rows), np.int64)

    def depths(self) -> NDArray[np.int16]:
        """Clicks from the first page to each of `numbers`; -1 for what no page leads to."""
        depth = np.full(len(self.numbers), _UNSEEN, np.int16)
        level = self._places(np.array([self._start], np.int64))
        clicks = 0
        while len(level):
            depth[level] = clicks
            clicks += 1
            found = np.zeros(len(self.numbers), bool)
            for links in self._links_of(self.numbers[level]):
                found[self._places(links)] = True
            level = np.flatnonzero(found & (depth == _UNSEEN))
        return depth

    def carriers(self, wanted: set[int]) -> dict[int, list[int]]:
        """For each of the `wanted` numbers the pages that carry a link to it."""
        carried: dict[int, list[int]] = {number: [] for number in wanted}
        marks = np.array(sorted(wanted), np.int64)
        for page, links in self._all_links():
            for number in links[np.isin(links, marks)].tolist() if len(marks) else ():
                carried[number].append(page)
        return carried

    def _places(self, numbers: Numbers) -> NDArray[np.intp]:
        unique = np.unique(numbers)
        places = np.searchsorted(self.numbers, unique)
        inside = places < len(self.numbers)
        places, unique = places[inside], unique[inside]
        found: NDArray[np.intp] = places[self.numbers[places] == unique]
        return found

    def _links_of(self, pages: Numbers) -> Iterator[Numbers]:
        for first in range(0, len(pages), _BATCH):
            part = pages[first : first + _BATCH].tolist()
            marks = ",".join("?" * len(part))
            rows = self._store.rows(
                f"SELECT links FROM reading WHERE number IN ({marks}) AND links != x''",  # noqa: S608
                tuple(part),
            )
            joined = b"".join(row[0] for row in rows)
            yield np.frombuffer(joined, np.int64)

    def _all_links(self) -> Iterator[tuple[int, Numbers]]:
        rows = self._store.rows("SELECT number, links FROM reading WHERE links != x'' AND status = 200")
        for number, links in rows:
            yield number, np.frombuffer(links, np.int64)
