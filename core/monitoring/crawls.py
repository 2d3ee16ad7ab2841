"""Readings of whole sites as people ask for them, hold them, let them go on and call them off.

Every change is made only to a reading that is still as it was, and leaves an audit row. The checker follows
within a second or two; nothing here waits for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.registry.kinds import keys_of
from db.engine import changed, writing
from db.models import UNFINISHED, AuditEntry, Channel, Crawl, CrawlSpeed, CrawlState
from db.models.channel import RegisteredState

NOUN = "crawl"
# Sites that left are no longer the office's to read.
READABLE = (RegisteredState.RUNNING, RegisteredState.LEAVING, RegisteredState.SUSPENDED)
MOVES: dict[str, tuple[tuple[CrawlState, ...], CrawlState]] = {
    "pause": ((CrawlState.WAITING, CrawlState.READING), CrawlState.PAUSED),
    "resume": ((CrawlState.PAUSED,), CrawlState.WAITING),
    "cancel": (UNFINISHED, CrawlState.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for several: the new readings by channel, and a sentence for each refusal."""

    made: dict[int, int] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


def ask(channel_ids: Iterable[int], *, actor: Actor, speed: CrawlSpeed = CrawlSpeed.POLITE) -> Asked:
    """Ask for a reading of each of these sites, one transaction each. Staff and above; full speed is for
    supervisors to decide. Raises `DomainError` for the role, and tells what is wrong with single channels."""
    _require(actor, speed)
    asked = Asked()
    for channel_id in dict.fromkeys(channel_ids):
        try:
            asked.made[channel_id] = ask_one(channel_id, actor=actor, speed=speed)
        except DomainError as why:
            asked.refused[channel_id] = str(why)
    return asked


def ask_one(channel_id: int, *, actor: Actor, speed: CrawlSpeed = CrawlSpeed.POLITE) -> int:
    """Write the request for one reading; its id. Staff and above, and the checker itself.

    Raises `DomainError`, also when another is not finished."""
    if actor.role is not Role.CHECKER:
        _require(actor, speed)
    try:
        with writing() as session:
            insist_on_channel(session, channel_id, actor)
            _insist_readable(session, channel_id)
            there = unfinished_of(session, channel_id)
            if there is not None:
                raise _there(there)
            crawl = Crawl(channel_id=channel_id, speed=speed, asked_by=actor.name, asked_at=clock.now())
            session.add(crawl)
            session.flush()
            _trail(session, crawl, actor, "ask", None)
            return crawl.id
    except IntegrityError:
        # Two people pressed in the same moment, and the other one's request is written.
        with writing() as session:
            there = unfinished_of(session, channel_id)
        raise (_there(there) if there else DomainError("crawl_again")) from None


def pause(crawl_id: int, *, actor: Actor) -> None:
    """Hold a reading: what is read is kept. Staff and above. Raises `DomainError`."""
    _move("pause", crawl_id, actor)


def resume(crawl_id: int, *, actor: Actor) -> None:
    """Let a paused reading go on where it was. Staff and above. Raises `DomainError`."""
    _move("resume", crawl_id, actor)


def cancel(crawl_id: int, *, actor: Actor) -> None:
    """Call a reading off: what was read is dropped, nothing is judged. Staff and above. Raises
    `DomainError`."""
    _move("cancel", crawl_id, actor)


def unfinished_of(session: Session, channel_id: int) -> Crawl | None:
    """The reading of a channel that is not finished; at most one."""
    return session.execute(
        select(Crawl).where(col(Crawl.channel_id) == channel_id, col(Crawl.state).in_(UNFINISHED))
    ).scalar_one_or_none()


def set_state(
    session: Session,
    crawl: Crawl,
    actor: Actor,
    action: str,
    to: CrawlState,
    reason: str = "",
    **values: object,
) -> bool:
    """Change a reading that is still as it was read, with its audit row; False when somebody was first."""
    same = update(Crawl).where(
        col(Crawl.id) == crawl.id, col(Crawl.state) == crawl.state, col(Crawl.version) == crawl.version
    )
    before = crawl.state
    if crawl in session:
        session.expunge(crawl)
    if not changed(session, same.values(state=to, version=crawl.version + 1, **values)):
        return False
    crawl.state = to
    _trail(session, crawl, actor, action, before, reason)
    return True


def _require(actor: Actor, speed: CrawlSpeed) -> None:
    require(actor, Role.SUPERVISOR if speed is CrawlSpeed.FULL else Role.STAFF)


def _move(action: str, crawl_id: int, actor: Actor) -> None:
    require(actor, Role.STAFF)
    allowed, to = MOVES[action]
    with writing() as session:
        crawl = session.get(Crawl, crawl_id)
        if crawl is None:
            raise DomainError("crawl_unknown", number=crawl_id)
        insist_on_channel(session, crawl.channel_id, actor)
        over = {"ended_at": clock.now()} if to is CrawlState.CANCELLED else {"lost": 0}
        if crawl.state not in allowed or not set_state(session, crawl, actor, action, to, **over):
            raise _too_late(session, crawl_id)


def _insist_readable(session: Session, channel_id: int) -> None:
    channel = session.get_one(Channel, channel_id)
    if channel.kind not in keys_of("website") or not channel.url:
        raise DomainError("crawl_no_site", name=channel.name)
    if channel.registered not in READABLE:
        raise DomainError("crawl_left", name=channel.name, state=t(f"state.registered.{channel.registered}"))


def _there(crawl: Crawl) -> DomainError:
    return DomainError(
        "crawl_there", who=crawl.asked_by, when=crawl.asked_at, state=t(f"state.crawl.{crawl.state}")
    )


def _too_late(session: Session, crawl_id: int) -> DomainError:
    """Somebody, or the checker, was first: say who, when, and how the reading is now."""
    state = session.execute(select(col(Crawl.state)).where(col(Crawl.id) == crawl_id)).scalar_one()
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == NOUN, col(AuditEntry.noun_id) == crawl_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one()
    return DomainError("crawl_first", who=last.actor, when=last.at, state=t(f"state.crawl.{state}"))


def _trail(
    session: Session, crawl: Crawl, actor: Actor, action: str, before: CrawlState | None, reason: str = ""
) -> None:
    changes: dict[str, tuple[object, object]] = {"state": (before and before.value, crawl.state.value)}
    if before is None:
        changes |= {"channel_id": (None, crawl.channel_id), "speed": (None, crawl.speed.value)}
    record(session, actor=actor, action=action, noun=NOUN, noun_id=crawl.id, changes=changes, reason=reason)


def each(ids: Sequence[int], action: str, *, actor: Actor) -> list[str]:
    """Make one move on several readings; the sentences of those that were refused. Staff and above."""
    require(actor, Role.STAFF)
    refused: list[str] = []
    for crawl_id in dict.fromkeys(ids):
        try:
            _move(action, crawl_id, actor)
        except DomainError as why:
            refused.append(str(why))
    return refused
