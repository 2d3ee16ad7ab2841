"""What the references of a chapter's rows may be, and by which names files and lists call them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from core.access.branch import visible_units
from core.common.text import t
from core.records.chapter import Kind
from core.registry.kinds import keys_of, kind_name
from db.engine import reading
from db.models import Channel, ServiceTheme, SiteColumn, Survey, Unit


def units() -> dict[int, str]:
    """The units that rows may belong to, as far as the reader sees them: id → name, by name."""
    return choices(Kind.UNIT)


def choices(kind: Kind) -> dict[int, str]:
    """What a reference of that kind may be, as far as the reader sees it: id → name, by name. What shares its
    name is set apart: accounts by their platform, what comes again each year by its day."""
    with reading() as session:
        return set_apart(kind, session.execute(named(kind)).all())


def set_apart(kind: Kind, rows: Sequence[Any]) -> dict[int, str]:
    """The rows of `named`, or of more columns, as they are offered: id → name."""
    many = Counter(row[1] for row in rows)
    return {
        ident: t("records.named", name=name, apart=_apart(kind, apart[0]))
        if apart and many[name] > 1
        else name
        for ident, name, *apart in rows
    }


def _apart(kind: Kind, apart: Any) -> str:
    return kind_name(apart) if kind in (Kind.SITE, Kind.CHANNEL) else str(apart)


def names_of(kind: Kind) -> Select[*tuple[Any, ...]]:
    """Every name by which a file may call what a reference refers to: its id, then the names."""
    if kind in (Kind.SITE, Kind.CHANNEL):
        channels = select(
            col(Channel.id), col(Channel.name), col(Channel.code), col(Channel.site_code), col(Channel.url)
        )
        return channels.where(*_of_kind(kind))
    if kind is Kind.COLUMN:
        columns = select(
            col(SiteColumn.id),
            col(SiteColumn.name),
            col(SiteColumn.name) + " · " + col(Channel.name),
            col(SiteColumn.url),
        )
        return columns.join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
    both = named(kind)
    return both.with_only_columns(*[*both.selected_columns][:2])


def unit_names() -> Select[*tuple[Any, ...]]:
    """Id, name, code and level of the units that the reader sees."""
    return select(col(Unit.id), col(Unit.name), col(Unit.code), col(Unit.level)).where(*_seen())


def named(kind: Kind) -> Select[*tuple[Any, ...]]:
    """Id and name, and what tells two of one name apart where that is known."""
    if kind is Kind.UNIT:
        return select(col(Unit.id), col(Unit.name)).where(*_seen()).order_by(col(Unit.name))
    if kind in (Kind.SITE, Kind.CHANNEL):
        channels = select(col(Channel.id), col(Channel.name), col(Channel.kind)).where(*_of_kind(kind))
        return channels.order_by(col(Channel.name), col(Channel.id))
    if kind is Kind.COLUMN:
        columns = select(col(SiteColumn.id), col(SiteColumn.name) + " · " + col(Channel.name))
        columns = columns.join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
        return columns.order_by(col(SiteColumn.name), col(SiteColumn.id))
    if kind is Kind.SURVEY:
        surveys = select(col(Survey.id), col(Survey.title), col(Survey.published_on))
        return surveys.order_by(col(Survey.title), col(Survey.published_on).desc())
    themes = select(col(ServiceTheme.id), col(ServiceTheme.name), col(ServiceTheme.opened_on))
    return themes.order_by(col(ServiceTheme.name), col(ServiceTheme.opened_on).desc())


def _seen() -> list[ColumnElement[bool]]:
    """The staff of one unit choose among the units of their branch."""
    mine = visible_units()
    return [] if mine is None else [col(Unit.id).in_(mine)]


def _of_kind(kind: Kind) -> list[ColumnElement[bool]]:
    return [col(Channel.kind).in_(keys_of("website"))] if kind is Kind.SITE else []
