"""Carrying out an import: one transaction, so that a kill leaves nothing half done.

The plan is made again inside the transaction and must equal the one that was looked at."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlmodel import Session, SQLModel

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.past import entered_later
from core.common.uncollected import without_collecting
from core.imports.around import around
from core.imports.cells import Groups, read_row
from core.imports.names import Names
from core.imports.plan import UNTOLD, Moment, Numbered, Plan, Progress, Ref, Row, Write
from core.imports.reading import OfficeFile
from core.imports.rows import maker_of
from core.imports.rows.base import Maker, make_all
from core.issues.numbers import next_number
from core.registry.numbering import next_unit_code, unit_code
from core.registry.unit_names import TOPIC
from db.aggregates.in_bulk import in_bulk
from db.engine import is_postgresql, reading, writing
from db.many_rows import insert_many
from db.models import AuditEntry, ImportBatch, ImportChange

CHUNK = 1_000
_WHEN_WRITTEN = frozenset({Ref, Numbered, Moment})
_AS_THEY_ARE = frozenset({str, int, float, bool, dict, type(None)})
READ, PLANNED = 0.3, 0.5  # shares of the progress
AUDIT, CHANGES = (SQLModel.metadata.tables[str(one.__tablename__)] for one in (AuditEntry, ImportChange))


def dry_run(file: OfficeFile, *, actor: Actor, progress: Progress = lambda _: None) -> Plan:
    """What the file would do to the database as it is now. Writes nothing. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with without_collecting(), reading() as session:
        return planned_in(session, file, actor, progress)[0]


def apply(
    file: OfficeFile,
    *,
    seen: str,
    skip_wrong: bool = False,
    actor: Actor,
    progress: Progress = lambda _: None,
    done: Callable[[Session, int, Plan], None] = lambda _session, _batch, _plan: None,
) -> int:
    """Import the file and return the id of the batch. Supervisors. `done` is given batch and plan at the end
    of the transaction.

    `seen` is the fingerprint of the plan that a person looked at. Raises `RegistryRefused` when the database
    has changed since, when rows are wrong and not to be left out, or when there is nothing to do."""
    require(actor, Role.SUPERVISOR)
    with without_collecting(), writing() as session:
        if is_postgresql(session):
            # Two imports at once would each plan without the other's rows.
            session.execute(text("LOCK TABLE import_batch IN SHARE ROW EXCLUSIVE MODE"))
        plan, maker = planned_in(session, file, actor, progress)
        if plan.fingerprint() != seen:
            raise RegistryRefused("imports.refused.moved")
        if plan.count("wrong") and not skip_wrong:
            raise RegistryRefused("importing.refused.wrong", count=plan.count("wrong"))
        if not plan.does_something():
            raise RegistryRefused("imports.refused.nothing")
        batch = _batch(session, file, plan, actor)
        # The yearly records are taken back by month, which what was noted of each row says.
        _Writer(session, batch, actor, progress, whole=bool(file.kind.chapter)).write(plan.writes())
        maker.after([row for row in plan.rows if not row.faults])
        session.flush()
        done(session, batch, plan)
        return batch


def planned_in(
    session: Session, file: OfficeFile, actor: Actor, progress: Progress = lambda _: None
) -> tuple[Plan, Maker]:
    """The plan, and what made it, within a transaction."""
    names = Names(session, (file.learned or {}).get(TOPIC))
    rows = list(_rows(file, names, progress))
    maker = maker_of(file.kind, session, names, actor)
    maker.said = file.said
    make_all(maker, rows)
    progress(PLANNED)
    return Plan(file.kind, tuple(rows), file.unknown, file.remarks, tuple(names.strangers)), maker


def _rows(file: OfficeFile, names: Names, progress: Progress) -> Iterator[Row]:
    several = len(file.parts) > 1
    total = sum(len(part.rows) for part in file.parts)
    count = 0
    groups: Groups = {}
    for part in file.parts:
        near = around(part, file.name)
        for found in part.rows:
            count += 1
            if count % CHUNK == 0:
                progress(READ * count / total)
            row = read_row(file.kind, found, part, names, part.sheet if several else "", groups, near)
            if row is not None:
                if file.said.day and file.kind.day not in row.values:
                    row.values[file.kind.day] = file.said.day
                yield row


def _batch(session: Session, file: OfficeFile, plan: Plan, actor: Actor) -> int:
    batch = ImportBatch(
        at=clock.now(), actor=actor.name, file_name=file.name[:200], digest=file.digest, kind=file.kind.key,
        added=plan.count("add"), changed=plan.count("change"), unchanged=plan.count("same"),
        left_out=plan.count("wrong"),
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch.id


class _Writer:
    """Writes the rows of one plan. Every method leaves the transaction open."""

    def __init__(
        self, session: Session, batch: int, actor: Actor, progress: Progress, *, whole: bool
    ) -> None:
        self._whole = whole
        self._session, self._batch, self._actor, self._progress = session, batch, actor, progress
        self._ids: dict[Hashable, int] = {}
        self._last: dict[Any, int] = {}
        self._done = self._total = 0
        self._now = clock.now()

    def write(self, writes: Sequence[Write]) -> None:
        """Additions first, those that others refer to before these; then changes."""
        self._total = len(writes)
        waiting = [(write, _marks(write)) for write in writes if write.ident is None]
        while waiting:
            ready = [write for write, marks in waiting if all(mark in self._ids for mark in marks)]
            if not ready:
                raise LookupError("rows refer to each other in a circle")
            for table, same in _by_table(ready).items():
                with in_bulk(self._session.connection(), table, len(same)):
                    for part in _parts(same):
                        self._add(table, part)
            over = set(map(id, ready))
            waiting = [one for one in waiting if id(one[0]) not in over]
        for table, same in _by_table([write for write in writes if write.ident is not None]).items():
            groups: dict[tuple[str, ...], list[Write]] = defaultdict(list)
            for write in same:
                groups[tuple(sorted(write.values))].append(write)
            for names, alike in groups.items():
                for part in _parts(alike):
                    self._change(table, names, part)

    def _add(self, name: str, writes: Sequence[Write]) -> None:
        table = SQLModel.metadata.tables[name]
        rows = [self._values(write) for write in writes]
        ids = self._inserted(table, rows)
        for write, ident in zip(writes, ids, strict=True):
            if write.mark is not None:
                self._ids[write.mark] = ident
        version = 1 if "version" in table.c else 0
        # Of a row with a version that alone tells whether it was changed since: what is empty is not noted.
        self._note(
            [
                (
                    write,
                    ident,
                    version,
                    True,
                    {
                        key: [None, value if type(value) in _AS_THEY_ARE else plain(value)]
                        for key, value in row.items()
                        if value or not version
                    },
                )
                for write, ident, row in zip(writes, ids, rows, strict=True)
            ]
        )

    def _inserted(self, table: Table, rows: list[dict[str, Any]]) -> list[int]:
        """Insert the rows and return their numbers; 0 where people give the key."""
        number = _number_column(table)
        if number is None:
            insert_many(self._session, table, rows)
            return [0] * len(rows)
        if is_postgresql(self._session):
            statement = insert(table).returning(number, sort_by_parameter_order=True)
            return list(self._session.execute(statement, rows).scalars())
        # SQLite would give numbers back for one row at a time only. Its one writer is this transaction.
        last = self._session.execute(select(func.max(number))).scalar_one() or 0
        ids = list(range(last + 1, last + 1 + len(rows)))
        insert_many(
            self._session, table, [{"id": ident, **row} for ident, row in zip(ids, rows, strict=True)]
        )
        return ids

    def _change(self, name: str, names: tuple[str, ...], writes: Sequence[Write]) -> None:
        table = SQLModel.metadata.tables[name]
        rows = [self._values(write) for write in writes]
        same = update(table).where(table.c.id == bindparam("this_id"))
        new: dict[str, Any] = {key: bindparam(f"new_{key}") for key in names}
        if "version" in table.c:
            same = same.where(table.c.version == bindparam("old_version"))
            new["version"] = bindparam("next_version")
        parameters = [
            _parameters(write, row, "version" in table.c) for write, row in zip(writes, rows, strict=True)
        ]
        # Through the connection: a session takes a list of parameters for changes of its own objects.
        done = self._session.connection().execute(same.values(new), parameters)
        if done.rowcount != len(writes):
            raise RegistryRefused("imports.refused.moved")
        self._note(
            [
                (
                    write, write.ident or 0, write.old.get("version", 0) + 1, False,
                    {key: [plain(write.old.get(key)), plain(row[key])] for key in names},
                )
                for write, row in zip(writes, rows, strict=True)
            ]
        )  # fmt: skip

    def _note(self, noted: list[tuple[Write, int, int, bool, dict[str, Any]]]) -> None:
        """What the import did, for taking it back, and the trail."""
        insert_many(
            self._session,
            CHANGES,
            [
                {"batch_id": self._batch, "noun": write.table, "noun_id": ident, "added": added,
                 "version": version, "events": [],
                 # A new row with a version says itself what it holds when it is taken back.
                 "changes": {} if added and version and ident and not self._whole else what}
                for write, ident, version, added, what in noted
            ],
        )  # fmt: skip
        common = {
            "at": clock.now(), "actor": self._actor.name, "role": self._actor.role.value, "action": "import",
            "reason": f"#{self._batch}", "came_from": self._actor.came_from,
        }  # fmt: skip
        insert_many(
            self._session,
            AUDIT,
            [
                {**common, "noun": write.noun, "noun_id": ident, "changes": _said(write, what)}
                for write, ident, _, _, what in noted
            ],
        )
        self._done += len(noted)
        self._progress(PLANNED + (1 - PLANNED) * self._done / self._total)

    def _values(self, write: Write) -> dict[str, Any]:
        # Nearly all values are what they are: to ask each of them what it is would be felt.
        return {
            key: self._value(value) if type(value) in _WHEN_WRITTEN else value
            for key, value in write.values.items()
        }

    def _value(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self._ids[value.mark]
        if value is Moment.NOW:
            return self._now
        return self._numbered(value) if isinstance(value, Numbered) else value

    def _numbered(self, wanted: Numbered) -> str:
        """The next free number; the first of each year is asked of the database."""
        if wanted not in self._last:
            free = (
                next_unit_code(self._session)
                if wanted.of == "unit"
                else next_number(self._session, wanted.year)
            )
            self._last[wanted] = int(free.rpartition("-")[2].lstrip("U")) - 1
        self._last[wanted] += 1
        count = self._last[wanted]
        return unit_code(count) if wanted.of == "unit" else f"{wanted.year}-{count:05d}"


def _marks(write: Write) -> list[Hashable]:
    """What a row refers to of the other rows of the import."""
    return [value.mark for value in write.values.values() if type(value) is Ref]


def _said(write: Write, what: dict[str, Any]) -> dict[str, Any]:
    later = entered_later(write.day) if isinstance(write.day, date) else {}
    quiet = UNTOLD.get(write.table, frozenset())
    said = {
        key: pair
        for key, pair in what.items()
        if key not in quiet and (pair[1] not in ("", None, 0, False, {}) or pair[0])
    }
    return said | {key: list(pair) for key, pair in later.items()}


def _parameters(write: Write, row: dict[str, Any], versioned: bool) -> dict[str, Any]:
    found = {"this_id": write.ident, **{f"new_{key}": value for key, value in row.items()}}
    if versioned:
        found |= {"old_version": write.old["version"], "next_version": write.old["version"] + 1}
    return found


def _number_column(table: Table) -> Any:
    """The column whose numbers the database gives; None where people give the key."""
    keys = list(table.primary_key.columns)
    return keys[0] if len(keys) == 1 and keys[0].name == "id" else None


def _by_table(writes: Sequence[Write]) -> dict[str, list[Write]]:
    found: dict[str, list[Write]] = defaultdict(list)
    for write in writes:
        found[write.table].append(write)
    return found


def _parts(writes: Sequence[Write]) -> Iterator[Sequence[Write]]:
    for start in range(0, len(writes), CHUNK):
        yield writes[start : start + CHUNK]


def plain(value: Any) -> Any:
    """A value as what an import did is noted with."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, bool | int | float | str | dict) else str(value)
