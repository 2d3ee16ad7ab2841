"""Whose rows are whose: the unit that a row belongs to, and who may keep it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_reach, require
from core.common.subtree import of_unit
from core.records.chapter import Chapter, Kind
from db.models import Channel, SiteColumn

OF_A_CHANNEL = (Kind.SITE, Kind.CHANNEL)


def require_keeper(one: Chapter, actor: Actor) -> None:
    """Inspectors and above keep every chapter, staff those of the units. Raises `DomainError`."""
    require(actor, Role.STAFF if one.of_units else Role.INSPECTOR)


def insist_on_own(session: Session, one: Chapter, values: Mapping[str, Any], actor: Actor) -> None:
    """Raise `DomainError` when the staff of one unit touch a row of another, or of none."""
    if actor.of_a_unit:
        insist_on_reach(session, _unit(session, one, values), actor)


def has_units(one: Chapter) -> bool:
    """Whether the rows of the chapter belong to units, themselves or through a channel."""
    return any(field.kind in (Kind.UNIT, Kind.COLUMN, *OF_A_CHANNEL) for field in one.fields)


def of_branch(one: Chapter, unit_id: int, *, own_only: bool) -> list[ColumnElement[bool]]:
    """The condition that a row belongs to a unit or, unless `own_only`, to one below it; none for a chapter
    without units."""
    mine = of_unit(col(Channel.unit_id), unit_id, own_only=own_only)
    for field in one.fields:
        column = getattr(one.model, field.name)
        if field.kind is Kind.UNIT:
            return [of_unit(col(column), unit_id, own_only=own_only)]
        if field.kind in OF_A_CHANNEL:
            return [col(column).in_(select(col(Channel.id)).where(mine))]
        if field.kind is Kind.COLUMN:
            columns = select(col(SiteColumn.id)).join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
            return [col(column).in_(columns.where(mine))]
    return []


def _unit(session: Session, one: Chapter, values: Mapping[str, Any]) -> int | None:
    for field in one.fields:
        value = values.get(field.name)
        if field.kind is Kind.UNIT:
            return value
        if field.kind in OF_A_CHANNEL:
            channel = session.get(Channel, value) if value is not None else None
            return channel.unit_id if channel else None
    return None
