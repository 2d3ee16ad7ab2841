"""The rows of a chapter as a page lists them, and what its references may be chosen from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, inspect, or_, select
from sqlmodel import Session, SQLModel, col

from core.common.sheet import Slice
from core.records.chapters import REFERRED, Chapter, Kind, chapter
from core.records.completeness import counting, own
from core.records.keeping import key_of
from core.registry.kinds import keys_of
from db.engine import reading
from db.models import Channel, ServiceTheme, SiteColumn, Survey, Unit


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row: its key, its values as the database keeps them, and the names of what it refers to."""

    key: tuple[Any, ...]
    values: Mapping[str, Any]
    names: Mapping[str, str]

    def shown(self, field: str) -> Any:
        """A value as lists show it: a reference by its name."""
        return self.names.get(field, self.values[field])


def listed(
    key: str, first: date, last: date, *, words: str = "", limit: int = 25, offset: int = 0
) -> Slice[RecordLine]:
    """The rows of a chapter that count between two days, the newest first; only those in which some text
    holds `words`, where given."""
    one = chapter(key)
    wanted = [*counting(one, first, last), *own(one), *_holding(one, words)]
    day = col(getattr(one.model, one.day))
    query = select(one.model).where(*wanted).order_by(day.desc(), *inspect(one.model).primary_key)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(one.model).where(*wanted)).scalar_one()
        rows = session.execute(query.limit(limit).offset(offset)).scalars().all()
        return Slice(_lines(session, one, rows), total)


def choices(kind: Kind) -> dict[int, str]:
    """What a reference of that kind may be: id → name, by name."""
    with reading() as session:
        return {row[0]: row[1] for row in session.execute(_named(kind)).all()}


def names_of(kind: Kind) -> Select[*tuple[Any, ...]]:
    """Every name by which a file may call what a reference refers to: its id, then the names."""
    if kind is Kind.UNIT:
        return select(col(Unit.id), col(Unit.name), col(Unit.code))
    if kind is Kind.SITE:
        sites = select(
            col(Channel.id), col(Channel.name), col(Channel.code), col(Channel.site_code), col(Channel.url)
        )
        return sites.where(col(Channel.kind).in_(keys_of("website")))
    if kind is Kind.COLUMN:
        columns = select(
            col(SiteColumn.id),
            col(SiteColumn.name),
            col(SiteColumn.name) + " · " + col(Channel.name),
            col(SiteColumn.url),
        )
        return columns.join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
    return _named(kind)


def _lines(session: Session, one: Chapter, rows: Sequence[SQLModel]) -> tuple[RecordLine, ...]:
    stored = [{field.name: getattr(row, field.name) for field in one.fields} for row in rows]
    names: dict[str, dict[int, str]] = {}
    for field in one.fields:
        if field.kind in REFERRED:
            ids = {values[field.name] for values in stored} - {None}
            among = inspect(REFERRED[field.kind]).primary_key[0].in_(ids)
            found = session.execute(_named(field.kind).where(among)).all()
            names[field.name] = {row[0]: row[1] for row in found}
    return tuple(
        RecordLine(
            key_of(row),
            values,
            {name: known[values[name]] for name, known in names.items() if values[name] in known},
        )
        for row, values in zip(rows, stored, strict=True)
    )


def _named(kind: Kind) -> Select[*tuple[Any, ...]]:
    if kind is Kind.UNIT:
        return select(col(Unit.id), col(Unit.name)).order_by(col(Unit.name))
    if kind is Kind.SITE:
        sites = select(col(Channel.id), col(Channel.name)).where(col(Channel.kind).in_(keys_of("website")))
        return sites.order_by(col(Channel.name))
    if kind is Kind.COLUMN:
        columns = select(col(SiteColumn.id), col(SiteColumn.name) + " · " + col(Channel.name))
        columns = columns.join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
        return columns.order_by(col(SiteColumn.name), col(SiteColumn.id))
    if kind is Kind.SURVEY:
        return select(col(Survey.id), col(Survey.title)).order_by(col(Survey.title))
    return select(col(ServiceTheme.id), col(ServiceTheme.name)).order_by(col(ServiceTheme.name))


def _holding(one: Chapter, words: str) -> list[ColumnElement[bool]]:
    texts = [col(getattr(one.model, field.name)) for field in one.fields if field.kind is Kind.TEXT]
    if not words.strip() or not texts:
        return []
    return [or_(*(text.icontains(words.strip(), autoescape=True) for text in texts))]
