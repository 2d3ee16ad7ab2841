"""What a row says of its day in another way: a month for the whole of it, so many days before another."""

from datetime import timedelta

from core.common import clock
from core.common.past import FIRST
from core.imports.around import Around
from core.imports.kinds import Kind
from core.imports.periods import period_in
from core.imports.plan import Row
from core.jobs import Sentence
from core.registry.importing.reading import Part
from core.registry.values import Raw

IDLE, MOST_IDLE = "idle_days", 10_000
SPAN, MONTH = "span", "\u6708"


def of_a_month(kind: Kind, raw: dict[str, Raw], row: Row, part: Part) -> None:
    """A row whose day is only a month stands for the whole of it, where the kind tells these apart."""
    if SPAN not in kind.fields or raw.get(SPAN) not in (None, "") or kind.day not in row.values:
        return
    heading = next(
        (part.headings.names.get(at, "") for at, key in part.headings.columns.items() if key == kind.day), ""
    )
    named = period_in(raw.get(kind.day), row.values[kind.day].year)
    first = row.values[kind.day].day == 1
    if (
        first
        and named
        and named[0].length == "month"
        and (isinstance(raw[kind.day], str) or MONTH in heading)
    ):
        row.values[SPAN] = "month"


def days_ago(kind: Kind, row: Row, part: Part, near: Around) -> None:
    """The day of the last post where only is said for how many days there was none: counted back from the day
    that the heading names, or what stands around the rows."""
    days = row.values.pop(IDLE, None)
    if days is None or kind.day in row.values:
        return
    columns = part.headings.columns
    heading = next((part.headings.names.get(at, "") for at, key in columns.items() if key == IDLE), "")
    named = period_in(heading, near.year)
    until = named[0].last if named and named[0].last else near.days[1] if near.days else None
    if until is None:
        row.faults.append(Sentence("imports.fault.counted_until", {"field": kind.fields[IDLE].label}))
        return
    day = max(min(until, clock.today()) - timedelta(days=min(days, MOST_IDLE)), FIRST)
    row.values[kind.day] = day
    row.notes.append(Sentence("imports.note.counted_back", {"days": days, "until": until, "day": day}))
