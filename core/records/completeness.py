"""Which chapters of a year are kept: those with rows, those that a person began, and those of which a
person said that there was none.

What is none of these is not recorded, and its figures are unknown, never 0. A chapter begun in mid-year says
since which month it is kept: what came before is as little recorded as a year nobody spoke of."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE, chapter
from core.records.gaps import gaps, rows_of
from db.engine import reading, writing
from db.models import RecordYear

NOUN = "yearly-record"


@dataclass(frozen=True, slots=True)
class ChapterYear:
    """One chapter in one year: how many rows count; who began it or, with `none`, confirmed that there was
    nothing to record, and when; `since` is the month from which on it is kept, of a chapter begun later than
    the days that were asked for; `gaps` are months without rows of a chapter that has rows every month, and
    those before `since`; `old` says that none was confirmed before the year was nearly over and that it is
    over now."""

    key: str
    rows: int
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    none: bool = False
    gaps: tuple[date, ...] = ()
    old: bool = False
    since: date | None = None

    @property
    def missing(self) -> bool:
        """Neither begun nor confirmed as empty, or so late or so long ago that nobody spoke of the rest."""
        return not self.rows and not self.said

    @property
    def said(self) -> bool:
        """Whether a person spoke of all these days."""
        return bool(self.confirmed_by) and not self.old and self.since is None


def completeness(year: int) -> tuple[ChapterYear, ...]:
    """Every chapter of the year, in the order of the report."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    with reading() as session:
        left_out = gaps(session, first, min(last, clock.today() - timedelta(days=1)))
        rows = _many_of_all(session, first, last)
        those = select(RecordYear).where(col(RecordYear.year) == year)
        said = {row.chapter: row for row in session.execute(those).scalars()}
    found = (_as_said(key, count, said.get(key), first, last) for key, count in rows.items())
    return tuple(replace(one, gaps=left_out.get(one.key, ())) for one in found)


def state_of(key: str, year: int) -> ChapterYear:
    """One chapter of the year, as `completeness` gives it. Raises `DomainError` when there is none."""
    one, first, last = _known(key), date(year, 1, 1), date(year, 12, 31)
    with reading() as session:
        left_out = gaps(session, first, min(last, clock.today() - timedelta(days=1)), only=key)
        return replace(_state(session, one, first, last), gaps=left_out.get(key, ()))


def kept(session: Session, key: str, first: date, last: date) -> bool:
    """Whether the chapter has rows between the days (up to `last` where earlier years count too), or was
    begun by the first of them or confirmed as empty. A row earlier in the year began it as well, so that a
    quarter without a drill had none, unless a person said that it is kept from a later day only."""
    one = _known(key)
    state = _state(session, one, first, last)
    if state.missing and state.since is None:
        return _many(session, one, last.replace(month=1, day=1), last) > 0
    return not state.missing


def recorded(key: str, first: date, last: date) -> bool:
    """Whether the chapter was kept in every year of the days, as `kept` tells of one."""
    years = range(first.year, last.year + 1)
    with reading() as session:
        return all(
            kept(session, key, max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for year in years
        )


def whole(session: Session, key: str, first: date, last: date) -> bool:
    """Whether nobody said that the chapter is kept only since a day between these."""
    return _since(session.get(RecordYear, (_known(key).key, last.year)), first) is None


def confirm_none(key: str, year: int, *, actor: Actor) -> None:
    """Say, with name and day, that there was nothing to record in a year. Inspectors and above.

    Raises `DomainError` for a year to come, one that has rows, or one that was confirmed already."""
    _say(key, year, none=True, actor=actor)


def begin(key: str, year: int, *, since: date | None = None, actor: Actor) -> None:
    """Say that a chapter is kept in a year, from the month of `since` on, so that what is not entered did
    not happen. Inspectors and above; also where it has rows already.

    Raises `DomainError` for a year or month to come, and one that was begun or confirmed already."""
    month = since.replace(day=1) if since else date(year, 1, 1)
    if month.year != year:
        raise DomainError("record_since_year", year=year)
    if month > clock.today():
        raise DomainError("day_to_come", day=f"{month:%Y-%m}")
    _say(key, year, none=False, since=None if month.month == 1 else month, actor=actor)


def take_back_none(key: str, year: int, *, actor: Actor) -> None:
    """Undo `confirm_none` or `begin`. Inspectors and above. Raises `DomainError` when nothing was said."""
    require(actor, Role.INSPECTOR)
    with writing() as session:
        row = session.get(RecordYear, (_known(key).key, year))
        if row is None:
            raise DomainError("record_not_confirmed", year=year)
        session.delete(row)
        _note(session, key, year, "take-back-none", actor)


def begun(session: Session, one: Chapter, year: int, actor: Actor) -> None:
    """A row was entered: that there was none in its year no longer holds."""
    row = session.get(RecordYear, (one.key, year))
    if row is not None and row.none:
        session.delete(row)
        _note(session, one.key, year, "take-back-none", actor)


def counting(
    one: Chapter, first: date | BindParameter[date], last: date | BindParameter[date]
) -> list[ColumnElement[bool]]:
    """The conditions that a row of the chapter counts for the days between `first` and `last`."""
    day = col(getattr(one.model, one.day))
    within = day <= last if one.standing else day.between(first, last)
    return [within, *rows_of(one)]


def own(one: Chapter) -> list[ColumnElement[bool]]:
    """The condition that a row is kept here and not made by another page."""
    return [one.own()] if one.own else []


def _state(session: Session, one: Chapter, first: date, last: date) -> ChapterYear:
    rows = _many(session, one, first, last)
    return _as_said(one.key, rows, session.get(RecordYear, (one.key, last.year)), first, last)


def _as_said(key: str, rows: int, said: RecordYear | None, first: date, last: date) -> ChapterYear:
    # None said of a year that has rows was of the days before them.
    if said is None or (rows and said.none):
        return ChapterYear(key, rows)
    old = said.none and last > clock.day_of(said.confirmed_at) and _before_its_end(said)
    since = _since(said, first)
    return ChapterYear(key, rows, said.confirmed_by, said.confirmed_at, said.none, old=old, since=since)


def _many(session: Session, one: Chapter, first: date, last: date) -> int:
    query = select(func.count()).select_from(one.model).where(*counting(one, first, last))
    return int(session.execute(query).scalar_one())


def _many_of_all(session: Session, first: date, last: date) -> dict[str, int]:
    """How many rows count of every chapter, in one statement: one each took half the time of the page."""
    found = {key: int(count) for key, count in session.execute(_counts(), {"first": first, "last": last})}
    return {one.key: found[one.key] for one in (*CHAPTERS, *KEPT_ELSEWHERE)}


@lru_cache(maxsize=1)
def _counts() -> CompoundSelect[str, int]:
    """The statement of `_many_of_all`; making it anew takes longer than the database does."""
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    each = (
        select(literal(one.key), func.count()).select_from(one.model).where(*counting(one, first, last))
        for one in (*CHAPTERS, *KEPT_ELSEWHERE)
    )
    return union_all(*each)


def _since(said: RecordYear | None, first: date) -> date | None:
    """Since which day after `first`, if so, a chapter is kept."""
    return said.since if said is not None and said.since is not None and said.since > first else None


def _before_its_end(said: RecordYear) -> bool:
    """Whether none was said of a year that is over before its last month: of what came after, nobody did."""
    over = clock.today() > date(said.year, 12, 31)
    return over and clock.day_of(said.confirmed_at) < date(said.year, 12, 1)


def _known(key: str) -> Chapter:
    return next((one for one in KEPT_ELSEWHERE if one.key == key), None) or chapter(key)


def _say(key: str, year: int, *, none: bool, actor: Actor, since: date | None = None) -> None:
    require(actor, Role.INSPECTOR)
    one = _known(key)
    if year > clock.today().year:
        raise DomainError("day_to_come", day=str(year))
    with writing() as session:
        state = _state(session, one, date(year, 1, 1), min(date(year, 12, 31), clock.today()))
        if state.rows and none:
            raise DomainError("record_has_rows", count=state.rows, year=year)
        row = session.get(RecordYear, (key, year))
        if row is not None and not state.old:
            raise DomainError("record_confirmed", who=state.confirmed_by)
        row = row or RecordYear(
            chapter=key, year=year, none=none, confirmed_by=actor.name, confirmed_at=clock.now()
        )
        row.none, row.confirmed_by, row.confirmed_at = none, actor.name, clock.now()
        row.since = since
        session.add(row)
        _note(session, key, year, "confirm-none" if none else "begin", actor, since)


def _note(
    session: Session, key: str, year: int, action: str, actor: Actor, since: date | None = None
) -> None:
    changes: dict[str, tuple[object, object]] = {"chapter": (None, key), "year": (None, year)}
    if since:
        changes["since"] = (None, f"{since:%Y-%m}")
    record(session, actor=actor, action=action, noun=NOUN, noun_id=year, changes=changes)
