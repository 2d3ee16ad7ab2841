"""Which channels an inspection looks at: all, or a share drawn at random with a seed that is recorded."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil
from random import Random
from secrets import randbelow
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.common import clock
from core.common.errors import DomainError
from core.common.subtree import of_unit, with_those_above
from core.registry.slices import is_running
from core.rules.rectification import rectification_rules
from db.models import Channel

SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Scope:
    """`kinds`, `levels`, `categories` and `units` narrow the running channels, empty means all; an empty
    word among levels or categories means the channels without one, and a unit itself and all below it.
    `share` of them is drawn, 1 for every one. The same seed draws the same channels of the same
    candidates."""

    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    share: float = 1.0
    seed: int = 0

    def document(self) -> dict[str, Any]:
        """The scope as it is recorded."""
        return asdict(self)


def a_seed() -> int:
    """A seed nobody chose."""
    return randbelow(SEEDS)


def candidates(session: Session, scope: Scope, day: date | None = None) -> list[int]:
    """The ids of the channels running on the day (today) within the scope, before any draw, in order."""
    query = select(col(Channel.id)).where(is_running(day or clock.today()))
    if scope.kinds:
        query = query.where(col(Channel.kind).in_(scope.kinds))
    if scope.levels:
        query = query.where(col(Channel.level).in_(scope.levels))
    if scope.categories:
        query = query.where(col(Channel.category).in_(scope.categories))
    if scope.units:
        query = query.where(or_(*(of_unit(col(Channel.unit_id), unit) for unit in scope.units)))
    return [found for found in session.execute(query.order_by(col(Channel.id))).scalars() if found]


def owners() -> dict[int, str]:
    """The units that own a channel and those above them, by name: whose subtree an inspection may look at."""
    return with_those_above(select(col(Channel.unit_id)).distinct())


def drawn(ids: Sequence[int], scope: Scope) -> list[int]:
    """The share of `ids` that the seed draws, rounded up, in order. Raises `DomainError` for a share that the
    rules do not allow."""
    least = rectification_rules().inspection.least_share
    if not least <= scope.share <= 1:
        raise DomainError("inspection_share", least=f"{least:.1%}")
    if scope.share == 1:
        return list(ids)
    return sorted(Random(scope.seed).sample(sorted(ids), ceil(len(ids) * scope.share)))
