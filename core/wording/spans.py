"""Stretches of a text, and whether one of them holds a place: quick also on a page made of nothing else."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def around(self, start: int, end: int) -> bool:
        """Whether one span holds all of `start`–`end`."""
        begun = bisect_right(self._starts, start)
        return begun > 0 and self._reach[begun - 1] >= end


NOWHERE = Spans()
