"""How rectification goes: found, reported, verified, overdue by span; units and sources compared.

A false alarm (dismissed) and a waiver count nowhere but in what was found; overdue is judged by the day an
issue has now, extensions included."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Slice
from core.issues import day_counts, queries
from core.issues.queries import Listed
from db.engine import reading
from db.models import Issue, IssueSource, IssueState, Unit

Step = Literal["week", "month", "quarter"]
What = Literal["found", "rectified", "verified", "overdue"]
STEPS: tuple[Step, ...] = ("week", "month", "quarter")
WHATS: tuple[What, ...] = ("found", "rectified", "verified", "overdue")
# What of the kept counts is what of a bucket; `overdue` stands apart, as it is a state and no event.
KEPT: dict[What, day_counts.What] = {"found": "found", "rectified": "reported", "verified": "verified"}
ASIDE = (IssueState.DISMISSED, IssueState.WAIVED)


@dataclass(frozen=True, slots=True)
class Span:
    """One week (from Monday), month or quarter, both ends included; the present one ends today."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bucket:
    """The figures of one span; `overdue` at its end."""

    span: Span
    found: int
    rectified: int
    verified: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of the issues found in a period, for one unit or source. `rate` is verified of what was
    found and not set aside; `median_days` from found to verified; both None where there is nothing to
    divide. `place`: the rank, shared by equals; 0 where there is no rate."""

    key: str
    name: str
    found: int
    counted: int
    verified: int
    overdue: int
    returned: int
    median_days: float | None
    place: int = 0

    @property
    def rate(self) -> float | None:
        return self.verified / self.counted if self.counted else None


def spans(step: Step, count: int = 13, *, until: date | None = None) -> tuple[Span, ...]:
    """The last `count` weeks, months or quarters, the present one last and ending today."""
    last = until or clock.today()
    found: list[Span] = []
    while len(found) < count:
        first = _first_of(step, last)
        found.append(Span(first, last))
        last = first - timedelta(days=1)
    return tuple(reversed(found))


def _first_of(step: Step, day: date) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(month=day.month if step == "month" else day.month - (day.month - 1) % 3, day=1)


def buckets(step: Step, count: int = 13) -> tuple[Bucket, ...]:
    """The figures of the last `count` weeks, months or quarters."""
    return _counted(spans(step, count))


def bucket(span: Span) -> Bucket:
    """The figures of one span."""
    return _counted((span,))[0]


def _counted(wanted: tuple[Span, ...]) -> tuple[Bucket, ...]:
    first, last = min(span.first for span in wanted), max(span.last for span in wanted)
    with reading() as session:
        days = {what: day_counts.by_day(session, kept, first, last) for what, kept in KEPT.items()}
        late_before = day_counts.total(session, "overdue", last=first - timedelta(days=1))
        late = day_counts.by_day(session, "overdue", first, last)
    return tuple(
        Bucket(
            span,
            **{what: _within(known, span) for what, known in days.items()},
            overdue=late_before + _within(late, Span(first, span.last)),
        )
        for span in wanted
    )


def _within(days: Mapping[date, int], span: Span) -> int:
    return sum(n for day, n in days.items() if span.first <= day <= span.last)


def which(what: What, span: Span) -> ColumnElement[bool]:
    """The issues behind one figure of a span, as a condition on `Issue`."""
    if what == "found":
        return col(Issue.opened_on).between(span.first, span.last)
    if what == "verified":
        return col(Issue.verified_on).between(span.first, span.last)
    if what == "rectified":
        return and_(
            col(Issue.reported_at) >= clock.start_of(span.first),
            col(Issue.reported_at) < clock.start_of(span.last + timedelta(days=1)),
        )
    return and_(
        col(Issue.opened_on) <= span.last,
        col(Issue.due_on) < span.last,
        or_(col(Issue.verified_on).is_(None), col(Issue.verified_on) > span.last),
        col(Issue.state).not_in(ASIDE),
    )


def rows(what: What, span: Span, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind one figure of a span, the newest first."""
    return queries.where(which(what, span), limit=limit, offset=offset)


def by_unit(span: Span) -> tuple[Compared, ...]:
    """The units that had issues found in the span, the best first."""
    with reading() as session:
        names = {unit_id: name for unit_id, name in session.execute(select(col(Unit.id), col(Unit.name)))}  # noqa: C416  mypy knows no dict(Row)
    return ranked(_compared(span, col(Issue.unit_id), lambda key: (str(key), names[key])))


def by_source(span: Span) -> tuple[Compared, ...]:
    """The sources of the issues found in the span; their names are the catalogue's."""
    return ranked(_compared(span, col(Issue.source), lambda key: (IssueSource(key).value,) * 2))


def unit_rows(span: Span, unit_id: int, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind one unit's line."""
    return queries.where(which("found", span), col(Issue.unit_id) == unit_id, limit=limit, offset=offset)


def source_rows(span: Span, source: str, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind one source's line."""
    wanted = col(Issue.source) == IssueSource(source)
    return queries.where(which("found", span), wanted, limit=limit, offset=offset)


def ranked(lines: Iterable[Compared]) -> tuple[Compared, ...]:
    """By rate, then by median days, then by name; those without a rate last, without a place."""
    judged = sorted((line for line in lines if line.counted), key=_merit)
    placed: list[Compared] = []
    for _, equals in groupby(judged, key=lambda line: _merit(line)[:2]):
        place = len(placed) + 1
        placed += [_placed(line, place) for line in equals]
    return tuple(placed)


def _merit(line: Compared) -> tuple[float, float, str]:
    days = float("inf") if line.median_days is None else line.median_days
    return -(line.rate or 0.0), days, line.name


def _placed(line: Compared, place: int) -> Compared:
    return Compared(
        line.key, line.name, line.found, line.counted, line.verified, line.overdue, line.returned,
        line.median_days, place,
    )  # fmt: skip


def _compared(span: Span, key: Mapped[Any], named: Callable[[Any], tuple[str, str]]) -> list[Compared]:
    """A line for each value of `key`; `named` gives its key and name as shown."""
    of_span, counted = which("found", span), col(Issue.state).not_in(ASIDE)
    verified = col(Issue.state) == IssueState.VERIFIED
    overdue = counted & ~verified & (col(Issue.due_on) < clock.today())
    figures = (true(), counted, verified, overdue, counted & (col(Issue.times_returned) > 0))
    counts = select(key, *(func.count().filter(each) for each in figures)).where(of_span).group_by(key)
    with reading() as session:
        lines = session.execute(counts).all()
        days = _days_taken(session, key, of_span & counted)
    return [_line(named(its), numbers, days[its]) for its, *numbers in lines]


def _line(named: tuple[str, str], numbers: Sequence[int], days: list[int]) -> Compared:
    found, counted, verified, overdue, returned = numbers
    return Compared(
        *named, found, counted, verified, overdue, returned, median_days=median(days) if days else None
    )


def _days_taken(session: Session, key: Mapped[Any], wanted: ColumnElement[bool]) -> Mapping[Any, list[int]]:
    """How many days each issue took from found to verified, by `key`."""
    taken = (
        select(key, col(Issue.opened_on), col(Issue.verified_on), func.count())
        .where(wanted, col(Issue.verified_on).is_not(None))
        .group_by(key, col(Issue.opened_on), col(Issue.verified_on))
    )
    days: dict[Any, list[int]] = defaultdict(list)
    for its, opened, verified, times in session.execute(taken):
        days[its] += times * [(verified - opened).days]
    return days
