"""Events of a channel, so that the number running on a day stays the sum of their deltas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.registry.search import GONE
from db.models import ENTERING, LEAVING, Channel, ChannelEvent, EventKind, RegisteredState

_EXIT = {
    RegisteredState.CLOSED: EventKind.CLOSED,
    RegisteredState.MERGED: EventKind.MERGED,
    RegisteredState.CANCELLED: EventKind.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event to be written."""

    kind: EventKind
    day: date
    delta: int


@dataclass(frozen=True, slots=True)
class Stay:
    """Whether a channel is in the registry's number now, when it first came and when it last left."""

    inside: bool = False
    entered_on: date | None = None
    left_on: date | None = None


def first_steps(state: str, how: EventKind, *, entered: date, left: date) -> list[Step]:
    """The events of a channel that is new to the registry; one already gone comes and leaves."""
    came = Step(how, min(entered, left) if state in GONE else entered, 1)
    return [came, Step(_EXIT[RegisteredState(state)], left, -1)] if state in GONE else [came]


def further_steps(old: str, new: str, *, inside: bool, day: date) -> list[Step]:
    """The events of a change of the registered state; none when the number running stays."""
    if new in GONE and old not in GONE and inside:
        return [Step(_EXIT[RegisteredState(new)], day, -1)]
    if new not in GONE and old in GONE and not inside:
        return [Step(EventKind.REOPENED, day, 1)]
    return []


def stays(session: Session, channel_ids: Iterable[int] | None = None) -> dict[int, Stay]:
    """The stay of every channel that has events; of the given ones, if any are given."""
    query = select(
        col(ChannelEvent.channel_id),
        func.sum(ChannelEvent.delta),
        func.min(ChannelEvent.day).filter(col(ChannelEvent.kind).in_(ENTERING)),
        func.max(ChannelEvent.day).filter(col(ChannelEvent.kind).in_(LEAVING)),
    ).group_by(col(ChannelEvent.channel_id))
    if channel_ids is not None:
        query = query.where(col(ChannelEvent.channel_id).in_(list(channel_ids)))
    return {row[0]: Stay(row[1] > 0, row[2], row[3]) for row in session.execute(query)}


def channels_and_their_stay_agree(session: Session) -> list[int]:
    """The ids of channels whose registered state contradicts their events; empty in a sound registry."""
    known = stays(session)
    rows = session.execute(select(col(Channel.id), col(Channel.registered))).all()
    return [ident for ident, state in rows if known.get(ident, Stay()).inside == (state in GONE)]
