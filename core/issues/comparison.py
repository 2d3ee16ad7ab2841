"""A span compared with the one before it (环比) and the same one a year before (同比)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from core.common import clock
from core.issues.progress import WHATS, Bucket, Span, Step, bucket
from db.engine import reading
from db.models import Issue

MONTHS: dict[Step, int] = {"month": 1, "quarter": 3}
FEWEST = 10
# Whole weeks, so that a Monday stands against a Monday.
YEAR_OF_WEEKS = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Against:
    """What the same part of the span before, and of that a year before, had; None where nobody recorded
    anything yet by its end."""

    before: Bucket | None
    year: Bucket | None


def against(span: Span, step: Step) -> Against:
    """The figures to hold `span` against. A span under way is compared with as many days of the others."""
    with reading() as session:
        began: date | None = session.execute(select(func.min(col(Issue.opened_on)))).scalar_one()
    return Against(_known(before(span, step), began), _known(year_before(span, step), began))


def before(span: Span, step: Step) -> Span:
    """The span before, or as many days from its beginning."""
    if step == "week":
        return Span(span.first - timedelta(weeks=1), span.last - timedelta(weeks=1))
    return _moved(span, MONTHS[step], MONTHS[step])


def year_before(span: Span, step: Step) -> Span:
    """The same span a year before: 52 weeks, or twelve months."""
    if step == "week":
        return Span(span.first - YEAR_OF_WEEKS, span.last - YEAR_OF_WEEKS)
    return _moved(span, MONTHS[step], 12)


def complete(span: Span, step: Step) -> bool:
    """Whether the span is over: the present week, month or quarter is not compared with whole ones."""
    return span.last < clock.today() or span.last == _end(span.first, step)


def change(now: Bucket, then: Bucket, what: str) -> tuple[int, float | None]:
    """The difference of one figure, and its share of what it was; None where that was under `FEWEST`: a
    share of a few cases says more than is known."""
    if what not in WHATS:
        raise ValueError(what)
    old, new = getattr(then, what), getattr(now, what)
    return new - old, (new - old) / old if old >= FEWEST else None


def _known(span: Span, began: date | None) -> Bucket | None:
    return bucket(span) if began is not None and began <= span.last else None


def _moved(span: Span, months: int, back: int) -> Span:
    first, end = _shifted(span.first, -back), _shifted(span.first, months) - timedelta(days=1)
    its_end = _shifted(first, months) - timedelta(days=1)
    if span.last >= end:
        return Span(first, its_end)
    return Span(first, min(first + (span.last - span.first), its_end))


def _end(first: date, step: Step) -> date:
    if step == "week":
        return first + timedelta(days=6)
    return _shifted(first, MONTHS[step]) - timedelta(days=1)


def _shifted(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    year, place = month // 12, month % 12 + 1
    return date(year, place, min(day.day, monthrange(year, place)[1]))
