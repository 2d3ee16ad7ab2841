"""Taking a whole import back, as long as nobody has touched what it changed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlmodel import Session, SQLModel, col

from core.access import Actor, Role, record, require
from core.access.actor import CHECKER
from core.common import clock
from core.common.errors import RegistryRefused
from core.registry import level_naming, own_levels
from db.engine import changed, is_postgresql, writing
from db.models import (
    AuditEntry,
    Channel,
    ChannelEvent,
    Crawl,
    Finding,
    ImportBatch,
    ImportChange,
    ImportWord,
    Issue,
    RegisteredState,
    Unit,
)

# What the checker wrote about a channel goes with it; what people wrote stands in the way.
MACHINE = (
    "probe", "check_result", "current_state", "daily_rollup", "window_stat", "check_request", "finding",
    "sighting", "outgoing_link", "column_suggestion", "channel_verdict", "vantage_day",
    "column_now", "screenshot",
)  # fmt: skip
ABOUT_FINDINGS = ("evidence_snapshot",)
# What the checker writes and people may take up: it goes as long as no person did.
MIXED = ("issue", "crawl")
OWN = ("channel_event",)
NAMED = 5
CHANNELS, EVENTS, UNITS, AUDIT, FINDINGS, ISSUES, CRAWLS = (
    SQLModel.metadata.tables[str(one.__tablename__)]
    for one in (Channel, ChannelEvent, Unit, AuditEntry, Finding, Issue, Crawl)
)
CHUNK = 500


def undo(batch_id: int, *, actor: Actor) -> int:
    """Take back an import and return how many channels were restored or removed. Supervisors.

    Raises `RegistryRefused`, naming them, when channels were changed since or have issues or cases."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        claim(session, batch_id, actor)
        changes = list(
            session.execute(
                select(ImportChange)
                .where(col(ImportChange.batch_id) == batch_id)
                .order_by(col(ImportChange.id).desc())
            ).scalars()
        )
        channels = [one for one in changes if one.noun == "channel"]
        _refuse_changed(session, channels)
        added = [one for one in channels if one.added]
        _refuse_used(session, added)
        _restore(session, [one for one in channels if not one.added], actor, batch_id)
        _remove(session, added, actor, batch_id)
        _remove_units(session, [one for one in changes if one.noun == "unit"], actor, batch_id)
        _remove_names(session, [one for one in changes if one.noun == "import_word"], actor, batch_id)
    own_levels.forget()
    return len(channels)


def claim(session: Session, batch_id: int, actor: Actor) -> ImportBatch:
    """Mark an import as taken back, in the transaction under way. Raises `RegistryRefused` when there is
    none, or somebody was first."""
    if is_postgresql(session):
        session.execute(select(col(ImportBatch.id)).where(col(ImportBatch.id) == batch_id).with_for_update())
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise RegistryRefused("importing.refused.unknown", number=batch_id)
    claimed = changed(
        session,
        update(ImportBatch)
        .where(col(ImportBatch.id) == batch_id, col(ImportBatch.undone_at).is_(None))
        .values(undone_at=clock.now(), undone_by=actor.name),
    )
    if not claimed:
        raise RegistryRefused("importing.refused.undone", number=batch_id, who=batch.undone_by)
    return batch


def _refuse_changed(session: Session, changes: Sequence[ImportChange]) -> None:
    now = {
        ident: (version, name)
        for ident, version, name in _in_chunks(
            session, (col(Channel.id), col(Channel.version), col(Channel.name)), col(Channel.id), changes
        )
    }
    touched = [
        now[one.noun_id][1] if one.noun_id in now else f"#{one.noun_id}"
        for one in changes
        if now.get(one.noun_id, (0, ""))[0] != one.version
    ]
    if touched:
        raise RegistryRefused("importing.refused.touched", count=len(touched), names=_some(touched))


def _refuse_used(session: Session, added: Sequence[ImportChange]) -> None:
    """Refuse when people have written about an added channel: an issue, a case, a census, a column."""
    ids = {one.noun_id for one in added}
    own_events = {event for one in added for event in one.events}
    used: set[int] = set()
    for table, column in _references():
        if table.name in (*MACHINE, *MIXED):
            continue
        query = (column, table.c.id) if table.name in OWN else (column,)
        for row in _in_chunks(session, query, column, added):
            if table.name not in OWN or row[1] not in own_events:
                used.add(row[0])
    used |= _with_reviewed_findings(session, added) | _with_peoples_issues(session, added)
    if used & ids:
        names = [name for _, name in _in_chunks(
            session, (col(Channel.id), col(Channel.name)), col(Channel.id),
            [one for one in added if one.noun_id in used],
        )]  # fmt: skip
        raise RegistryRefused("importing.refused.used", count=len(names), names=_some(names))


def _with_reviewed_findings(session: Session, added: Sequence[ImportChange]) -> set[int]:
    """The channels about whose findings people wrote something."""
    reviewed: set[int] = set()
    for table, column in _references("finding.id"):
        if table.name not in (*ABOUT_FINDINGS, *MIXED):
            about = select(column).where(column.is_not(None))
            for row in _in_chunks(
                session, (FINDINGS.c.channel_id, FINDINGS.c.id), FINDINGS.c.channel_id, added
            ):
                if session.execute(about.where(column == row[1]).limit(1)).first():
                    reviewed.add(row[0])
    return reviewed


def _with_peoples_issues(session: Session, added: Sequence[ImportChange]) -> set[int]:
    """The channels with an issue or a reading of the whole site in which a person had a hand."""
    rows = _in_chunks(
        session, (ISSUES.c.id, ISSUES.c.channel_id, ISSUES.c.finding_id), ISSUES.c.channel_id, added
    )
    issues = {ident: channel_id for ident, channel_id, _ in rows}
    touched = {ident for ident, _, finding_id in rows if finding_id is None}
    for start in range(0, len(issues), CHUNK):
        ids = list(issues)[start : start + CHUNK]
        by_people = select(AUDIT.c.noun_id).where(
            AUDIT.c.noun == "issue", AUDIT.c.noun_id.in_(ids), AUDIT.c.role != Role.CHECKER.value
        )
        touched |= set(session.execute(by_people).scalars())
        for table, column in _references("issue.id"):
            if table.name not in MACHINE:
                touched |= set(session.execute(select(column).where(column.in_(ids))).scalars())
    crawls = _in_chunks(session, (CRAWLS.c.channel_id, CRAWLS.c.asked_by), CRAWLS.c.channel_id, added)
    return {issues[ident] for ident in touched} | {ident for ident, by in crawls if by != CHECKER.name}


def _remove_crawls(session: Session, ids: Sequence[int]) -> None:
    """The rows that hang on readings; the readings themselves go with the channels."""
    for start in range(0, len(ids), CHUNK):
        read = select(CRAWLS.c.id).where(CRAWLS.c.channel_id.in_(ids[start : start + CHUNK]))
        for table, column in _references("crawl.id"):
            session.execute(delete(table).where(column.in_(read)))


def _findings(session: Session, added: Sequence[ImportChange]) -> list[int]:
    return [row[0] for row in _in_chunks(session, (FINDINGS.c.id,), FINDINGS.c.channel_id, added)]


def _restore(session: Session, changes: Sequence[ImportChange], actor: Actor, batch_id: int) -> None:
    """Give changed channels their old values back, each only if it still has the import's version."""
    by_fields: dict[tuple[str, ...], list[ImportChange]] = defaultdict(list)
    for one in changes:
        by_fields[tuple(sorted(one.changes))].append(one)
    for names, same in by_fields.items():
        statement = (
            update(CHANNELS)
            .where(CHANNELS.c.id == bindparam("this_id"), CHANNELS.c.version == bindparam("this_version"))
            .values(
                {name: bindparam(f"old_{name}") for name in names} | {"version": bindparam("next_version")}
            )
        )
        done = session.connection().execute(statement, [_parameters(one) for one in same])
        if done.rowcount != len(same):
            raise RegistryRefused("importing.refused.touched", count=len(same) - done.rowcount, names="-")
    _delete(session, EVENTS, EVENTS.c.id, [event for one in changes for event in one.events])
    _audit(session, "channel", changes, actor, batch_id)


def _parameters(one: ImportChange) -> dict[str, Any]:
    old = {f"old_{name}": _typed(name, pair[0]) for name, pair in one.changes.items()}
    return {"this_id": one.noun_id, "this_version": one.version, "next_version": one.version + 1, **old}


def _remove(session: Session, added: Sequence[ImportChange], actor: Actor, batch_id: int) -> None:
    ids = [one.noun_id for one in added]
    for table, column in _references("finding.id"):
        if table.name in ABOUT_FINDINGS:
            _delete(session, table, column, _findings(session, added))
    _remove_crawls(session, ids)
    for table, column in _references():
        if table.name in (*MACHINE, *MIXED, *OWN):
            _delete(session, table, column, ids)
    _delete(session, CHANNELS, CHANNELS.c.id, ids)
    _audit(session, "channel", added, actor, batch_id)


def _remove_units(session: Session, added: Sequence[ImportChange], actor: Actor, batch_id: int) -> None:
    """Remove the units the import created, the lowest first, unless somebody uses or changed them."""
    kept = _units_to_keep(session, added)
    gone = [one for one in added if one.noun_id not in kept]
    _delete(session, UNITS, UNITS.c.id, [one.noun_id for one in gone])
    _audit(session, "unit", gone, actor, batch_id)


def _remove_names(session: Session, added: Sequence[ImportChange], actor: Actor, batch_id: int) -> None:
    """Levels are called again as before, unless somebody changed what they are called."""
    for one in added:
        row = session.get(ImportWord, one.noun_id)
        _, name = one.changes["meaning"]
        if row is not None and row.topic == own_levels.NAMES and row.meaning == name:
            session.delete(row)
            record(
                session, actor=actor, action="undo", noun="import_word", noun_id=row.id,
                changes={level_naming.trail(row.word): (name, None)}, reason=f"#{batch_id}",
            )  # fmt: skip


def _units_to_keep(session: Session, added: Sequence[ImportChange]) -> set[int]:
    """Those among the units that are referred to, or changed since; and the units above those."""
    versions = {one.noun_id: one.version for one in added}
    now = _in_chunks(session, (UNITS.c.id, UNITS.c.version, UNITS.c.parent_id), UNITS.c.id, added)
    kept = {ident for ident, version, _ in now if versions[ident] != version}
    for table, column in _references("unit.id"):
        if table is not UNITS:
            kept |= {row[0] for row in _in_chunks(session, (column,), column, added)}
    children = _in_chunks(session, (UNITS.c.id, UNITS.c.parent_id), UNITS.c.parent_id, added)
    kept |= {parent for child, parent in children if child not in versions}
    above = {ident: parent for ident, _, parent in now}
    for ident in list(kept):
        while (ident := above.get(ident)) is not None and ident not in kept:
            kept.add(ident)
    return kept


def _delete(session: Session, table: Table, column: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), CHUNK):
        session.execute(delete(table).where(column.in_(ids[start : start + CHUNK])))


def _audit(session: Session, noun: str, changes: Sequence[ImportChange], actor: Actor, batch_id: int) -> None:
    """Write what was taken back, as the import's changes the other way round."""
    common = {"at": clock.now(), "actor": actor.name, "role": actor.role.value, "action": "undo"}
    rows = [
        {
            **common,
            "noun": noun,
            "noun_id": one.noun_id,
            "changes": {name: [new, old] for name, (old, new) in one.changes.items()},
            "reason": f"#{batch_id}",
        }
        for one in changes
    ]
    if rows:
        session.execute(insert(AUDIT), rows)


def _references(target: str = "channel.id") -> list[tuple[Table, Any]]:
    """Every table and column that refers to a channel, whoever added it."""
    return [
        (table, key.parent)
        for table in reversed(SQLModel.metadata.sorted_tables)
        for key in table.foreign_keys
        if key.target_fullname == target
    ]


def _in_chunks(session: Session, wanted: Any, by: Any, changes: Sequence[ImportChange]) -> list[Any]:
    rows: list[Any] = []
    for start in range(0, len(changes), CHUNK):
        ids = [one.noun_id for one in changes[start : start + CHUNK]]
        rows += session.execute(select(*wanted).where(by.in_(ids))).all()
    return rows


def _typed(name: str, value: Any) -> Any:
    return RegisteredState(value) if name == "registered" else value


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
