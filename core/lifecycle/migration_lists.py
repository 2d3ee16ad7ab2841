"""Progress of moving columns: items and columns planned, moved, verified, added and merged away."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.registry.kinds import keys_of
from core.registry.slices import sliced
from db.engine import reading
from db.models import Channel, ColumnLevel, ColumnMigration, MigrationSample, SiteColumn


@dataclass(frozen=True, slots=True)
class Progress:
    """Of migrations due or finished within a period. Columns are counted once, however many sites they
    took items from."""

    columns_planned: int
    columns_finished: int
    items_planned: int
    items_moved: int
    items_verified: int
    columns_added: int
    columns_merged: int
    late: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What was taken over from one old site."""

    channel_id: int
    channel: str
    columns: int
    planned: int
    moved: int
    verified: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class MigrationLine:
    id: int
    column: str
    source_id: int
    source: str
    planned: int
    moved: int
    verified: int
    due_on: date | None
    finished_on: date | None
    samples: int
    samples_good: int
    samples_bad: int


@dataclass(frozen=True, slots=True)
class SampleLine:
    old_address: str
    new_address: str
    outcome: str
    failure: str | None
    status: int | None
    final_address: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column that the consolidation added or merged away."""

    name: str
    opened_on: date
    retired_on: date | None
    merged_into: str | None


def progress(first: date, last: date) -> Progress:
    """Sums of the migrations finished from `first` to `last` or not finished by then."""
    finished = col(ColumnMigration.finished_on)
    column = col(ColumnMigration.column_id)
    done = finished.between(first, last)
    with reading() as session:
        sums = session.execute(
            select(
                func.count(func.distinct(column)),
                func.count(func.distinct(column)).filter(done),
                func.coalesce(func.sum(ColumnMigration.planned), 0),
                func.coalesce(func.sum(ColumnMigration.moved), 0),
                func.coalesce(func.sum(ColumnMigration.verified), 0),
                func.count().filter(
                    (finished.is_(None) | (finished > last)) & (col(ColumnMigration.due_on) < clock.today())
                ),
            )
            .join(SiteColumn, col(SiteColumn.id) == column)
            .where(_section(), _of(first, last))
        ).one()
        added, merged = (
            session.execute(
                select(func.count()).select_from(SiteColumn).where(_section(), condition)
            ).scalar_one()
            for condition in (_added(first, last), _merged(first, last))
        )
    planned, done_columns, items, moved, verified, late = sums
    return Progress(planned, done_columns, items, moved, verified, added, merged, late)


def by_source(first: date, last: date, *, limit: int = 25, offset: int = 0) -> Slice[SourceLine]:
    """What was taken over from each old site, the most items first."""
    query = (
        select(
            col(Channel.id),
            col(Channel.name),
            func.count(func.distinct(ColumnMigration.column_id)),
            func.sum(ColumnMigration.planned),
            func.sum(ColumnMigration.moved),
            func.sum(ColumnMigration.verified),
            func.count().filter(col(ColumnMigration.finished_on).is_(None)),
        )
        .select_from(ColumnMigration)
        .join(SiteColumn, col(SiteColumn.id) == col(ColumnMigration.column_id))
        .join(Channel, col(Channel.id) == col(ColumnMigration.from_channel_id))
        .where(_section(), _of(first, last))
        .group_by(col(Channel.id), col(Channel.name))
        .order_by(func.sum(ColumnMigration.planned).desc(), col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, SourceLine, limit, offset)


def migrations(
    first: date, last: date, *, source_id: int | None = None, limit: int = 25, offset: int = 0
) -> Slice[MigrationLine]:
    """The migrations behind `progress`: unfinished ones first, then the last finished."""
    wanted = [_section(), _of(first, last)]
    if source_id is not None:
        wanted.append(col(ColumnMigration.from_channel_id) == source_id)
    outcome = col(MigrationSample.outcome)
    samples = [
        select(func.count())
        .select_from(MigrationSample)
        .where(col(MigrationSample.migration_id) == col(ColumnMigration.id), condition)
        .scalar_subquery()
        for condition in (outcome != "-", outcome == "ok", outcome == "problem")
    ]
    query = (
        select(
            col(ColumnMigration.id),
            col(SiteColumn.name),
            col(Channel.id),
            col(Channel.name),
            col(ColumnMigration.planned),
            col(ColumnMigration.moved),
            col(ColumnMigration.verified),
            col(ColumnMigration.due_on),
            col(ColumnMigration.finished_on),
            *samples,
        )
        .select_from(ColumnMigration)
        .join(SiteColumn, col(SiteColumn.id) == col(ColumnMigration.column_id))
        .join(Channel, col(Channel.id) == col(ColumnMigration.from_channel_id))
        .where(*wanted)
        .order_by(
            col(ColumnMigration.finished_on).is_not(None),
            col(ColumnMigration.finished_on).desc(),
            col(ColumnMigration.id),
        )
    )
    with reading() as session:
        return sliced(session, query, MigrationLine, limit, offset)


def samples(migration_id: int) -> tuple[SampleLine, ...]:
    """The old addresses of one migration and what they did."""
    with reading() as session:
        rows = session.execute(
            select(MigrationSample)
            .where(col(MigrationSample.migration_id) == migration_id)
            .order_by(col(MigrationSample.id))
        ).scalars()
        return tuple(
            SampleLine(
                row.old_address,
                row.new_address,
                row.outcome,
                row.failure,
                row.status,
                row.final_address,
                clock.day_of(row.checked_at) if row.checked_at else None,
            )
            for row in rows
        )


def changed_columns(
    first: date, last: date, *, merged: bool, limit: int = 25, offset: int = 0
) -> Slice[ColumnLine]:
    """The columns behind `columns_added`, or `columns_merged`."""
    into = aliased(SiteColumn)
    query = (
        select(col(SiteColumn.name), col(SiteColumn.opened_on), col(SiteColumn.retired_on), col(into.name))
        .outerjoin(into, col(into.id) == col(SiteColumn.merged_into_id))
        .where(_section(), _merged(first, last) if merged else _added(first, last))
        .order_by(col(SiteColumn.name))
    )
    with reading() as session:
        return sliced(session, query, ColumnLine, limit, offset)


def destinations() -> dict[int, str]:
    """Columns that may take items, by id: site and column."""
    with reading() as session:
        rows = session.execute(
            select(col(SiteColumn.id), col(Channel.name), col(SiteColumn.name))
            .join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
            .where(col(SiteColumn.retired_on).is_(None))
            .order_by(col(Channel.name), col(SiteColumn.name))
        ).all()
    return {key: f"{site} › {column}" for key, site, column in rows if key is not None}


def sites() -> dict[int, str]:
    """Websites whose items may be moved, by id."""
    with reading() as session:
        rows = session.execute(
            select(col(Channel.id), col(Channel.name))
            .where(col(Channel.kind).in_(keys_of("website")))
            .order_by(col(Channel.name))
        ).all()
    return {key: name for key, name in rows if key is not None}


def _section() -> ColumnElement[bool]:
    return col(SiteColumn.level) == ColumnLevel.SECTION


def _of(first: date, last: date) -> ColumnElement[bool]:
    finished = col(ColumnMigration.finished_on)
    return or_(finished.between(first, last), finished.is_(None), finished > last)


def _added(first: date, last: date) -> ColumnElement[bool]:
    return col(SiteColumn.added).is_(True) & col(SiteColumn.opened_on).between(first, last)


def _merged(first: date, last: date) -> ColumnElement[bool]:
    return col(SiteColumn.merged_into_id).is_not(None) & col(SiteColumn.retired_on).between(first, last)
