"""The year of dates that a list gives by month and day alone.

Read years later, such a list looks as if it were of this year: of eleven real ones that had stood still, ten
would be dated two to six years too new. A guess is therefore only a doubt; a year is taken from what the
page itself says of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_PINNED = 3  # rows at the head of a list that may be older than those below
_LEAST_KNOWN = 2  # rows of known year before the order of a list is believed


@dataclass(slots=True)
class Row:
    """One row of a list in reading order: its day, and whether its year is known rather than guessed."""

    day: date
    known: bool


def settle(rows: Sequence[Row], today: date) -> None:
    """Give the rows of one list, newest first, the years that their neighbours of known year leave them.

    A list in another order, or with fewer than two rows of known year, is left as it is."""
    marks = [number for number, row in enumerate(rows) if row.known]
    marks = next((rest for rest in _without_pinned(marks) if _falling(rows, rest)), [])
    if len(marks) < _LEAST_KNOWN or len(marks) == len(rows):
        return
    for above, below in zip(marks, [*marks[1:], len(rows)], strict=True):
        last = rows[below].day if below < len(rows) else date.min
        _downwards(rows[above:below], last)
    _upwards(rows[: marks[0] + 1], today)


def _without_pinned(marks: list[int]) -> Iterator[list[int]]:
    yield marks
    for pinned in range(1, _PINNED + 1):
        if len(marks) > pinned and marks[pinned - 1] < _PINNED:
            yield marks[pinned:]


def _falling(rows: Sequence[Row], marks: list[int]) -> bool:
    days = [rows[number].day for number in marks]
    return all(one >= other for one, other in pairwise(days))


def _downwards(rows: Sequence[Row], last: date) -> None:
    """Each row below the first is at most as new as the one above it, and none is older than `last`."""
    days = [rows[0].day]
    for row in rows[1:]:
        days.append(_moved(row.day, days[-1]))
    if days[-1] >= last:
        for row, day in zip(rows[1:], days[1:], strict=True):
            row.day, row.known = day, True


def _upwards(rows: Sequence[Row], today: date) -> None:
    """Each row above the last is at least as new as the one below it, as long as that is no day to come."""
    below = rows[-1].day
    for row in reversed(rows[:-1]):
        if row.known:
            return
        newer = _moved(row.day, below)
        if newer < below:
            newer = _in_year(row.day, newer.year + 1)
        if not below <= newer <= today:
            return
        row.day, row.known = newer, True
        below = newer


def _moved(day: date, limit: date) -> date:
    """The newest day with the month and day of `day` that is not newer than `limit`."""
    this = _in_year(day, limit.year)
    return this if this <= limit else _in_year(day, limit.year - 1)


def _in_year(day: date, year: int) -> date:
    """The day in another year; the 29th of February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
