"""Taking a whole import back, as long as nobody has touched what it wrote."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.uncollected import without_collecting
from core.imports.apply import AUDIT, CHUNK, plain
from core.imports.kinds import kinds
from core.imports.plan import NOUNS, UNTOLD
from core.records.values import not_frozen
from core.registry.importing.undo import claim
from db.engine import writing
from db.models import ImportBatch, ImportChange


def undo(batch_id: int, *, actor: Actor) -> int:
    """Take back an import and return how many rows of the database were removed or restored. Supervisors.

    Raises `DomainError` when something was changed since, is in use, or lies in a frozen month."""
    require(actor, Role.SUPERVISOR)
    try:
        with without_collecting(), writing() as session:
            batch = claim(session, batch_id, actor)
            changes = list(
                session.execute(
                    select(ImportChange)
                    .where(col(ImportChange.batch_id) == batch_id)
                    .order_by(col(ImportChange.id).desc())
                ).scalars()
            )
            _refuse_frozen(session, batch, changes)
            found: dict[int, dict[str, Any]] = {}
            for table, same in _by_table(changes):
                for start in range(0, len(same), CHUNK):
                    part = same[start : start + CHUNK]
                    found |= _values_of_new(session, table, part)
                    _restore(session, table, [one for one in part if not one.added])
                    _remove(session, table, [one for one in part if one.added])
            _audit(session, changes, found, actor, batch_id)
            return len(changes)
    except IntegrityError as used:
        raise RegistryRefused("imports.refused.in_use") from used


def _by_table(changes: Sequence[ImportChange]) -> list[tuple[Table, list[ImportChange]]]:
    """What was written last goes first: what refers before what is referred to."""
    found: dict[str, list[ImportChange]] = defaultdict(list)
    for one in changes:
        found[one.noun].append(one)
    return [(SQLModel.metadata.tables[name], same) for name, same in found.items()]


def _refuse_frozen(session: Session, batch: ImportBatch, changes: Sequence[ImportChange]) -> None:
    """Rows of the yearly records in months that were frozen since stay."""
    kind = kinds()[batch.kind]
    if kind.chapter:
        for month in {str(one.changes[kind.day][1])[:7] for one in changes}:
            not_frozen(session, date.fromisoformat(f"{month}-01"))


def _values_of_new(
    session: Session, table: Table, changes: Sequence[ImportChange]
) -> dict[int, dict[str, Any]]:
    """What the new rows hold of which nothing was noted, by the id of their change. Refuses when a row is
    gone or no longer what the import left."""
    now = _now(session, table, changes)
    touched = 0
    for one in changes:
        row = now.get(_key(table, one))
        if row is None or not _same(table, row, one):
            touched += 1
    if touched:
        raise RegistryRefused("imports.refused.touched", count=touched)
    return {
        one.id: {name: [None, plain(value)] for name, value in now[_key(table, one)].items() if value}
        for one in changes
        if one.added and not one.changes
    }


def _same(table: Table, row: Any, one: ImportChange) -> bool:
    if "version" in table.c:
        return bool(row["version"] == one.version)
    return all(_comparable(row[name]) == pair[1] for name, pair in one.changes.items())


def _comparable(value: Any) -> Any:
    return str(value) if isinstance(value, datetime) else plain(value)


def _now(session: Session, table: Table, changes: Sequence[ImportChange]) -> dict[Any, Any]:
    keys = list(table.primary_key.columns)
    wanted = [_typed_key(table, one) for one in changes]
    query = select(table).where(
        tuple_(*keys).in_(wanted) if len(keys) > 1 else keys[0].in_([key[0] for key in wanted])
    )
    rows = session.execute(query).mappings()
    return {tuple(plain(row[key.name]) for key in keys): row for row in rows}


def _key(table: Table, one: ImportChange) -> tuple[Any, ...]:
    if one.noun_id:
        return (one.noun_id,)
    return tuple(one.changes[key.name][1] for key in table.primary_key.columns)


def _typed_key(table: Table, one: ImportChange) -> tuple[Any, ...]:
    pairs = zip(table.primary_key.columns, _key(table, one), strict=True)
    return tuple(_typed(column, value) for column, value in pairs)


def _typed(column: Any, value: Any) -> Any:
    """A value of the trail as its column takes it."""
    wanted = column.type.python_type
    return date.fromisoformat(value) if wanted is date and isinstance(value, str) else value


def _restore(session: Session, table: Table, changes: Sequence[ImportChange]) -> None:
    by_fields: dict[tuple[str, ...], list[ImportChange]] = defaultdict(list)
    for one in changes:
        by_fields[tuple(sorted(one.changes))].append(one)
    for names, same in by_fields.items():
        values: dict[str, Any] = {name: bindparam(f"old_{name}") for name in names}
        if "version" in table.c:
            values["version"] = bindparam("next_version")
        statement = update(table).where(table.c.id == bindparam("this_id")).values(values)
        parameters = [
            {f"old_{name}": _typed(table.c[name], one.changes[name][0]) for name in names}
            | {"this_id": one.noun_id}
            | ({"next_version": one.version + 1} if "version" in table.c else {})
            for one in same
        ]
        session.connection().execute(statement, parameters)


def _remove(session: Session, table: Table, changes: Sequence[ImportChange]) -> None:
    keys = list(table.primary_key.columns)
    if not changes:
        return
    if len(keys) == 1:
        session.execute(delete(table).where(keys[0].in_([one.noun_id for one in changes])))
        return
    wanted = [_typed_key(table, one) for one in changes]
    each = [and_(*(key == value for key, value in zip(keys, row, strict=True))) for row in wanted]
    for start in range(0, len(each), 100):
        session.execute(delete(table).where(or_(*each[start : start + 100])))


def _audit(
    session: Session, changes: Sequence[ImportChange], found: Mapping[int, dict[str, Any]], actor: Actor,
    batch_id: int,
) -> None:  # fmt: skip
    """Write what was taken back, as the import's changes the other way round."""
    common = {
        "at": clock.now(), "actor": actor.name, "role": actor.role.value, "action": "undo",
        "reason": f"#{batch_id}", "came_from": actor.came_from,
    }  # fmt: skip
    rows = [
        {**common, "noun": NOUNS.get(one.noun, one.noun), "noun_id": one.noun_id,
         "changes": {
             name: [new, old]
             for name, (old, new) in (one.changes or found.get(one.id, {})).items()
             if name not in UNTOLD.get(one.noun, ()) and name not in ("id", "version")
         }}
        for one in changes
    ]  # fmt: skip
    session.execute(insert(AUDIT), rows)
