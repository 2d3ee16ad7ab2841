"""Writing the rows of a file that were planned: all that are good, in one transaction."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, insist_on_reach, require
from core.common.errors import IntakeRefused
from core.intake.moves import TABLES, audit
from core.intake.reading import Ready
from core.intake.rules import Kind
from db.engine import writing
from db.models import CitizenMessage, ErrorReport, Handling


def take_in(
    kind: Kind,
    rows: Sequence[Ready],
    *,
    actor: Actor,
    progress: Callable[[float], None] = lambda _share: None,
    done: Callable[[Session, list[int]], None] = lambda _session, _ids: None,
) -> int:
    """Write the good rows and return how many; those that arrived meanwhile are passed over. `progress` is
    given the share of rows that are through, `done` the ids at the end of the transaction.

    Raises `DomainError` when the staff of a unit enter a row of another; nothing is written then."""
    require(actor, Role.STAFF)
    taken: list[int] = []
    with writing() as session:
        there = _references(session, kind)
        for place, ready in enumerate(rows):
            progress(place / len(rows))
            if not ready.good or ready.reference in there:
                continue
            _own(session, ready, actor)
            if ready.reference:
                there.add(ready.reference)
            row = _made(kind, ready, actor)
            session.add(row)
            session.flush()
            audit(session, kind, row.id, actor, "import", {"received_on": (None, ready.received_on)})
            taken.append(row.id)
        session.flush()
        done(session, taken)
    return len(taken)


def take_back(
    kind: Kind,
    ids: Sequence[int],
    *,
    actor: Actor,
    done: Callable[[Session, int], None] = lambda _session, _count: None,
) -> int:
    """Remove what an import entered, all or nothing, and return how many. Staff and above, of their branch.
    `done` is given the count at the end of the transaction.

    Raises `IntakeRefused` when somebody has handled one of them since."""
    require(actor, Role.STAFF)
    table: Any = TABLES[kind]
    with writing() as session:
        rows = [row for one in ids if (row := session.get(table, one)) is not None]
        touched = len(ids) - sum(row.version == 1 for row in rows)
        if touched:
            raise IntakeRefused("touched", count=touched)
        for row in rows:
            if row.channel_id is not None:
                insist_on_channel(session, row.channel_id, actor)
            if row.unit_id is not None:
                insist_on_reach(session, row.unit_id, actor)
            session.delete(row)
            audit(session, kind, row.id, actor, "undo-import", {"received_on": (row.received_on, None)})
        session.flush()
        done(session, len(rows))
    return len(rows)


def _own(session: Session, ready: Ready, actor: Actor) -> None:
    if ready.channel_id is not None:
        insist_on_channel(session, ready.channel_id, actor)
    if ready.unit_id is not None:
        insist_on_reach(session, ready.unit_id, actor)


def _references(session: Session, kind: Kind) -> set[str]:
    table = TABLES[kind]
    return set(session.execute(select(col(table.reference)).where(col(table.reference) != "")).scalars())


def _made(kind: Kind, ready: Ready, actor: Actor) -> ErrorReport | CitizenMessage:
    shared: dict[str, Any] = {
        "text": ready.text,
        "reference": ready.reference,
        "contact": ready.contact,
        "channel_id": ready.channel_id,
        "unit_id": ready.unit_id,
        "received_on": ready.received_on,
        "forwarded_on": ready.received_on if ready.unit_id else None,
        "forwarded_by": actor.name if ready.unit_id else "",
        "replied_on": ready.replied_on,
        "replied_by": actor.name if ready.replied_on else "",
        "reply": ready.reply,
        "closed_on": ready.closed_on,
        "closed_by": actor.name if ready.closed_on else "",
        "opened_by": actor.name,
        "justified": ready.justified,
    }
    if kind == "report":
        return ErrorReport(address=ready.address, **shared)
    return CitizenMessage(
        topic=ready.topic or ready.text[:40],
        handling=_handling(ready),
        nature=ready.nature,
        satisfaction=ready.satisfaction,
        **shared,
    )


def _handling(ready: Ready) -> Handling | None:
    if ready.replied_on or ready.reply:
        return Handling.ANSWERED
    return Handling.TRANSFERRED if ready.unit_id else None
