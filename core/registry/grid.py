"""The grid of units, each with what it runs."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common.sheet import Slice
from core.registry.kinds import WATCHED, keys_of
from core.registry.search import EVERYTHING, Filter, condition
from db.engine import reading
from db.models import Channel, Unit, UnitLevel
from db.ordering import in_order


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that has a channel in the registry; `running` of all its channels still run."""

    id: int
    name: str
    level: UnitLevel
    supervisor: str | None
    websites: int
    accounts: int
    running: int


def unit_lines(wanted: Filter = EVERYTHING, *, limit: int = 25, offset: int = 0) -> Slice[UnitLine]:
    """The units behind the registry's count, with their channels that match, by level and name."""
    above = aliased(Unit)
    query = (
        select(
            col(Unit.id),
            col(Unit.name),
            col(Unit.level),
            col(above.name),
            func.count().filter(col(Channel.kind).in_(keys_of("website"))),
            func.count().filter(col(Channel.kind).in_(keys_of("account"))),
            func.count().filter(col(Channel.registered).in_(WATCHED)),
        )
        .select_from(Channel)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(above, col(above.id) == col(Unit.parent_id))
        .where(*condition(wanted))
        .group_by(col(Unit.id), col(Unit.name), col(Unit.level), col(above.name))
        .order_by(in_order(Unit.level), col(Unit.name))
    )
    with reading() as session:
        total = session.execute(
            select(func.count(func.distinct(Channel.unit_id))).where(*condition(wanted))
        ).scalar_one()
        rows = session.execute(query.limit(limit).offset(offset)).all()
    return Slice(rows=tuple(UnitLine(*row) for row in rows), total=total)
