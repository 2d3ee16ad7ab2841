"""The rows of a chapter as a page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, extract, func, inspect, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from core.common import clock
from core.common.sheet import Slice
from core.records.chapter import REFERRED, Chapter, Field, Kind
from core.records.chapters import chapter
from core.records.completeness import counting, kept, own, whole
from core.records.keeping import key_of
from core.records.owners import of_branch
from core.records.proofs import Proof, of_rows, text_of
from core.records.references import named
from db.engine import reading
from db.models import Channel, SiteColumn, Unit


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: empty means all. `choice` is a value of the chapter's first field of choices; `done` is
    whether a row is done with, for chapters that know; `standing` one of
    `standings`; `unit_id` a branch, with `own_only` its head."""

    words: str = ""
    unit_id: int | None = None
    own_only: bool = False
    choice: str = ""
    done: bool | None = None
    standing: str = ""


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row: its key, its values as the database keeps them, the names of what it refers to, its proof."""

    key: tuple[Any, ...]
    values: Mapping[str, Any]
    names: Mapping[str, str]
    proof: Proof | None = None

    def shown(self, field: str) -> Any:
        """A value as lists show it: a reference by its name."""
        return self.names.get(field, self.values[field])


@dataclass(frozen=True, slots=True)
class OfChannel:
    """What the rows of one channel add up to."""

    channel: str
    unit: str
    sums: Mapping[str, int | None]


def listed(
    key: str, first: date, last: date, wanted: Filter = EVERYTHING, *, limit: int = 25, offset: int = 0
) -> Slice[RecordLine]:
    """The rows of a chapter that count between two days, the newest first."""
    one = chapter(key)
    conditions = _conditions(one, first, last, wanted)
    day = col(getattr(one.model, one.day))
    query = select(one.model).where(*conditions).order_by(day.desc(), *inspect(one.model).primary_key)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(one.model).where(*conditions)).scalar_one()
        rows = session.execute(query.limit(limit).offset(offset)).scalars().all()
        return Slice(_lines(session, one, rows), total)


def sums(key: str, first: date, last: date, wanted: Filter = EVERYTHING) -> dict[str, int | None]:
    """How many rows (`""`) and the sum of each field that is added up, of the rows that `listed` gives; None,
    which is not 0, where the chapter was not kept in these days."""
    one = chapter(key)
    conditions = _conditions(one, first, last, wanted)
    fields = [func.sum(getattr(one.model, name)) for name in one.sums]
    with reading() as session:
        row = session.execute(select(func.count(), *fields).select_from(one.model).where(*conditions)).one()
        if not row[0] and not kept(session, key, first, last):
            return dict.fromkeys(("", *one.sums))
    return dict(zip(("", *one.sums), _added_up(row), strict=True))


def unsaid(key: str, first: date, last: date, wanted: Filter = EVERYTHING) -> dict[str, int]:
    """How many of the rows that `listed` gives leave a field open that `sums` adds up; none where it is 0."""
    one = chapter(key)
    open_ones = [name for name in one.sums if not one.field(name).required]
    if not open_ones:
        return {}
    counts = [func.count().filter(col(getattr(one.model, name)).is_(None)) for name in open_ones]
    with reading() as session:
        row = session.execute(select(*counts).where(*_conditions(one, first, last, wanted))).one()
    return {name: count for name, count in zip(open_ones, row, strict=True) if count}


def _added_up(row: Sequence[Any]) -> list[int | None]:
    """How many rows, and each sum: 0 of no rows, but None of rows none of which says anything."""
    return [int(row[0]), *(None if row[0] and value is None else int(value or 0) for value in row[1:])]


def standings(one: Chapter) -> tuple[str, ...]:
    """How the rows of a chapter may stand: still in force or open (`current`), as the yearly report counts
    them; `overdue` for what they are due for or with no day recorded (`undated`); above the chapter's limit
    (`beyond`) or with nothing recorded (`unmeasured`)."""
    current = ("current",) if one.until or one.closed else ()
    due = ("overdue", "undated") if one.due else ()
    return current + due + (("beyond", "unmeasured") if one.limit else ())


def standing(key: str, first: date, last: date, wanted: Filter = EVERYTHING) -> dict[str, int | None]:
    """How many of the rows that `listed` gives stand each way, at the end of `last` or today; None, which is
    not 0, where the chapter was not kept in these days."""
    one = chapter(key)
    with reading() as session:
        if not kept(session, key, first, last):
            return dict.fromkeys(standings(one))
    return {
        each: listed(key, first, last, replace(wanted, standing=each), limit=1).total
        for each in standings(one)
    }


def in_period(
    key: str,
    first: date,
    last: date,
    wanted: Filter = EVERYTHING,
    *,
    beside: tuple[date, date] | None = None,
) -> dict[str, int | None]:
    """What `sums` gives of the rows of these days alone, also where those of earlier years count; None where
    they were not kept, or a month without rows is missing from a chapter that has some every month. With
    `beside`, of a chapter of channels only those that have rows in these days too: others are no growth."""
    one = chapter(key)
    day = col(getattr(one.model, one.day))
    conditions = [*_conditions(one, first, last, wanted), day >= first]
    if beside:
        conditions += _alike(one, (first, last), beside)
    fields = [func.sum(getattr(one.model, name)) for name in one.sums]
    with reading() as session:
        row = session.execute(select(func.count(), *fields).select_from(one.model).where(*conditions)).one()
        known = row[0] > 0 or (not one.monthly and kept(session, key, first, last))
        known = known and whole(session, key, first, last)
    if one.monthly and known:
        known = (
            len(by_month(key, first, last)) == 12 * (last.year - first.year) + last.month - first.month + 1
        )
    names = ("", *one.sums)
    return dict(zip(names, _added_up(row), strict=True)) if known else dict.fromkeys(names)


def _alike(one: Chapter, *spans: tuple[date, date]) -> list[ColumnElement[bool]]:
    """That the channel of a row has rows in all of these spans as well, and where a chapter has some every
    month, in every month of them."""
    field = channel_field(one)
    if field is None:
        return []
    place: Any = col(getattr(one.model, field.name))
    day = col(getattr(one.model, one.day))
    found = []
    for first, last in spans:
        months = 12 * (last.year - first.year) + last.month - first.month + 1 if one.monthly else 1
        many = func.count(func.distinct(extract("year", day) * 12 + extract("month", day)))
        if field.kind is Kind.COLUMN:
            of_site = col(SiteColumn.channel_id)
            sites = select(of_site).join(one.model, place == col(SiteColumn.id)).group_by(of_site)
            sites = sites.where(day.between(first, last)).having(many >= months)
            among = select(col(SiteColumn.id)).where(of_site.in_(sites))
        else:
            among = select(place).where(day.between(first, last)).group_by(place).having(many >= months)
        found.append(place.in_(among))
    return found


def per_channel(
    key: str, first: date, last: date, wanted: Filter = EVERYTHING, *, limit: int = 25, offset: int = 0
) -> Slice[OfChannel]:
    """What the rows of these days add up to for each channel, the most first; none for a chapter whose rows
    belong to no channel or are not added up."""
    one = chapter(key)
    field = channel_field(one)
    if field is None:
        return Slice((), 0)
    values = [func.sum(getattr(one.model, name)) for name in one.sums]
    query = select(col(Channel.name), col(Unit.name), *values).select_from(one.model)
    place: Any = getattr(one.model, field.name)
    if field.kind is Kind.COLUMN:
        query = query.join(SiteColumn, col(SiteColumn.id) == place)
        place = SiteColumn.channel_id
    query = query.join(Channel, col(Channel.id) == col(place))
    query = query.outerjoin(Unit, col(Unit.id) == col(Channel.unit_id))
    day = col(getattr(one.model, one.day))
    query = query.where(*_conditions(one, first, last, wanted), day >= first)
    query = query.group_by(col(Channel.id), col(Channel.name), col(Unit.name))
    with reading() as session:
        total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        most = query.order_by(values[0].desc(), col(Channel.id)).limit(limit).offset(offset)
        rows = session.execute(most).all()
    return Slice(
        tuple(
            OfChannel(channel, unit or "", dict(zip(one.sums, found, strict=True)))
            for channel, unit, *found in rows
        ),
        total,
    )


def channel_field(one: Chapter) -> Field | None:
    """The field by which the sums of a chapter belong to channels."""
    kinds = (Kind.SITE, Kind.CHANNEL, Kind.COLUMN)
    return next((field for field in one.fields if one.sums and field.kind in kinds), None)


def by_month(
    key: str, first: date, last: date, wanted: Filter = EVERYTHING, *, field: str = ""
) -> tuple[tuple[date, int], ...]:
    """The rows of every month that has some, or the sum of a field over them, the earliest month first."""
    one = chapter(key)
    day = col(getattr(one.model, one.day))
    conditions = [*_conditions(one, first, last, wanted), day >= first]
    number = (extract("year", day) * 12 + extract("month", day)).label("number")
    value = func.sum(getattr(one.model, field)) if field else func.count()
    query = select(number, value).select_from(one.model).where(*conditions).group_by("number")
    with reading() as session:
        rows = session.execute(query.order_by("number")).all()
    return tuple((date((int(n) - 1) // 12, (int(n) - 1) % 12 + 1, 1), int(total)) for n, total in rows)


def uncovered(key: str, first: date, last: date, wanted: Filter = EVERYTHING) -> tuple[date, ...] | None:
    """The days up to today on which the chapter has no row, such as those with nobody on duty, the latest
    first; None where the chapter was not kept in these days."""
    one = chapter(key)
    day = col(getattr(one.model, one.day))
    conditions = _conditions(one, first, last, wanted)
    with reading() as session:
        if not kept(session, key, first, last):
            return None
        covered = set(session.execute(select(day).where(*conditions).distinct()).scalars())
    days = range((min(last, clock.today()) - first).days, -1, -1)
    return tuple(one_day for n in days if (one_day := first + timedelta(days=n)) not in covered)


def choice_field(one: Chapter) -> Field | None:
    """The first field of choices, by which a list can be narrowed."""
    return next((field for field in one.fields if field.kind is Kind.CHOICE), None)


def _conditions(one: Chapter, first: date, last: date, wanted: Filter) -> list[ColumnElement[bool]]:
    at = min(last, clock.today())
    return [*counting(one, first, last), *own(one), *_wanted(one, wanted), *_standing(one, wanted, at)]


def _standing(one: Chapter, wanted: Filter, at: date) -> list[ColumnElement[bool]]:
    if wanted.standing not in standings(one):
        return []
    if wanted.standing == "current":
        return _still(one, at)
    if one.limit and wanted.standing in ("beyond", "unmeasured"):
        value = col(getattr(one.model, one.limit[0]))
        return [value > one.limit[1] if wanted.standing == "beyond" else value.is_(None)]
    due = col(getattr(one.model, one.due))
    found = [due < at if wanted.standing == "overdue" else due.is_(None)]
    return [*found, *_still(one, at), *latest(one, at)]


def _still(one: Chapter, at: date) -> list[ColumnElement[bool]]:
    """That a row stands on the day `at`."""
    found: list[ColumnElement[bool]] = []
    if one.until:
        until = col(getattr(one.model, one.until))
        found.append(until.is_(None) | (until >= at))
    if one.closed:
        closed = col(getattr(one.model, one.closed))
        found.append(closed.is_(None) | (closed > at))
    return found


def latest(one: Chapter, at: date) -> list[ColumnElement[bool]]:
    """That no later row up to `at` is of the same, such as a newer assessment of the same website."""
    if not one.again:
        return []
    other = aliased(one.model)
    same = getattr(other, one.again).is_not_distinct_from(getattr(one.model, one.again))
    day, mine = getattr(other, one.day), getattr(one.model, one.day)
    return [~exists().where(same, day > mine, day <= at)]


def _lines(session: Session, one: Chapter, rows: Sequence[SQLModel]) -> tuple[RecordLine, ...]:
    stored = [{field.name: getattr(row, field.name) for field in one.fields} for row in rows]
    names: dict[str, dict[int, str]] = {}
    for field in one.fields:
        if field.kind in REFERRED:
            ids = {values[field.name] for values in stored} - {None}
            among = inspect(REFERRED[field.kind]).primary_key[0].in_(ids)
            rows_of_them = session.execute(named(field.kind).where(among)).all()
            names[field.name] = {row[0]: row[1] for row in rows_of_them}
    found = of_rows(session, one.key, [key_of(row) for row in rows])
    return tuple(
        RecordLine(
            key_of(row),
            values,
            {name: known[values[name]] for name, known in names.items() if values[name] in known},
            found.get(text_of(key_of(row))),
        )
        for row, values in zip(rows, stored, strict=True)
    )


def _wanted(one: Chapter, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    texts = [col(getattr(one.model, field.name)) for field in one.fields if field.kind is Kind.TEXT]
    if texts and (words := wanted.words.strip()):
        found.append(or_(*(text.icontains(words, autoescape=True) for text in texts)))
    if wanted.unit_id is not None:
        found += of_branch(one, wanted.unit_id, own_only=wanted.own_only)
    field = choice_field(one)
    if field is not None and field.choices is not None and wanted.choice in set(field.choices):
        found.append(col(getattr(one.model, field.name)) == field.choices(wanted.choice))
    if one.done and wanted.done is not None:
        done = col(getattr(one.model, one.done)).is_not(None)
        found.append(done if wanted.done else ~done)
    return found
