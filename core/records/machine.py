"""What the checker read and found in the same days, beside what people read: visits of home pages, and
problems that were first seen."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit
from core.records.lists import EVERYTHING, Filter
from core.registry.slices import sliced
from db.engine import reading
from db.models import Channel, DailyRollup, Finding, Unit


@dataclass(frozen=True, slots=True)
class MachineLine:
    """One channel: scheduled visits, and problems first seen."""

    channel_id: int
    channel: str
    unit: str
    visits: int
    found: int


def by_machine(first: date, last: date, wanted: Filter = EVERYTHING) -> tuple[int, int] | None:
    """Visits and problems found between two days; None where the checker did not visit at all."""
    query = _rows(first, last, wanted).order_by(None).subquery()
    with reading() as session:
        visits, found = session.execute(select(func.sum(query.c.visits), func.sum(query.c.found))).one()
    return (int(visits), int(found)) if visits else None


def machine_lines(
    first: date, last: date, wanted: Filter = EVERYTHING, *, limit: int = 25, offset: int = 0
) -> Slice[MachineLine]:
    """The channels behind `by_machine`, those with most problems first."""
    with reading() as session:
        return sliced(session, _rows(first, last, wanted), MachineLine, limit, offset)


def _rows(first: date, last: date, wanted: Filter) -> Select[*tuple[Any, ...]]:
    visits = (
        select(col(DailyRollup.channel_id), func.sum(DailyRollup.probes).label("visits"))
        .where(col(DailyRollup.day).between(first, last))
        .group_by(col(DailyRollup.channel_id))
        .subquery()
    )
    seen = col(Finding.first_seen_at)
    found = (
        select(col(Finding.channel_id), func.count().label("found"))
        .where(seen >= clock.start_of(first), seen < clock.start_of(last + timedelta(days=1)))
        .group_by(col(Finding.channel_id))
        .subquery()
    )
    made, wrong = func.coalesce(visits.c.visits, 0), func.coalesce(found.c.found, 0)
    return (
        select(
            col(Channel.id), col(Channel.name), col(Unit.name).label("unit"), made.label("visits"),
            wrong.label("found"),
        )
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(visits, visits.c.channel_id == col(Channel.id))
        .outerjoin(found, found.c.channel_id == col(Channel.id))
        .where(made + wrong > 0, *_of_unit(wanted))
        .order_by(wrong.desc(), made.desc(), col(Channel.id))
    )  # fmt: skip


def _of_unit(wanted: Filter) -> list[ColumnElement[bool]]:
    if wanted.unit_id is None:
        return []
    return [of_unit(col(Channel.unit_id), wanted.unit_id, own_only=wanted.own_only)]
