"""Recording an exit that has happened already (补登): one step instead of a case, and the way back.

A case is for what still runs; of a channel that left long ago only day, ground and paper are left to say."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock, stored_files
from core.common.errors import CaseRefused
from core.common.notes import reason_of
from core.common.stored_files import Kept
from core.issues.transitions import settle_all, unsettle
from core.lifecycle.effects import AFTER, add_event, in_order
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import File
from core.lifecycle.writes import channel_of, set_channel
from core.registry.editing import open_case
from core.registry.history import Stay, stays
from db.engine import reading, writing
from db.models import Channel, ChannelEvent, ChannelExit, EventKind, RegisteredState

# A merger leads to a successor, which only a case names.
STATES = (RegisteredState.CANCELLED, RegisteredState.CLOSED)
PAPER_LIMIT = 200
_EVENTS = {state: event for event, state in AFTER.items()}


@dataclass(frozen=True, slots=True)
class Exit:
    """What a person knows of it. `paper`: number of the document; it or `file` is needed."""

    left_on: date
    ground: str
    registered: RegisteredState = RegisteredState.CANCELLED
    paper: str = ""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded exit as pages show it; `settled`: how many issues it settled."""

    left_on: date
    registered: RegisteredState
    ground: str
    paper: str
    name: str
    media: str
    digest: str
    settled: int
    actor: str
    at: datetime

    def thumbnail(self) -> bytes | None:
        """The small copy of a picture that pages show; None for any other file."""
        return stored_files.thumbnail(self.digest)

    def data(self) -> bytes | None:
        """The bytes of the file; None when it is gone or not whole any more."""
        return stored_files.read(self.digest)


def record_exit(channel_id: int, what: Exit, *, actor: Actor) -> int:
    """Let the channel have left on a past day: event, exit day and state, and its open issues settled with
    the ground, all in one transaction; returns how many issues. Supervisors.

    Raises `DomainError` with a sentence; then nothing changed but a file kept under its digest."""
    require(actor, Role.SUPERVISOR)
    ground, paper = reason_of(what.ground), what.paper.strip()[:PAPER_LIMIT]
    if not paper and what.file is None:
        raise CaseRefused("paper_missing")
    if what.left_on > clock.today():
        raise CaseRefused("exit_ahead", today=clock.today().isoformat())
    kept = _kept(what.file)
    with writing() as session:
        channel = channel_of(session, channel_id)
        _may_leave(session, channel, what)
        event = None
        if stays(session, [channel_id]).get(channel_id, Stay()).inside:
            in_order(session, channel_id, channel.name, what.left_on)
            kind: EventKind = _EVENTS[what.registered]
            event = add_event(session, channel_id, kind, -1, what.left_on, actor, note=_note(ground, paper))
            session.flush()
        before = channel.registered
        set_channel(
            session, channel, actor, "record-exit", {"registered": what.registered},
            reason=_note(ground, paper),
        )  # fmt: skip
        settled = settle_all(session, channel_id, reason=ground, actor=actor)
        session.add(
            ChannelExit(
                channel_id=channel_id, event_id=event.id if event else None, left_on=what.left_on,
                registered=what.registered, before=before, ground=ground, paper=paper,
                digest=kept.digest if kept else "", name=kept.name if kept else "",
                media=kept.media if kept else "", size=kept.size if kept else 0,
                settled={str(issue_id): state.value for issue_id, state in settled.items()},
                actor=actor.name, at=clock.now(),
            )
        )  # fmt: skip
        return len(settled)


def take_back(channel_id: int, *, actor: Actor) -> int:
    """Undo the recorded exit: state and event as before, and its issues where they stood; returns how many
    of them. Supervisors. Raises `CaseRefused` when there is none, or the channel moved on since."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        channel, found = channel_of(session, channel_id), _current(session, channel_id)
        if found is None or channel.registered != found.registered:
            raise CaseRefused("exit_none", name=channel.name)
        event_id, found.event_id, found.taken_back_at = found.event_id, None, clock.now()
        session.flush()
        if event_id is not None:
            session.execute(delete(ChannelEvent).where(col(ChannelEvent.id) == event_id))
        set_channel(
            session, channel, actor, "take-back-exit", {"registered": found.before}, reason=found.ground
        )
        return unsettle(session, {int(key): state for key, state in found.settled.items()}, actor=actor)


def recorded_exit(channel_id: int) -> Recorded | None:
    """The exit that was recorded for a channel and holds now."""
    with reading() as session:
        found, channel = _current(session, channel_id), session.get(Channel, channel_id)
        if found is None or channel is None or channel.registered != found.registered:
            return None
        return Recorded(
            found.left_on, found.registered, found.ground, found.paper, found.name, found.media,
            found.digest, len(found.settled), found.actor, found.at,
        )  # fmt: skip


def _current(session: Session, channel_id: int) -> ChannelExit | None:
    """The newest exit not taken back, unless an event came after it: the channel ran again since."""
    found: ChannelExit | None = session.execute(
        select(ChannelExit)
        .where(col(ChannelExit.channel_id) == channel_id, col(ChannelExit.taken_back_at).is_(None))
        .order_by(col(ChannelExit.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if found is None or found.event_id is None:
        return found
    later = select(col(ChannelEvent.id)).where(
        col(ChannelEvent.channel_id) == channel_id,
        col(ChannelEvent.delta) != 0,
        col(ChannelEvent.id) > found.event_id,
    )
    return None if session.execute(later.limit(1)).first() else found


def _may_leave(session: Session, channel: Channel, what: Exit) -> None:
    if what.registered not in STATES:
        raise CaseRefused("exit_state")
    if number := open_case(session, channel.id):
        raise CaseRefused("under_way", name=channel.name, number=number)
    if channel.registered in AFTER.values():
        raise CaseRefused("gone_already", name=channel.name)


def _kept(file: File | None) -> Kept | None:
    return stored_files.keep(file.name, file.data, lifecycle_rules().evidence) if file else None


def _note(ground: str, paper: str) -> str:
    return f"{ground} · {paper}" if paper else ground
