"""Entering, changing and withdrawing the rows of any chapter: one transaction each, with its audit row.

A withdrawn row leaves its table; the trail keeps its values, and `withdraw` hands them back, so that
entering them again undoes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, delete, inspect, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from core.access import Actor, Role, record, require
from core.common.errors import DomainError
from core.records import proofs
from core.records.chapter import Chapter
from core.records.chapters import chapter
from core.records.completeness import NOUN, begun, own
from core.records.owners import insist_on_own, require_keeper
from core.records.spans import insist_on_one_span, known_months, others_of
from core.records.values import Seen, not_frozen, nothing_of, read_values
from db.engine import changed, writing

# Rows of one call: a year of days of several sites.
AT_MOST = 5_000


def enter(key: str, given: Mapping[str, object], *, actor: Actor) -> tuple[Any, ...]:
    """Keep one row of a chapter and return its key. Inspectors and above; staff in the chapters of units, for
    their branch.

    Raises `DomainError` for a wrong value, a month that was frozen, a row that is there already."""
    return enter_many(key, [given], actor=actor)[0]


def enter_many(
    key: str,
    rows: Sequence[Mapping[str, object]],
    *,
    actor: Actor,
    entered: Callable[[int, tuple[Any, ...]], None] = lambda _number, _key: None,
) -> tuple[tuple[Any, ...], ...]:
    """Keep all of `rows` (at most `AT_MOST`) or none; return their keys in the same order. `entered` hears
    of each row's place and key within the transaction."""
    require(actor, Role.STAFF)
    kept = chapter(key)
    require_keeper(kept, actor)
    if len(rows) > AT_MOST:
        raise DomainError("record_many", most=AT_MOST)
    try:
        with writing() as session:
            found = _enter(session, kept, rows, actor)
            for number, row in enumerate(found):
                entered(number, row)
            return found
    except IntegrityError as twice:
        raise DomainError("record_twice") from twice


def change(
    key: str,
    row: tuple[Any, ...],
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    actor: Actor,
) -> bool:
    """Put `after` in the place of `before`, if the row still holds `before`; says whether they differ.
    Whoever may `enter` it.

    Raises `DomainError` as `enter` does, and when somebody else was first."""
    require(actor, Role.STAFF)
    kept = chapter(key)
    require_keeper(kept, actor)
    try:
        with writing() as session:
            old, new = read_values(session, kept, before), read_values(session, kept, after)
            for values in (old, new):
                insist_on_own(session, kept, values, actor)
            changes = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
            if not changes:
                return False
            same = update(kept.model).where(*_still(kept, row, old)).values(**new)
            if not changed(session, same.execution_options(synchronize_session=False)):
                raise DomainError("record_changed")
            insist_on_one_span(kept, others_of(session, kept, new), new)
            begun(session, kept, new[kept.day].year, actor)
            _note(session, kept, row, "edit", changes, actor)
            return True
    except IntegrityError as twice:
        raise DomainError("record_twice") from twice


def withdraw(key: str, row: tuple[Any, ...], before: Mapping[str, object], *, actor: Actor) -> dict[str, Any]:
    """Take a row out that still holds `before`; return its values, which `enter` takes back. Whoever may
    `enter` it.

    Raises `DomainError` when it is in use by other rows, frozen, or no longer what it was."""
    require(actor, Role.STAFF)
    kept = chapter(key)
    require_keeper(kept, actor)
    try:
        with writing() as session:
            old = {one.name: before.get(one.name, nothing_of(one)) for one in kept.fields}
            _withdraw(session, kept, row, old, actor)
            return old
    except IntegrityError as used:
        raise DomainError("record_in_use") from used


def withdraw_many(key: str, rows: Sequence[Mapping[str, Any]], *, actor: Actor) -> None:
    """Take all of `rows`, as `plain` wrote them, out or none. Who and what it raises: as `withdraw` does."""
    require(actor, Role.STAFF)
    kept = chapter(key)
    require_keeper(kept, actor)
    columns = inspect(kept.model).primary_key
    try:
        with writing() as session:
            for one in rows:
                found = zip(columns, one["key"], strict=True)
                row = tuple(
                    date.fromisoformat(value) if column.type.python_type is date else value
                    for column, value in found
                )
                _withdraw(session, kept, row, read_values(session, kept, one["values"]), actor)
    except IntegrityError as used:
        raise DomainError("record_in_use") from used


def plain(key: tuple[Any, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """A row as plain data, from which `withdraw_many` takes it out again."""
    return {
        "key": [_plain(one) for one in key],
        "values": {name: _plain(value) for name, value in values.items()},
    }


def identity(kept: Chapter, row: SQLModel | Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two rows of a chapter the same: their key where people give it, else all their values."""
    names = [column.key for column in inspect(kept.model).primary_key]
    known = [one.name for one in kept.fields]
    wanted = names if set(names) <= set(known) else known
    return tuple(row[name] if isinstance(row, Mapping) else getattr(row, name) for name in wanted)


def key_of(row: SQLModel) -> tuple[Any, ...]:
    """The primary key of a row."""
    return tuple(inspect(type(row)).primary_key_from_instance(row))


def _enter(
    session: Session, kept: Chapter, rows: Sequence[Mapping[str, object]], actor: Actor
) -> tuple[tuple[Any, ...], ...]:
    """All rows in one flush: one at a time cost four statements each."""
    seen = Seen()
    read = [read_values(session, kept, given, seen) for given in rows]
    known = known_months(session, kept, read)
    for values in read:
        insist_on_own(session, kept, values, actor)
        insist_on_one_span(kept, known, values)
    by = {kept.by: actor.name} if kept.by else {}
    made = [kept.model(**values, **kept.fixed, **by) for values in read]
    session.add_all(made)
    session.flush()
    for year in sorted({values[kept.day].year for values in read}):
        begun(session, kept, year, actor)
    keys = tuple(key_of(row) for row in made)
    for key, values in zip(keys, read, strict=True):
        _note(session, kept, key, "enter", {name: (None, value) for name, value in values.items()}, actor)
    return keys


def _withdraw(
    session: Session, kept: Chapter, row: tuple[Any, ...], old: Mapping[str, Any], actor: Actor
) -> None:
    insist_on_own(session, kept, old, actor)
    not_frozen(session, old[kept.day])
    gone = delete(kept.model).where(*_still(kept, row, old))
    if not changed(session, gone.execution_options(synchronize_session=False)):
        raise DomainError("record_changed")
    proofs.forget(session, kept.key, row)
    _note(session, kept, row, "withdraw", {name: (was, None) for name, was in old.items()}, actor)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _still(kept: Chapter, row: tuple[Any, ...], values: Mapping[str, object]) -> list[ColumnElement[bool]]:
    """That the row has this key and still these values."""
    keys = zip(inspect(kept.model).primary_key, row, strict=True)
    stored = {**values, **kept.fixed}
    return [
        *own(kept),
        *(column == value for column, value in keys),
        *(col(getattr(kept.model, name)).is_not_distinct_from(value) for name, value in stored.items()),
    ]


def _note(
    session: Session,
    kept: Chapter,
    row: tuple[Any, ...],
    action: str,
    changes: dict[str, tuple[Any, Any]],
    actor: Actor,
) -> None:
    number = row[0] if len(row) == 1 else 0
    record(
        session, actor=actor, action=action, noun=NOUN, noun_id=number,
        changes={"chapter": (None, kept.key), **changes},
    )  # fmt: skip
