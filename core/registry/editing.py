"""Entering and changing one channel: validated, compare-and-set on its version, audited field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError, RegistryRefused
from core.registry.duplicates import entry, look_for
from core.registry.fields import stored_fields
from core.registry.history import Stay, Step, first_steps, further_steps, stays
from core.registry.kinds import changes_medium
from core.registry.numbering import next_code
from core.registry.search import GONE
from core.registry.validate import Fault, Invalid, check, missing, read_all
from core.registry.values import Raw
from db.engine import changed, reading, writing
from db.models import (
    AuditEntry,
    Case,
    CaseState,
    Channel,
    ChannelEvent,
    EventKind,
    RegisteredState,
    Unit,
)

SETTLED_CASES = (CaseState.VERIFIED, CaseState.WITHDRAWN)
DATES = ("entered_on", "left_on")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a form says about the values typed so far: faults stand in the way, notes do not."""

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    def of(self, field: str) -> list[str]:
        """The sentences about one field."""
        return [str(fault) for fault in self.faults if fault.field == field]


def judge(raw: Mapping[str, Raw], *, channel_id: int | None = None) -> Verdict:
    """Validate what is typed, without writing. `raw` holds every field of the form."""
    with reading() as session:
        old = session.get(Channel, channel_id) if channel_id else None
        return _judged(session, raw, old)[1]


def create(
    raw: Mapping[str, Raw], *, unit_id: int | None, actor: Actor, how: EventKind = EventKind.OPENED
) -> int:
    """Enter a new channel and return its id. Supervisors.

    Raises `Invalid` with the faults, `DomainError` when the role may not."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        values, verdict = _judged(session, raw, None)
        owner = _insist(session, verdict, unit_id)
        values["code"] = values.get("code") or next_code(session, values["kind"])
        values["registered"] = RegisteredState(values.get("registered") or RegisteredState.RUNNING)
        channel = Channel(unit_id=owner, **_columns(values))
        session.add(channel)
        session.flush()
        today = clock.today()
        steps = first_steps(
            channel.registered,
            how,
            entered=values.get("entered_on") or today,
            left=values.get("left_on") or today,
        )
        _write_steps(session, channel.id, steps, actor)
        record(
            session, actor=actor, action="create", noun="channel", noun_id=channel.id,
            changes={key: (None, value) for key, value in _columns(values).items() if value},
        )  # fmt: skip
        return channel.id


def edit(
    channel_id: int,
    raw: Mapping[str, Raw],
    *,
    unit_id: int | None = None,
    version: int,
    actor: Actor,
    reason: str = "",
) -> tuple[str, ...]:
    """Change a channel that still has that version, and return the fields that changed. Supervisors.

    Raises `Invalid` with the faults, `RegistryRefused` when somebody was first (who and when)."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        channel = session.get(Channel, channel_id)
        if channel is None:
            raise DomainError("unknown_channel", number=channel_id)
        values, verdict = _judged(session, raw, channel)
        wanted = _insist(session, verdict, unit_id or channel.unit_id)
        changes = _differences(session, channel, values, wanted)
        if not changes:
            return ()
        new = {key: value for key, (_, value) in changes.items() if key != "unit"} | {"unit_id": wanted}
        _set(session, channel, version, new)
        day = values.get("left_on") or clock.today()
        _move(session, channel_id, changes.get("registered"), day, actor)
        record(
            session, actor=actor, action="edit", noun="channel", noun_id=channel_id, changes=changes,
            reason=reason.strip(),
        )  # fmt: skip
        return tuple(changes)


def open_case(session: Session, channel_id: int) -> str | None:
    """The number of the case under way for a channel, which alone decides its registered state."""
    number: str | None = session.execute(
        select(col(Case.number)).where(
            col(Case.channel_id) == channel_id, col(Case.state).not_in(SETTLED_CASES)
        )
    ).scalar()
    return number


def last_change(session: Session, noun: str, noun_id: int) -> tuple[str, datetime | str]:
    """Who changed something last, and when; a dash for what no trail knows."""
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == noun, col(AuditEntry.noun_id) == noun_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if last is None:
        return "-", "-"
    return last.actor, last.at


def _judged(session: Session, raw: Mapping[str, Raw], old: Channel | None) -> tuple[dict[str, Any], Verdict]:
    values, faults = read_all(raw)
    whole = ({**old.model_dump()} if old else {}) | values
    kind = str(whole.get("kind") or "")
    touched = {key for key, value in values.items() if old is None or value != getattr(old, key, None)}
    faults += check(values, kind, only=touched)
    faults += [one for one in missing(whole, kind) if one.field != "unit"]
    if not kind and not any(one.field == "kind" for one in faults):
        faults.append(Fault("kind", "required"))
    if old is not None:
        faults += _fixed(session, old, touched, kind, whole.get("registered"))
    one = entry(old.id if old else 0, "", whole)
    twins = look_for(session, one)
    known = {fault.field for fault in faults}
    faults += [fault for fault in twins.faults(one) if fault.field not in known]
    return values, Verdict(tuple(faults), tuple(twins.notes(one)))


def _fixed(session: Session, old: Channel, touched: set[str], kind: str, wanted: Any) -> list[Fault]:
    faults = [Fault("code", "code_fixed")] if "code" in touched else []
    if changes_medium(old.kind, kind):
        faults.append(Fault("kind", "medium_fixed"))
    if "registered" in touched and wanted in GONE and old.registered not in GONE:
        # Leaving needs its day, ground and paper: a case, or an exit recorded from the channel's file.
        faults.append(Fault("registered", "leaves_by_case"))
    number = open_case(session, old.id) if "registered" in touched else None
    return [*faults, Fault("registered", "open_case", {"number": number})] if number else faults


def _insist(session: Session, verdict: Verdict, unit_id: int | None) -> int:
    unit = session.get(Unit, unit_id) if unit_id else None
    if unit is None or verdict.faults:
        raise Invalid([*verdict.faults, *([] if unit else [Fault("unit", "required")])])
    return unit.id


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.key: values[field.key] for field in stored_fields() if field.key in values}


def _differences(
    session: Session, channel: Channel, values: Mapping[str, Any], unit_id: int
) -> dict[str, tuple[Any, Any]]:
    changes = {
        key: (getattr(channel, key), value)
        for key, value in _columns(values).items()
        if getattr(channel, key) != value
    }
    if unit_id != channel.unit_id:
        names = {unit.id: unit.name for unit in session.execute(_units(unit_id, channel.unit_id)).scalars()}
        changes["unit"] = (names.get(channel.unit_id), names.get(unit_id))
    return changes


def _units(*ids: int) -> Any:
    return select(Unit).where(col(Unit.id).in_(ids))


def _set(session: Session, channel: Channel, version: int, new: Mapping[str, Any]) -> None:
    channel_id, name = channel.id, channel.name
    session.expunge(channel)
    same = update(Channel).where(col(Channel.id) == channel_id, col(Channel.version) == version)
    if not changed(session, same.values(version=version + 1, **new)):
        who, when = last_change(session, "channel", channel_id)
        raise RegistryRefused("validation.refused.changed", name=name, who=who, when=when)


def _move(session: Session, channel_id: int, states: tuple[Any, Any] | None, day: date, actor: Actor) -> None:
    if states:
        stay = stays(session, [channel_id]).get(channel_id, Stay())
        steps = further_steps(states[0], states[1], inside=stay.inside, day=day)
        _write_steps(session, channel_id, steps, actor)


def _write_steps(session: Session, channel_id: int, steps: list[Step], actor: Actor) -> None:
    for step in steps:
        session.add(
            ChannelEvent(
                channel_id=channel_id, day=step.day, kind=step.kind, delta=step.delta, actor=actor.name
            )
        )
