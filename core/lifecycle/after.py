"""Channels that have left and what the checker found of each: verified gone, still there, or not to tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from core.access import Actor, Role, require
from core.common.sheet import Slice
from core.common.subtree import of_unit
from core.lifecycle.verification import GONE, NAME
from core.monitoring import requests
from core.registry.slices import sliced
from db.engine import reading
from db.models import Case, Channel, CurrentState, RegisteredState, Unit


@dataclass(frozen=True, slots=True)
class AfterLine:
    """One channel that left. `outcome` empty: not looked at yet; `number` of its last case."""

    channel_id: int
    channel: str
    kind: str
    unit: str
    registered: RegisteredState
    outcome: str
    found: str
    at: datetime | None
    case_id: int | None
    number: str | None


@dataclass(frozen=True, slots=True)
class AfterCounts:
    """Channels that left, by what the checker last said."""

    ok: int
    problem: int
    blocked: int
    suspect: int
    waiting: int


def after_counts(*, unit_id: int | None = None, own_only: bool = False) -> AfterCounts:
    """How many channels that left, of a unit and those below it or of all, are gone, still there, not to
    tell, and not looked at."""
    with reading() as session:
        rows = session.execute(
            select(col(CurrentState.outcome), func.count())
            .select_from(Channel)
            .outerjoin(CurrentState, _seen())
            .where(*_left(unit_id, own_only))
            .group_by(col(CurrentState.outcome))
        ).all()
    found: dict[str | None, int] = {outcome: count for outcome, count in rows}  # noqa: C416
    known = {name: found.pop(name, 0) for name in ("ok", "problem", "blocked", "suspect")}
    return AfterCounts(**known, waiting=sum(found.values()))


def after_lines(
    *,
    outcome: str = "",
    unit_id: int | None = None,
    own_only: bool = False,
    limit: int = 25,
    offset: int = 0,
) -> Slice[AfterLine]:
    """The channels behind `after_counts`: those still there first. `outcome` `waiting`: not looked at."""
    wanted = _left(unit_id, own_only)
    if outcome == "waiting":
        wanted.append(col(CurrentState.outcome).is_(None))
    elif outcome:
        wanted.append(col(CurrentState.outcome) == outcome)
    query = (
        select(
            col(Channel.id),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(Channel.registered),
            func.coalesce(col(CurrentState.outcome), ""),
            col(CurrentState.evidence),
            col(CurrentState.at),
            col(Case.id),
            col(Case.number),
        )
        .select_from(Channel)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(CurrentState, _seen())
        .outerjoin(Case, col(Case.id) == _last_case())
        .where(*wanted)
        .order_by(
            func.coalesce(col(CurrentState.outcome), "") != "problem",
            func.coalesce(col(CurrentState.outcome), "") != "suspect",
            col(Channel.name),
        )
    )
    with reading() as session:
        return sliced(session, query, _line, limit, offset)


def look_now(channel_ids: list[int], *, actor: Actor) -> None:
    """Ask the checker to look at channels that left, now. Staff and above."""
    require(actor, Role.STAFF)
    for channel_id in channel_ids:
        requests.ask_now(channel_id, [NAME], actor=actor)


def _left(unit_id: int | None, own_only: bool) -> list[ColumnElement[bool]]:
    gone: list[ColumnElement[bool]] = [col(Channel.registered).in_(GONE)]
    return gone if unit_id is None else [*gone, of_unit(col(Channel.unit_id), unit_id, own_only=own_only)]


def _line(*cells: Any) -> AfterLine:
    channel_id, channel, kind, unit, registered, outcome, evidence, at, case_id, number = cells
    found = str((evidence or {}).get("found", ""))
    return AfterLine(channel_id, channel, kind, unit, registered, outcome, found, at, case_id, number)


def _seen() -> ColumnElement[bool]:
    return and_(col(CurrentState.channel_id) == col(Channel.id), col(CurrentState.check) == NAME)


def _last_case() -> Any:
    return (
        select(func.max(Case.id))
        .where(col(Case.channel_id) == col(Channel.id))
        .correlate(Channel)
        .scalar_subquery()
    )
