"""Carrying out an import: one transaction, so that a kill leaves nothing half done.

The plan is made again inside the transaction and must equal the one that was looked at."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlmodel import Session, SQLModel, col

from core.access import Actor, Role, require
from core.access.trail import plain_value
from core.common import clock
from core.common.errors import RegistryRefused
from core.registry import level_naming, own_levels
from core.registry.history import Step, first_steps, further_steps
from core.registry.importing.plan import NewUnit, Options, Plan, PlannedRow, Progress
from core.registry.importing.planner import plan
from core.registry.importing.reading import RegistryFile
from core.registry.importing.snapshot import Snapshot, take_snapshot
from db.engine import is_postgresql, reading, writing
from db.models import (
    AuditEntry,
    Channel,
    ChannelEvent,
    EventKind,
    ImportBatch,
    ImportChange,
    RegisteredState,
    Unit,
    UnitKind,
    UnitLevel,
)

CHUNK = 1_000
# Tables, not classes: filling in objects row by row took ten times as long.
CHANNELS, EVENTS, CHANGES, AUDIT = (
    SQLModel.metadata.tables[str(one.__tablename__)]
    for one in (Channel, ChannelEvent, ImportChange, AuditEntry)
)
BLANK = Channel(code="", name="", kind="", unit_id=0).model_dump(exclude={"id"})
PLANNING = 0.5  # share of the progress


def dry_run(file: RegistryFile, options: Options, progress: Progress = lambda _: None) -> Plan:
    """What the file would do to the registry as it is now. Writes nothing."""
    with reading() as session:
        return plan(file, take_snapshot(session), options, progress)


def apply(
    file: RegistryFile,
    options: Options,
    *,
    seen: str,
    actor: Actor,
    progress: Progress = lambda _: None,
    done: Callable[[Session, int, Plan], None] = lambda _session, _batch, _plan: None,
) -> int:
    """Import the file and return the id of the batch. Supervisors. `done` is given batch and plan at the end
    of the transaction.

    `seen` is the fingerprint of the plan that a person looked at. Raises `RegistryRefused` when the registry
    has changed since, when rows are wrong and not to be left out, or when there is nothing to do."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        if is_postgresql(session):
            # Readers go on; other writers of channels and units wait until the import is done.
            session.execute(text("LOCK TABLE channel, unit IN SHARE ROW EXCLUSIVE MODE"))
        known = take_snapshot(session)
        wanted = plan(file, known, options, lambda share: progress(PLANNING * share))
        _insist(wanted, options, seen)
        batch = _batch(session, file, wanted, actor)
        _Writer(session, batch, known, actor, progress).write(wanted)
        session.flush()
        done(session, batch, wanted)
    own_levels.forget()
    return batch


def _insist(wanted: Plan, options: Options, seen: str) -> None:
    if wanted.fingerprint() != seen:
        raise RegistryRefused("importing.refused.moved")
    if wanted.count("wrong") and not options.skip_wrong:
        raise RegistryRefused("importing.refused.wrong", count=wanted.count("wrong"))
    if not wanted.does_something():
        raise RegistryRefused("importing.refused.nothing")


def _batch(session: Session, file: RegistryFile, wanted: Plan, actor: Actor) -> int:
    batch = ImportBatch(
        at=clock.now(),
        actor=actor.name,
        file_name=file.name[:200],
        digest=file.digest,
        added=wanted.count("add"),
        changed=wanted.count("change"),
        unchanged=wanted.count("same"),
        left_out=wanted.count("wrong"),
        units_added=len(wanted.units),
    )
    session.add(batch)
    session.flush()
    return batch.id


class _Writer:
    """Writes one plan. Every method leaves the transaction open."""

    def __init__(
        self, session: Session, batch: int, known: Snapshot, actor: Actor, progress: Progress
    ) -> None:
        self._session, self._batch, self._known = session, batch, known
        self._actor, self._progress = actor, progress
        self._today, self._now = clock.today(), clock.now()
        self._unit_ids: dict[int, int] = {}

    def write(self, wanted: Plan) -> int:
        """Write units, names of levels, additions and changes; return the batch's id."""
        for unit in wanted.units:
            self._add_unit(unit)
        for level, name in wanted.level_names.items():
            self._name_level(level, name)
        added = [row for row in wanted.rows if row.action == "add"]
        changing = [row for row in wanted.rows if row.action == "change"]
        total, done = len(added) + len(changing), 0
        for rows, step in ((added, self._add), (changing, self._change)):
            for start in range(0, len(rows), CHUNK):
                step(rows[start : start + CHUNK])
                done += len(rows[start : start + CHUNK])
                self._progress(PLANNING + (1 - PLANNING) * done / total)
        return self._batch

    def _add_unit(self, unit: NewUnit) -> None:
        row = Unit(
            code=unit.code,
            name=unit.name,
            level=UnitLevel(unit.level),
            kind=UnitKind(unit.kind),
            parent_id=self._unit_id(unit.parent_id),
        )
        self._session.add(row)
        self._session.flush()
        self._unit_ids[unit.id] = row.id
        self._note("unit", row.id, 1, {}, ())
        self._audit([("unit", row.id, {"name": [None, unit.name], "level": [None, unit.level]})])

    def _name_level(self, level: str, name: str) -> None:
        if level_naming.has_name(self._session, level):
            raise RegistryRefused("importing.refused.moved")
        ident = level_naming.keep(self._session, level, name, self._actor).id
        self._note("import_word", ident, 0, {"meaning": [None, name]}, ())
        self._audit([("import_word", ident, {level_naming.trail(level): [None, name]})])

    def _add(self, rows: Sequence[PlannedRow]) -> None:
        self._session.execute(insert(CHANNELS), [self._channel(row) for row in rows])
        codes = [row.code for row in rows]
        found = select(col(Channel.code), col(Channel.id)).where(col(Channel.code).in_(codes))
        ids: dict[str, int] = dict(self._session.execute(found).all())
        steps = {ids[row.code]: self._first_steps(row) for row in rows}
        events = self._write_steps(steps)
        self._changes(
            {"noun_id": ids[row.code], "added": True, "version": 1, "changes": {}}
            | {"events": events[ids[row.code]]}
            for row in rows
        )
        self._audit(
            [
                (
                    "channel",
                    ids[row.code],
                    {key: [None, plain_value(value)] for key, value in row.values.items()},
                )
                for row in rows
            ]
        )

    def _change(self, rows: Sequence[PlannedRow]) -> None:
        by_fields: dict[tuple[str, ...], list[PlannedRow]] = defaultdict(list)
        for row in rows:
            by_fields[tuple(sorted(row.values.keys() - {"left_on"}))].append(row)
        for names, same in by_fields.items():
            self._update(names, same)
        steps = {row.changed_id: self._further_steps(row) for row in rows}
        events = self._write_steps({ident: few for ident, few in steps.items() if few})
        self._changes(
            {
                "noun_id": row.channel_id,
                "added": False,
                "version": self._old(row)["version"] + 1,
                "changes": {name: [plain_value(self._old(row)[name]), plain_value(self._new(row, name))]
                            for name in row.values if name != "left_on"},
                "events": events.get(row.changed_id, []),
            }
            for row in rows
        )  # fmt: skip
        self._audit(
            [
                (
                    "channel",
                    row.changed_id,
                    {k: [plain_value(a), plain_value(b)] for k, (a, b) in row.changes.items()},
                )
                for row in rows
            ]
        )

    def _update(self, names: tuple[str, ...], rows: Sequence[PlannedRow]) -> None:
        statement = (
            update(CHANNELS)
            .where(col(Channel.id) == bindparam("this_id"), col(Channel.version) == bindparam("this_version"))
            .values(
                {name: bindparam(f"new_{name}") for name in names} | {"version": bindparam("next_version")}
            )
        )
        done = self._session.connection().execute(statement, [self._parameters(names, row) for row in rows])
        if done.rowcount != len(rows):
            raise RegistryRefused("importing.refused.moved")

    def _parameters(self, names: tuple[str, ...], row: PlannedRow) -> dict[str, Any]:
        version = self._old(row)["version"]
        new = {f"new_{name}": self._new(row, name) for name in names}
        return {"this_id": row.channel_id, "this_version": version, "next_version": version + 1, **new}

    def _channel(self, row: PlannedRow) -> dict[str, Any]:
        values = {name: value for name, value in row.values.items() if name not in ("entered_on", "left_on")}
        given = {**values, "unit_id": self._unit_id(row.values["unit_id"])}
        return {**BLANK, **given, "registered": given.get("registered") or RegisteredState.RUNNING}

    def _first_steps(self, row: PlannedRow) -> list[Step]:
        return first_steps(
            row.values.get("registered") or RegisteredState.RUNNING,
            EventKind.FOUND,
            entered=row.values.get("entered_on") or self._today,
            left=row.values.get("left_on") or self._today,
        )

    def _further_steps(self, row: PlannedRow) -> list[Step]:
        if "registered" not in row.changes:
            return []
        old, new = row.changes["registered"]
        inside = self._known.stay(row.changed_id).inside
        return further_steps(old, new, inside=inside, day=row.values.get("left_on") or self._today)

    def _write_steps(self, steps: dict[int, list[Step]]) -> dict[int, list[int]]:
        written: dict[int, list[int]] = {ident: [] for ident in steps}
        rows = [
            {"channel_id": ident, "day": step.day, "kind": step.kind, "delta": step.delta,
             "actor": self._actor.name, "note": "", "case_id": None}
            for ident, few in steps.items()
            for step in few
        ]  # fmt: skip
        if rows:
            made = self._session.execute(insert(EVENTS).returning(EVENTS.c.id, EVENTS.c.channel_id), rows)
            for event_id, channel_id in made:
                written[channel_id].append(event_id)
        return written

    def _changes(self, rows: Iterable[dict[str, Any]]) -> None:
        self._session.execute(
            insert(CHANGES), [{"batch_id": self._batch, "noun": "channel", **row} for row in rows]
        )

    def _note(self, noun: str, noun_id: int, version: int, changes: dict[str, Any], events: Any) -> None:
        self._session.add(
            ImportChange(
                batch_id=self._batch, noun=noun, noun_id=noun_id, added=True, version=version,
                changes=changes, events=list(events),
            )
        )  # fmt: skip

    def _audit(self, entries: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
        common = {"at": self._now, "actor": self._actor.name, "role": self._actor.role.value}
        common |= {"action": "import", "reason": f"#{self._batch}"}
        self._session.execute(
            insert(AUDIT),
            [{**common, "noun": noun, "noun_id": ident, "changes": what} for noun, ident, what in entries],
        )

    def _old(self, row: PlannedRow) -> dict[str, Any]:
        return self._known.channels[row.changed_id]

    def _new(self, row: PlannedRow, name: str) -> Any:
        return self._unit_id(row.values[name]) if name == "unit_id" else row.values[name]

    def _unit_id(self, ident: int | None) -> int | None:
        return self._unit_ids[ident] if ident is not None and ident < 0 else ident
