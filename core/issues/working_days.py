"""Working days as an administrator corrects them: each year's notice of holidays is published in the November
before, and the shipped calendar may not know it yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import calendar_corrections, clock
from core.common.errors import DomainError
from core.common.notes import note_of
from core.issues import deadlines, moved_deadlines
from core.issues.holiday_notice import Notice
from db.engine import reading, writing
from db.models import CalendarDay

YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class Corrected:
    """One day that differs from the shipped calendar, or confirms it."""

    day: date
    works: bool
    shipped: bool
    note: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of one year: `announced`, the shipped calendar has its notice with working weekends;
    `corrections` entered here; `working_days` as they now count."""

    year: int
    announced: bool
    corrections: int
    working_days: int

    @property
    def missing(self) -> bool:
        """Whether only weekends and fixed holidays are counted."""
        return not self.announced and not self.corrections


def correct(first: date, last: date, *, works: bool, note: str, actor: Actor) -> tuple[date, ...]:
    """Say that offices work, or do not, on every day from `first` to `last`; return the days that now count
    otherwise than before. Due days of open issues follow (`core.issues.moved_deadlines`).

    Supervisors only. Raises `DomainError` for an order that cannot be, or more than a month at once."""
    require(actor, Role.SUPERVISOR)
    words = note_of(note)
    if not first <= last <= first + timedelta(days=31):
        raise DomainError("calendar_span")
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return _set(dict.fromkeys(days, works), words, actor)


def take(notice: Notice, *, note: str, actor: Actor) -> tuple[date, ...]:
    """Take in the days of a notice of holidays, all or none; return those that now count otherwise than
    before. Supervisors only. Raises `DomainError` when it names no day."""
    require(actor, Role.SUPERVISOR)
    if not notice.rest:
        raise DomainError("calendar_no_days")
    days = {**dict.fromkeys(notice.rest, False), **dict.fromkeys(notice.work, True)}
    return _set(days, note_of(note), actor)


def _set(days: dict[date, bool], words: str, actor: Actor) -> tuple[date, ...]:
    """Write whether offices work on these days; return those that count otherwise than before."""
    otherwise = []
    with writing() as session:
        known = moved_deadlines.corrected(session)
        for day, works in days.items():
            there = session.get(CalendarDay, day)
            before = there.works if there else None
            if works is not (deadlines.shipped(day) if before is None else before):
                otherwise.append(day)
            kept = there or CalendarDay(day=day, works=works, set_by=actor.name, set_at=clock.now())
            kept.works, kept.note, kept.set_by, kept.set_at = works, words, actor.name, clock.now()
            session.add(kept)
            _audit(session, actor, "correct", day, before, works, words)
        moved_deadlines.follow(session, known, actor=actor, reason=words)
    calendar_corrections.forget()
    return tuple(otherwise)


def remove(day: date, *, actor: Actor) -> None:
    """Let the shipped calendar speak for a day again. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        known = moved_deadlines.corrected(session)
        there = session.get(CalendarDay, day)
        if there is None:
            raise DomainError("calendar_unknown", day=day.isoformat())
        _audit(session, actor, "remove", day, there.works, None, "")
        session.delete(there)
        moved_deadlines.follow(session, known, actor=actor, reason=there.note)
    calendar_corrections.forget()


def corrections() -> tuple[Corrected, ...]:
    """Every corrected day, the latest first."""
    with reading() as session:
        rows = session.execute(select(CalendarDay).order_by(col(CalendarDay.day).desc())).scalars()
        return tuple(
            Corrected(row.day, row.works, deadlines.shipped(row.day), row.note, row.set_by, row.set_at)
            for row in rows
        )


def years() -> tuple[Year, ...]:
    """The years that deadlines may reach: the present one and the next."""
    this = clock.today().year
    with reading() as session:
        counts = {year: _corrected(session, year) for year in range(this, this + YEARS_AHEAD + 1)}
    return tuple(
        Year(year, deadlines.is_announced(year), count, _working_days(year)) for year, count in counts.items()
    )


def _working_days(year: int) -> int:
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return sum(deadlines.is_working_day(first + timedelta(days=step)) for step in range(days))


def _corrected(session: Session, year: int) -> int:
    count: int = session.execute(
        select(func.count())
        .select_from(CalendarDay)
        .where(col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31)))
    ).scalar_one()
    return count


def _audit(
    session: Session, actor: Actor, action: str, day: date, before: bool | None, after: bool | None, note: str
) -> None:
    record(
        session, actor=actor, action=action, noun="calendar_day", noun_id=day.toordinal(),
        changes={day.isoformat(): (before, after)}, reason=note,
    )  # fmt: skip
