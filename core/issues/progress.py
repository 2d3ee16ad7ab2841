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

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Label,
    String,
    and_,
    case,
    func,
    inspect,
    or_,
    select,
    true,
    type_coerce,
)
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Slice
from core.common.text import t
from core.issues import day_counts, queries
from core.issues.queries import Listed
from core.registry.kinds import keys_of
from core.registry.level_and_category import group_name
from db.engine import reading
from db.models import Channel, Issue, IssueSource, IssueState, Unit

Step = Literal["week", "month", "quarter"]
What = Literal["found", "rectified", "verified", "overdue"]
STEPS: tuple[Step, ...] = ("week", "month", "quarter")
WHATS: tuple[What, ...] = ("found", "rectified", "verified", "overdue")
# What of the kept counts is what of a bucket; `overdue` stands apart, as it is a state and no event.
KEPT: dict[What, day_counts.What] = {"found": "found", "rectified": "reported", "verified": "verified"}
_ISSUES: FromClause = inspect(Issue).local_table
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
    """What became of the issues found in a period, for one unit, source, or level and category. `rate`
    is verified of what was found and not set aside; `median_days` from found to verified; both None where
    there is nothing to divide. `place`: the rank, shared by equals; 0 where there is no rate."""

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
    return ranked(_compared(span, (col(Issue.unit_id),), lambda key: (str(key), names[key])))


def by_source(span: Span) -> tuple[Compared, ...]:
    """The sources of the issues found in the span; their names are the catalogue's."""
    return ranked(_compared(span, (col(Issue.source),), lambda key: (IssueSource(key).value,) * 2))


def by_level(span: Span) -> tuple[Compared, ...]:
    """The levels and categories of the channels that had issues found in the span; what is wrong with no
    channel in particular is a line of its own."""
    with_channel = _ISSUES.outerjoin(inspect(Channel).local_table, col(Channel.id) == col(Issue.channel_id))
    return ranked(_compared(span, _of_channel(), _level_and_category, with_channel))


def unit_rows(span: Span, unit_id: str, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind one unit's line."""
    return queries.where(which("found", span), col(Issue.unit_id) == int(unit_id), limit=limit, offset=offset)


def source_rows(span: Span, source: str, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind one source's line."""
    wanted = col(Issue.source) == IssueSource(source)
    return queries.where(which("found", span), wanted, limit=limit, offset=offset)


def level_rows(span: Span, key: str, *, limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues behind the line of one level and category."""
    wanted = col(Issue.channel_id).is_(None)
    if key:
        values = zip(_of_channel(), key.split(":", 2), strict=True)
        of_group = select(col(Channel.id)).where(*(column == value for column, value in values))
        wanted = col(Issue.channel_id).in_(of_group)
    return queries.where(which("found", span), wanted, limit=limit, offset=offset)


def _of_channel() -> tuple[ColumnElement[Any], ...]:
    """Medium, level and category of a channel. Accounts are one group a level, whatever category somebody
    entered for one."""
    website = col(Channel.kind).in_(keys_of("website"))
    medium = case((col(Channel.id).is_(None), None), (website, "website"), else_="account")
    category = case((website, col(Channel.category)), else_="")
    return medium, type_coerce(col(Channel.level), String), category


def _level_and_category(medium: str | None, level: str, category: str) -> tuple[str, str]:
    if medium is None:
        return "", t("progress.no_channel")
    return f"{medium}:{level}:{category}", group_name(level, category, website=medium == "website")


def ranked(lines: Iterable[Compared]) -> tuple[Compared, ...]:
    """By rate, then by median days, then by name; those without a rate last, without a place."""
    lines = list(lines)
    judged = sorted((line for line in lines if line.counted), key=_merit)
    placed: list[Compared] = []
    for _, equals in groupby(judged, key=lambda line: _merit(line)[:2]):
        place = len(placed) + 1
        placed += [_placed(line, place) for line in equals]
    return (*placed, *sorted((line for line in lines if not line.counted), key=lambda line: line.name))


def _merit(line: Compared) -> tuple[float, float, str]:
    days = float("inf") if line.median_days is None else line.median_days
    return -(line.rate or 0.0), days, line.name


def _placed(line: Compared, place: int) -> Compared:
    return Compared(
        line.key, line.name, line.found, line.counted, line.verified, line.overdue, line.returned,
        line.median_days, place,
    )  # fmt: skip


def _compared(
    span: Span,
    columns: Sequence[Any],
    named: Callable[..., tuple[str, str]],
    source: FromClause = _ISSUES,
) -> list[Compared]:
    """A line for each set of values of `columns` of `source`; `named` gives its key and name as shown."""
    of_span, counted = which("found", span), col(Issue.state).not_in(ASIDE)
    verified = col(Issue.state) == IssueState.VERIFIED
    overdue = counted & ~verified & (col(Issue.due_on) < clock.today())
    figures = (true(), counted, verified, overdue, counted & (col(Issue.times_returned) > 0))
    key = [column.label(f"key{place}") for place, column in enumerate(columns)]
    counts = select(*key, *(func.count().filter(each) for each in figures)).select_from(source)
    with reading() as session:
        lines = [tuple(line) for line in session.execute(counts.where(of_span).group_by(*_names(key)))]
        days = _days_taken(session, source, key, of_span & counted)
    many = len(key)
    return [_line(named(*line[:many]), line[many:], days[line[:many]]) for line in lines]


def _line(named: tuple[str, str], numbers: Sequence[int], days: list[int]) -> Compared:
    found, counted, verified, overdue, returned = numbers
    return Compared(
        *named, found, counted, verified, overdue, returned, median_days=median(days) if days else None
    )


def _names(key: Sequence[Label[Any]]) -> list[str]:
    return [column.name for column in key]


def _days_taken(
    session: Session, source: FromClause, key: Sequence[Label[Any]], wanted: ColumnElement[bool]
) -> Mapping[tuple[Any, ...], list[int]]:
    """How many days each issue took from found to verified, by `key`."""
    taken = (
        select(*key, col(Issue.opened_on), col(Issue.verified_on), func.count())
        .select_from(source)
        .where(wanted, col(Issue.verified_on).is_not(None))
        .group_by(*_names(key), col(Issue.opened_on), col(Issue.verified_on))
    )
    days: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for *its, opened, verified, times in session.execute(taken):
        days[tuple(its)] += times * [(verified - opened).days]
    return days
