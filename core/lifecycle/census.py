"""Census (普查): a campaign in which units confirm, deny or miss their registered channels and add others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, update
from sqlmodel import Session, col

from core import jobs
from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import CaseRefused
from core.common.notes import note_of, reason_of
from core.common.past import entered_later, happened_on
from core.lifecycle.writes import channel_of, may_touch
from core.registry.editing import create, last_change
from core.registry.kinds import kinds
from core.registry.search import GONE
from core.registry.slices import is_running
from core.registry.values import Raw
from db.engine import changed, reading, writing
from db.models import Census, CensusEntry, CensusResult, Channel, EventKind

ANSWERS = (CensusResult.CONFIRMED, CensusResult.MISSING, CensusResult.DENIED)
NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a census asks. `kinds` and `unit_ids` empty: of every kind, of every unit."""

    name: str
    day: date
    closes_on: date | None = None
    kinds: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answers were taken, and a sentence for each channel whose was not."""

    done: tuple[int, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


def asked(campaign: Campaign, *, actor: Actor) -> str:
    """The name of a campaign that may begin. Supervisors. Raises `DomainError`."""
    require(actor, Role.SUPERVISOR)
    name = reason_of(campaign.name)[:NAME_LIMIT]
    unknown = set(campaign.kinds) - set(kinds())
    if unknown:
        raise CaseRefused("unknown_kind", kind=", ".join(sorted(unknown)))
    if campaign.closes_on is not None and campaign.closes_on < campaign.day:
        raise CaseRefused("closes_before", day=campaign.day.isoformat())
    return name


def start(
    campaign: Campaign,
    *,
    actor: Actor,
    done: Callable[[Session, int, int], None] = lambda _session, _id, _count: None,
) -> int:
    """Begin a census: every channel in its scope that has not left is asked for. Supervisors. `done` is given
    the id and the number of channels at the end of the transaction.

    Returns its id. Raises `DomainError`."""
    name = asked(campaign, actor=actor)
    with writing() as session:
        census = Census(
            name=name,
            day=campaign.day,
            closes_on=campaign.closes_on,
            kinds=list(campaign.kinds),
            unit_ids=list(campaign.unit_ids),
            actor=actor.name,
        )
        session.add(census)
        session.flush()
        count = _ask(session, census)
        changes = {"name": (None, name), "asked": (None, count)}
        if campaign.day < clock.today():
            changes |= entered_later(campaign.day)
        _audit(session, census, actor, "start", changes)
        session.flush()
        done(session, census.id, count)
        return census.id


def answer(
    census_id: int,
    channel_ids: Sequence[int],
    result: CensusResult,
    *,
    note: str = "",
    actor: Actor,
    day: date | None = None,
) -> Answered:
    """A unit's word on its channels, given on `day` (today): confirmed, missing, or not ours. Staff and
    above; staff of one unit only for theirs and those below. Raises `ValueError` for a result that is no
    answer."""
    text = _text(result, note, actor)

    def step(channel_id: int) -> None:
        with writing() as session:
            _answer(session, census_id, channel_id, result, text, actor, day)

    done, refused = jobs.each(list(channel_ids), step)
    return Answered(done, {channel_id: str(why) for channel_id, why in refused.items()})


def answerable(census_id: int, result: CensusResult, note: str, *, actor: Actor) -> str:
    """The note of an answer that may be given while the census is under way. Staff and above. Raises
    `DomainError`, and `ValueError` for a result that is no answer."""
    text = _text(result, note, actor)
    with reading() as session:
        _under_way(session, census_id)
    return text


def _text(result: CensusResult, note: str, actor: Actor) -> str:
    require(actor, Role.STAFF)
    if result not in ANSWERS:
        raise ValueError(result)
    return (reason_of if result is not CensusResult.CONFIRMED else note_of)(note)


def add(census_id: int, raw: Mapping[str, Raw], *, unit_id: int | None, actor: Actor) -> int:
    """Enter a channel nobody knew: into the registry, found by this census. Returns its id.

    Supervisors, as for every entry of the registry. Raises `Invalid` with the faults, `DomainError`."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        _under_way(session, census_id)
    channel_id = create(raw, unit_id=unit_id, actor=actor, how=EventKind.FOUND)
    found(census_id, channel_id, actor=actor)
    return channel_id


def found(census_id: int, channel_id: int, *, actor: Actor) -> None:
    """Count a channel that is already in the registry as found by this census. Its unit's staff and above."""
    require(actor, Role.STAFF)
    with writing() as session:
        census = _under_way(session, census_id)
        channel = channel_of(session, channel_id)
        may_touch(session, channel, actor)
        if session.get(CensusEntry, (census_id, channel_id)) is not None:
            raise CaseRefused("asked_already", name=channel.name)
        session.add(
            CensusEntry(
                census_id=census_id,
                channel_id=channel_id,
                result=CensusResult.FOUND,
                unit_id=channel.unit_id,
                answered_on=clock.today(),
                actor=actor.name,
            )
        )
        _audit(session, census, actor, "found", {"channel": (None, channel.name)})


def end(census_id: int, *, actor: Actor, day: date | None = None) -> None:
    """End a census on `day` (today); what nobody answered stays unknown. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        census = _under_way(session, census_id)
        ended = _day_of(census, day)
        same = update(Census).where(
            col(Census.id) == census_id, col(Census.version) == census.version, col(Census.ended_on).is_(None)
        )
        if not changed(session, same.values(ended_on=ended, version=census.version + 1)):
            raise _ended(session, census)
        _audit(session, census, actor, "end", {"ended_on": (None, ended), **entered_later(ended)})


def _ask(session: Session, census: Census) -> int:
    past = census.day < clock.today()
    # A census of the past asks for what ran on its day.
    query = select(Channel).where(is_running(census.day) if past else col(Channel.registered).not_in(GONE))
    if census.kinds:
        query = query.where(col(Channel.kind).in_(census.kinds))
    if census.unit_ids:
        query = query.where(col(Channel.unit_id).in_(census.unit_ids))
    entries = [
        CensusEntry(
            census_id=census.id,
            channel_id=channel.id,
            result=CensusResult.UNKNOWN,
            unit_id=channel.unit_id,
        )
        for channel in session.execute(query).scalars()
    ]
    session.add_all(entries)
    return len(entries)


def _answer(
    session: Session, census_id: int, channel_id: int, result: CensusResult, text: str, actor: Actor,
    day: date | None,
) -> None:  # fmt: skip
    census = _under_way(session, census_id)
    answered = _day_of(census, day)
    channel = channel_of(session, channel_id)
    may_touch(session, channel, actor)
    entry = session.get(CensusEntry, (census_id, channel_id))
    if entry is None:
        raise CaseRefused("not_asked", name=channel.name)
    same = update(CensusEntry).where(
        col(CensusEntry.census_id) == census_id,
        col(CensusEntry.channel_id) == channel_id,
        col(CensusEntry.result) == entry.result,
    )
    before = entry.result
    values = {"result": result, "answered_on": answered, "actor": actor.name, "note": text}
    session.expunge(entry)
    if before is CensusResult.FOUND or not changed(session, same.values(**values)):
        raise CaseRefused("answered_meanwhile", name=channel.name)
    _audit(
        session,
        census,
        actor,
        "answer",
        {channel.name: (before, result), **entered_later(answered)},
        reason=text,
    )


def _day_of(census: Census, day: date | None) -> date:
    """The day on which something of a census happened. Raises `DomainError` for one before it began."""
    happened = happened_on(day)
    if day is not None and happened < census.day:
        raise CaseRefused("day", earliest=census.day.isoformat(), latest=clock.today().isoformat())
    return happened


def _under_way(session: Session, census_id: int) -> Census:
    census = session.get(Census, census_id)
    if census is None:
        raise CaseRefused("unknown_census", number=census_id)
    session.expunge(census)
    if census.ended_on is not None:
        raise _ended(session, census)
    return census


def _ended(session: Session, census: Census) -> CaseRefused:
    who, when = last_change(session, "census", census.id)
    return CaseRefused("census_ended", name=census.name, who=who, when=when)


def _audit(
    session: Session,
    census: Census,
    actor: Actor,
    action: str,
    changes: Mapping[str, tuple[object, object]],
    reason: str = "",
) -> None:
    record(
        session, actor=actor, action=action, noun="census", noun_id=census.id, changes=changes,
        reason=reason,
    )  # fmt: skip
