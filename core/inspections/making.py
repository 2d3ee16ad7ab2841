"""Starting an inspection, refreshing what the machine says, closing it for good."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import note_of
from core.common.past import entered_later, happened_on
from core.inspections.drawing import Scope, candidates, drawn
from core.inspections.lines import counted, indicators, lines_of, result_of, rules_for, snapshot
from core.registry.kinds import kinds
from core.rules import rule_set
from core.rules.assess import MOST_NAMED, verdicts
from core.rules.results import Verdict
from db.engine import changed, reading, writing
from db.models import Channel, Inspection, InspectionChannel, InspectionMark


def asked(name: str, scope: Scope, *, actor: Actor, day: date | None = None) -> tuple[str, date, list[int]]:
    """What an inspection asked for comes to: its name, first day and the channels drawn. Supervisors only.

    Raises `DomainError` for a missing name, a share out of bounds, or a scope without a running channel."""
    require(actor, Role.SUPERVISOR)
    title = note_of(name)
    if not title:
        raise DomainError("inspection_name")
    began = happened_on(day)
    with reading() as session:
        ids = drawn(candidates(session, scope, began), scope)
    if not ids:
        raise DomainError("inspection_empty")
    return title, began, ids


def start(
    name: str,
    scope: Scope,
    *,
    actor: Actor,
    day: date | None = None,
    done: Callable[[Session, int], None] = lambda _session, _id: None,
) -> int:
    """Draw the channels, fill in what the machine found, and return the inspection's id. Supervisors only.
    `day`: when it began, if it is entered later; `done` is given the id at the end of the transaction.

    Raises what `asked` raises."""
    title, began, ids = asked(name, scope, actor=actor, day=day)
    found = _machine(ids)
    with writing() as session:
        inspection = Inspection(
            name=title, started_on=began, scope=scope.document(), made_by=actor.name,
            rule_version=rule_set().version,
        )  # fmt: skip
        session.add(inspection)
        session.flush()
        for channel in _channels(session, ids):
            session.add(_row(inspection, channel, found))
        _audit(session, inspection, actor, "open", {
            "channels": (None, len(ids)), "seed": (None, scope.seed), **entered_later(began),
        })  # fmt: skip
        session.flush()
        done(session, inspection.id)
        return inspection.id


def refresh(
    inspection_id: int, *, actor: Actor, done: Callable[[Session], None] = lambda _session: None
) -> None:
    """Fill in anew what the machine says now; inspectors' words stay. Inspectors and above. `done` is called
    at the end of the transaction. Raises `DomainError`."""
    require(actor, Role.INSPECTOR)
    mine = col(InspectionChannel.inspection_id) == inspection_id
    with reading() as session:
        ids = session.execute(select(col(InspectionChannel.channel_id)).where(mine)).scalars().all()
    found = _machine(ids)
    with writing() as session:
        inspection = locked(session, inspection_id)
        for row in session.execute(select(InspectionChannel).where(mine)).scalars():
            row.machine, row.machine_at = snapshot(found.get(row.channel_id)), clock.now()
        _audit(session, inspection, actor, "refresh", {})
        session.flush()
        done(session)


def close(inspection_id: int, *, actor: Actor, day: date | None = None) -> None:
    """Judge every channel by its checklist and freeze the inspection. Supervisors only. `day`: when it ended,
    if it is entered later. Raises `DomainError`."""
    require(actor, Role.SUPERVISOR)
    ended = happened_on(day)
    with writing() as session:
        inspection = locked(session, inspection_id)
        if ended < inspection.started_on:
            raise DomainError("settled_before_opened")
        same = update(Inspection).where(
            col(Inspection.id) == inspection_id, col(Inspection.ended_on).is_(None)
        )
        if not changed(session, same.values(ended_on=ended, closed_by=actor.name)):
            raise DomainError("inspection_closed", name=inspection.name)
        counts: dict[str, int] = {}
        for row, channel, marks in checklists(session, inspection_id):
            rules = rules_for(channel)
            verdict = result_of(channel, rules, row.machine, lines_of(channel, rules, row.machine, marks))
            grade, row.score = counted(verdict, row.given_score, rules)
            row.grade, row.machine_score = grade.value, verdict.score
            counts[row.grade] = counts.get(row.grade, 0) + 1
        changes = {"ended_on": (None, ended), **{grade: (None, n) for grade, n in counts.items()}}
        _audit(session, inspection, actor, "close", changes)


def locked(session: Session, inspection_id: int) -> Inspection:
    """An inspection that is still open, locked until the transaction ends. Raises `DomainError`."""
    inspection: Inspection | None = session.execute(
        select(Inspection).where(col(Inspection.id) == inspection_id).with_for_update()
    ).scalar_one_or_none()
    return still_open(inspection, inspection_id)


def still_open(inspection: Inspection | None, inspection_id: int) -> Inspection:
    """`inspection`, which is there and open. Raises `DomainError`."""
    if inspection is None:
        raise DomainError("inspection_unknown", number=inspection_id)
    if inspection.ended_on is not None:
        raise DomainError("inspection_closed", name=inspection.name)
    return inspection


def checklists(
    session: Session, inspection_id: int
) -> list[tuple[InspectionChannel, Channel, list[InspectionMark]]]:
    """Every channel of an inspection with its marks, by unit and name."""
    rows = session.execute(
        select(InspectionChannel, Channel)
        .join(Channel, col(Channel.id) == col(InspectionChannel.channel_id))
        .where(col(InspectionChannel.inspection_id) == inspection_id)
        .order_by(col(InspectionChannel.unit_id), col(Channel.name), col(Channel.id))
    ).all()
    marks: dict[int, list[InspectionMark]] = {}
    mine = select(col(InspectionChannel.id)).where(col(InspectionChannel.inspection_id) == inspection_id)
    for mark in session.execute(
        select(InspectionMark).where(col(InspectionMark.inspection_channel_id).in_(mine))
    ).scalars():
        marks.setdefault(mark.inspection_channel_id, []).append(mark)
    return [(row, channel, marks.get(row.id, [])) for row, channel in rows if channel.kind in kinds()]


def _machine(ids: Iterable[int]) -> dict[int, Verdict]:
    return {each.channel_id: each.verdict for each in verdicts(ids)}


def _channels(session: Session, ids: Sequence[int]) -> Iterator[Channel]:
    """In parts, because a statement can name only so many."""
    for start in range(0, len(ids), MOST_NAMED):
        part = ids[start : start + MOST_NAMED]
        yield from session.execute(select(Channel).where(col(Channel.id).in_(part))).scalars()


def _row(inspection: Inspection, channel: Channel, found: dict[int, Verdict]) -> InspectionChannel:
    return InspectionChannel(
        inspection_id=inspection.id,
        channel_id=channel.id,
        unit_id=channel.unit_id,
        machine=snapshot(found.get(channel.id)),
        machine_at=clock.now(),
        lines=len(indicators(channel, rules_for(channel))),
    )


def _audit(
    session: Session, inspection: Inspection, actor: Actor, action: str, changes: dict[str, tuple[Any, Any]]
) -> None:
    record(session, actor=actor, action=action, noun="inspection", noun_id=inspection.id, changes=changes)


def exists() -> bool:
    """Whether there is any inspection."""
    with reading() as session:
        return session.execute(select(col(Inspection.id)).limit(1)).first() is not None
