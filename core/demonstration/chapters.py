"""The chapters of the records, entered as an office does: what a quarter brought, at its end."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from core.common import clock
from core.common.errors import DomainError
from core.demonstration.office import ACTOR
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from core.records.completeness import begin
from core.records.keeping import enter_many
from db.demo.story import YEAR, Entry, Story, instant, next_month

# Whether anybody was called to account in a year says nobody before it is asked.
NOT_BEGUN = "accountability"
ORDER = tuple(one.key for one in CHAPTERS)


def enter_chapters(story: Story) -> int:
    """Enter every row of the story, what others name before these; returns how many."""
    made: dict[Entry, tuple[Any, ...]] = {}
    for (chapter, day), entries in _batches(story):
        rows = [{name: _value(value, made) for name, value in one.values.items()} for one in entries]
        with clock.frozen(instant(day, 17)):
            made.update(zip(entries, enter_many(chapter, rows, actor=ACTOR), strict=True))
    return len(made)


def begin_chapters(until: date) -> None:
    """Say on the first day of every year that its chapters are kept from now on."""
    known = [one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE) if one.key != NOT_BEGUN]
    for year in range(YEAR, until.year + 1):
        first = date(year, 1, 1)
        with clock.frozen(instant(first)):
            for key in known:
                # One that has rows on that day is kept already.
                with suppress(DomainError):
                    begin(key, year, actor=ACTOR)


def _batches(story: Story) -> Iterator[tuple[tuple[str, date], list[Entry]]]:
    def batch(one: Entry) -> tuple[date, int]:
        return min(_quarter_end(one.day), story.until), ORDER.index(one.chapter)

    for (day, place), entries in groupby(sorted(story.entries, key=batch), batch):
        yield (ORDER[place], day), list(entries)


def _value(value: Any, made: dict[Entry, tuple[Any, ...]]) -> Any:
    return made[value][0] if isinstance(value, Entry) else value


def _quarter_end(day: date) -> date:
    last_month = day.replace(month=(day.month + 2) // 3 * 3, day=1)
    return next_month(last_month) - timedelta(days=1)
