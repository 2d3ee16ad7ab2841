"""What every move of a case shares: its rows, compare-and-set, numbers, the trail."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, reaches, record
from core.common.errors import CaseRefused
from core.common.numbering import following
from core.common.text import t
from core.registry.editing import last_change
from db.engine import changed
from db.models import Case, CaseState, CaseStep, Channel

SETTLED = (CaseState.VERIFIED, CaseState.WITHDRAWN)


def case_of(session: Session, case_id: int) -> Case:
    """The case, apart from the session. Raises `CaseRefused` for one that does not exist."""
    case = session.get(Case, case_id)
    if case is None:
        raise CaseRefused("unknown_case", number=case_id)
    session.expunge(case)
    return case


def channel_of(session: Session, channel_id: int) -> Channel:
    """The channel, apart from the session. Raises `CaseRefused` for one that does not exist."""
    channel = session.get(Channel, channel_id)
    if channel is None:
        raise CaseRefused("unknown_channel", number=channel_id)
    session.expunge(channel)
    return channel


def steps_of(session: Session, case_id: int) -> list[CaseStep]:
    """The steps of a case in their order."""
    found = session.execute(
        select(CaseStep)
        .where(col(CaseStep.case_id) == case_id)
        .order_by(col(CaseStep.place), col(CaseStep.id))
    )
    return list(found.scalars())


def set_case(
    session: Session,
    case: Case,
    actor: Actor,
    action: str,
    values: Mapping[str, Any],
    *,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> None:
    """Change a case that is still as it was read, with its audit row; `changes` are recorded besides.

    Raises `CaseRefused` naming who was first and when."""
    same = update(Case).where(col(Case.id) == case.id, col(Case.version) == case.version)
    if not changed(session, same.values(version=case.version + 1, **values)):
        raise someone_first(session, case)
    changed_values = {
        key: (getattr(case, key), value) for key, value in values.items() if getattr(case, key) != value
    }
    for key, value in values.items():
        setattr(case, key, value)
    case.version += 1
    record(
        session, actor=actor, action=action, noun="case", noun_id=case.id,
        changes={**changed_values, **(changes or {})}, reason=reason,
    )  # fmt: skip


def set_channel(
    session: Session,
    channel: Channel,
    actor: Actor,
    action: str,
    values: Mapping[str, Any],
    *,
    reason: str = "",
) -> None:
    """Change a channel that is still as it was read, with its audit row. Raises `CaseRefused`."""
    changed_values = {
        key: (getattr(channel, key), value) for key, value in values.items() if getattr(channel, key) != value
    }
    if not changed_values:
        return
    same = update(Channel).where(col(Channel.id) == channel.id, col(Channel.version) == channel.version)
    if not changed(session, same.values(version=channel.version + 1, **values)):
        who, when = last_change(session, "channel", channel.id)
        raise CaseRefused("channel_changed", name=channel.name, who=who, when=when)
    record(
        session, actor=actor, action=action, noun="channel", noun_id=channel.id, changes=changed_values,
        reason=reason,
    )  # fmt: skip


def someone_first(session: Session, case: Case) -> CaseRefused:
    """Somebody was first: say who, when, and where the case stands."""
    who, when = last_change(session, "case", case.id)
    state = session.execute(select(col(Case.state)).where(col(Case.id) == case.id)).scalar_one()
    return CaseRefused(
        "someone_first", number=case.number, who=who, when=when, state=t(f"state.case.{state}")
    )


def may_touch(session: Session, channel: Channel, actor: Actor) -> None:
    """Raise `CaseRefused` when staff of one unit touch a channel of another."""
    if not reaches(session, channel.unit_id, actor):
        raise CaseRefused("other_unit", name=channel.name)


def next_number(session: Session, year: int) -> str:
    """The next free number of `year`, `CYYYY-NNNN`, inside a write transaction."""
    return following(session, col(Case.number), f"C{year}-", 4)
