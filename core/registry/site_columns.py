"""Columns (栏目) of a site: entered, changed, retired; suggested by the checker, decided by a person.

How long a column may go without a new item comes from its category and the rule set (V-W4), unless the
column has its own number of days."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError, RegistryRefused
from core.common.past import entered_later, happened_on
from core.registry.editing import last_change
from core.registry.fields import fields
from core.registry.validate import Fault, Invalid
from core.registry.values import Unreadable, one_line, read
from db.engine import changed, reading, writing
from db.models import Channel, ColumnLevel, ColumnSuggestion, SiteColumn, SuggestionState, Unit

CATEGORIES = ("news", "notices", "policies", "other")
LONGEST = 3_650
# An index of PostgreSQL takes no longer address, and no column of a site has one.
LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """What a person enters about a column; `freshness_days` None means what its category demands;
    `unit_id` is the one unit that a section belongs to, if any."""

    name: str
    level: ColumnLevel = ColumnLevel.MAIN
    url: str = ""
    category: str = ""
    freshness_days: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column as lists show it; `unit` is the name of the one it belongs to, `merged_into` that of the
    column that took its place."""

    id: int
    values: ColumnValues
    version: int
    opened_on: Any
    retired_on: Any
    unit: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    id: int
    name: str
    url: str
    category: str
    suggested_at: Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A column that the checker read off a home page."""

    name: str
    url: str
    category: str = ""


def columns_of(channel_id: int, *, retired: bool = False, on: date | None = None) -> tuple[ColumnLine, ...]:
    """The columns of a site by level and name, as they stood at the end of the day `on`, today where none is
    given; those retired by then only when asked for."""
    day = on or clock.today()
    into = aliased(SiteColumn)
    query = (
        select(SiteColumn, col(Unit.name), col(into.name))
        .outerjoin(Unit, col(Unit.id) == col(SiteColumn.unit_id))
        .outerjoin(into, col(into.id) == col(SiteColumn.merged_into_id))
        .where(col(SiteColumn.channel_id) == channel_id)
    )
    if on is not None:
        query = query.where(col(SiteColumn.opened_on) <= day)
    if not retired:
        still = col(SiteColumn.retired_on).is_(None)
        query = query.where(still | (col(SiteColumn.retired_on) > day) if on is not None else still)
    with reading() as session:
        rows = session.execute(query.order_by(col(SiteColumn.level), col(SiteColumn.name)))
        return tuple(
            ColumnLine(
                row.id, _values(row), row.version, row.opened_on, row.retired_on, unit or "", successor or ""
            )
            for row, unit, successor in rows
        )  # fmt: skip


def add_column(
    channel_id: int,
    values: ColumnValues,
    *,
    opened_on: date | None = None,
    new: bool = False,
    actor: Actor,
) -> int:
    """Enter a column of a site and return its id. Supervisors. `opened_on`: since when it exists, today where
    nobody knows; `new`: it was opened that day and counts as added, not only entered.

    Raises `Invalid` with the faults, `DomainError` for a day to come."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        return _add(session, channel_id, values, actor, opened_on, new=new)


def edit_column(column_id: int, values: ColumnValues, *, version: int, actor: Actor) -> tuple[str, ...]:
    """Change a column that still has that version; return the fields that changed. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        column = _column(session, column_id)
        tidy = _checked(session, column.channel_id, values, column_id)
        before, after = asdict(_values(column)), asdict(tidy)
        changes = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
        if changes:
            _set(session, column, version, after)
            record(session, actor=actor, action="edit", noun="column", noun_id=column_id, changes=changes)
        return tuple(changes)


def retire_column(
    column_id: int,
    *,
    version: int,
    actor: Actor,
    reason: str,
    on: date | None = None,
    merged_into_id: int | None = None,
) -> None:
    """Take a column out of supervision from the day `on`, today where none is given; what it published
    stays. `merged_into_id`: the column of the same site that takes its place. Supervisors.

    Raises `DomainError` without a reason, for a day to come or before it opened, for a wrong successor."""
    require(actor, Role.SUPERVISOR)
    if not reason.strip():
        raise DomainError("reason_missing")
    with writing() as session:
        column = _column(session, column_id)
        day = happened_on(on)
        if day < column.opened_on:
            raise DomainError("column_retired_early", day=column.opened_on.isoformat())
        gone = {"retired_on": day, "merged_into_id": _successor(session, column, merged_into_id)}
        _set(session, column, version, gone)
        record(
            session, actor=actor, action="retire", noun="column", noun_id=column_id,
            changes={name: (None, value) for name, value in gone.items() if value is not None},
            reason=reason.strip(),
        )  # fmt: skip


def put_back_column(column_id: int, *, version: int, actor: Actor, reason: str) -> None:
    """Undo `retire_column`: the column never closed. Supervisors.

    Raises `DomainError` without a reason, `RegistryRefused` when it is open or was changed meanwhile,
    `Invalid` when another column has its address by now."""
    require(actor, Role.SUPERVISOR)
    if not reason.strip():
        raise DomainError("reason_missing")
    with writing() as session:
        column = _column(session, column_id)
        _checked(session, column.channel_id, _values(column), column_id)
        gone = {"retired_on": column.retired_on, "merged_into_id": column.merged_into_id}
        _set(session, column, version, dict.fromkeys(gone), retired=True)
        record(
            session, actor=actor, action="put-back", noun="column", noun_id=column_id,
            changes={name: (value, None) for name, value in gone.items() if value is not None},
            reason=reason.strip(),
        )  # fmt: skip


def _successor(session: Session, column: SiteColumn, into: int | None) -> int | None:
    if into is None:
        return None
    other = session.get(SiteColumn, into)
    if other is None or other.id == column.id or other.channel_id != column.channel_id or other.retired_on:
        raise DomainError("column_successor")
    return into


def suggest(session: Session, channel_id: int, seen: Sequence[Seen]) -> int:
    """Note columns that the checker saw and nobody knows yet; return how many are new.

    For the checker, inside its transaction. What a person rejected is not suggested again. A column that
    was entered without an address is known by its name."""
    decided = select(col(ColumnSuggestion.url)).where(col(ColumnSuggestion.channel_id) == channel_id)
    entered = select(col(SiteColumn.url), col(SiteColumn.name)).where(
        col(SiteColumn.channel_id) == channel_id
    )
    columns = session.execute(entered).all()
    known = {"", *session.execute(decided).scalars(), *(url for url, _ in columns)}
    names = {name for url, name in columns if not url}
    new = {
        one.url: one
        for one in seen
        if one.url not in known and len(one.url) <= LONGEST_URL and one_line(one.name) not in names
    }
    session.add_all(
        [
            ColumnSuggestion(
                channel_id=channel_id, name=one_line(one.name)[:200], url=one.url, category=one.category,
                suggested_at=clock.now(),
            )
            for one in new.values()
        ]
    )  # fmt: skip
    return len(new)


def suggestions_of(channel_id: int) -> tuple[SuggestionLine, ...]:
    """What the checker suggests and nobody has decided yet, the oldest first."""
    with reading() as session:
        rows = session.execute(
            select(ColumnSuggestion)
            .where(
                col(ColumnSuggestion.channel_id) == channel_id,
                col(ColumnSuggestion.state) == SuggestionState.SUGGESTED,
            )
            .order_by(col(ColumnSuggestion.id))
        ).scalars()
        return tuple(SuggestionLine(r.id, r.name, r.url, r.category, r.suggested_at) for r in rows)


def confirm(suggestion_id: int, values: ColumnValues, *, actor: Actor) -> int:
    """Make a suggestion a column, with whatever a person corrected; return the column's id. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        suggestion = _decide(session, suggestion_id, SuggestionState.CONFIRMED, actor)
        column_id = _add(session, suggestion.channel_id, values, actor, None, new=False)
        session.execute(
            update(ColumnSuggestion)
            .where(col(ColumnSuggestion.id) == suggestion_id)
            .values(column_id=column_id)
        )
        return column_id


def reject(suggestion_id: int, *, actor: Actor) -> None:
    """Say that a suggestion is no column; it does not come back. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        _decide(session, suggestion_id, SuggestionState.REJECTED, actor)
        record(
            session, actor=actor, action="reject", noun="column_suggestion", noun_id=suggestion_id,
            changes={"state": (SuggestionState.SUGGESTED, SuggestionState.REJECTED)},
        )  # fmt: skip


def _add(
    session: Session,
    channel_id: int,
    values: ColumnValues,
    actor: Actor,
    opened_on: date | None,
    *,
    new: bool,
) -> int:
    tidy = _checked(session, channel_id, values, None)
    day = happened_on(opened_on)
    column = SiteColumn(channel_id=channel_id, opened_on=day, added=new, **asdict(tidy))
    session.add(column)
    session.flush()
    changes = {key: (None, value) for key, value in asdict(tidy).items() if value not in ("", None)}
    changes |= entered_later(day)
    record(session, actor=actor, action="create", noun="column", noun_id=column.id, changes=changes)
    return column.id


def _checked(session: Session, channel_id: int, values: ColumnValues, column_id: int | None) -> ColumnValues:
    channel = session.get(Channel, channel_id)
    if channel is None:
        raise DomainError("unknown_channel", number=channel_id)
    faults = [] if one_line(values.name) else [Fault("column_name", "required")]
    url = ""
    try:
        url = read(fields()["url"], values.url)
    except Unreadable as why:
        faults.append(Fault("column_url", why.name, why.values))
    if values.freshness_days is not None and not 1 <= values.freshness_days <= LONGEST:
        faults.append(Fault("freshness_days", "integer", {"least": 1, "most": LONGEST}))
    if values.category not in ("", *CATEGORIES):
        faults.append(Fault("column_category", "choice", {"value": values.category}))
    if values.unit_id is not None and session.get(Unit, values.unit_id) is None:
        raise DomainError("unknown_unit", number=values.unit_id)
    twin = select(SiteColumn).where(
        col(SiteColumn.channel_id) == channel_id,
        col(SiteColumn.id).is_distinct_from(column_id),
        col(SiteColumn.retired_on).is_(None),
        col(SiteColumn.url) == url,
    )
    other = session.execute(twin).scalars().first() if url else None
    if other:
        faults.append(Fault("column_url", "duplicate_page", {"name": other.name, "where": channel.code}))
    if faults:
        raise Invalid(faults)
    return ColumnValues(
        one_line(values.name)[:200],
        values.level,
        url,
        values.category,
        values.freshness_days,
        values.unit_id,
    )


def _values(row: SiteColumn) -> ColumnValues:
    return ColumnValues(row.name, row.level, row.url, row.category, row.freshness_days, row.unit_id)


def _decide(session: Session, suggestion_id: int, state: SuggestionState, actor: Actor) -> ColumnSuggestion:
    suggestion = session.get(ColumnSuggestion, suggestion_id)
    decided = changed(
        session,
        update(ColumnSuggestion)
        .where(
            col(ColumnSuggestion.id) == suggestion_id,
            col(ColumnSuggestion.state) == SuggestionState.SUGGESTED,
        )
        .values(state=state, decided_at=clock.now(), decided_by=actor.name)
        .execution_options(synchronize_session=False),
    )
    if suggestion is None or not decided:
        who = suggestion.decided_by if suggestion else "-"
        raise RegistryRefused("validation.refused.decided", who=who)
    return suggestion


def _set(
    session: Session, column: SiteColumn, version: int, values: dict[str, Any], *, retired: bool = False
) -> None:
    column_id, name, gone = column.id, column.name, col(SiteColumn.retired_on)
    session.expunge(column)
    same = update(SiteColumn).where(
        col(SiteColumn.id) == column_id,
        col(SiteColumn.version) == version,
        gone.is_not(None) if retired else gone.is_(None),
    )
    if not changed(session, same.values(version=version + 1, **values)):
        who, when = last_change(session, "column", column_id)
        raise RegistryRefused("validation.refused.changed", name=name, who=who, when=when)


def _column(session: Session, column_id: int) -> SiteColumn:
    column = session.get(SiteColumn, column_id)
    if column is None:
        raise RegistryRefused("validation.refused.no_column", number=column_id)
    return column
