"""Moving columns into the consolidated platform: planned, moved, verified by a sample of old addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, record, require
from core.common import clock
from core.common.errors import CaseRefused
from core.common.outcome import Outcome
from core.lifecycle.rules import lifecycle_rules
from core.monitoring.lease import LeaseToken, insist
from core.monitoring.outgoing_links import LONGEST, host_of
from core.registry.editing import last_change
from db.engine import changed, reading, writing
from db.models import Channel, ColumnMigration, MigrationSample, SiteColumn


@dataclass(frozen=True, slots=True)
class SampleTarget:
    """One old address to be tried. `new_address`: where it should lead, empty for any page of `hosts`.
    `channel_id`: the new site, whose rule set says how long to wait."""

    sample_id: int
    channel_id: int
    old_address: str
    new_address: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What one old address did."""

    sample_id: int
    outcome: Outcome
    failure: str | None = None
    status: int | None = None
    final_address: str = ""


def plan(
    *, column_id: int, from_channel_id: int, planned: int, due_on: date | None = None, actor: Actor
) -> int:
    """Write down that items are to be moved from a site into a column. Supervisors. Returns its id."""
    require(actor, Role.SUPERVISOR)
    if planned < 0:
        raise CaseRefused("negative")
    with writing() as session:
        if session.get(SiteColumn, column_id) is None or session.get(Channel, from_channel_id) is None:
            raise CaseRefused("unknown_column")
        row = ColumnMigration(
            column_id=column_id, from_channel_id=from_channel_id, planned=planned, moved=0, due_on=due_on
        )
        session.add(row)
        session.flush()
        record(
            session, actor=actor, action="plan", noun="migration", noun_id=row.id,
            changes={"planned": (None, planned), "due_on": (None, due_on)},
        )  # fmt: skip
        return row.id


def report_moved(
    migration_id: int,
    *,
    moved: int,
    verified: int | None = None,
    finished_on: date | None = None,
    actor: Actor,
) -> None:
    """Say how many items were moved so far, how many of them a person verified, if any did, and that this is
    all of them. Staff and above; what is verified is said by inspectors, who did not move it."""
    require(actor, Role.STAFF)
    with writing() as session:
        row = _row(session, migration_id)
        _own(session, row, actor)
        if moved < 0 or (verified or 0) < 0:
            raise CaseRefused("negative")
        if verified is not None and verified != row.verified:
            require(actor, Role.INSPECTOR)
            if verified > moved:
                raise CaseRefused("more_verified", moved=moved)
        if finished_on is not None and finished_on > clock.today():
            raise CaseRefused("day", earliest="-", latest=clock.today().isoformat())
        if verified is None or (verified == row.verified and moved != row.moved):
            verified = row.verified if moved == row.moved else 0
        values = {"moved": moved, "finished_on": finished_on, "verified": verified}
        same = update(ColumnMigration).where(
            col(ColumnMigration.id) == migration_id, col(ColumnMigration.version) == row.version
        )
        if not changed(session, same.values(version=row.version + 1, **values)):
            who, when = last_change(session, "migration", migration_id)
            raise CaseRefused("migration_changed", who=who, when=when)
        record(
            session, actor=actor, action="moved", noun="migration", noun_id=migration_id,
            changes={key: (getattr(row, key), value) for key, value in values.items()},
        )  # fmt: skip


def add_samples(migration_id: int, pairs: Sequence[tuple[str, str]], *, actor: Actor) -> int:
    """Add (old address, new address or "") to be tried by the checker; returns how many were new.

    Raises `CaseRefused` for an address that cannot be read."""
    require(actor, Role.STAFF)
    with writing() as session:
        _own(session, _row(session, migration_id), actor)
        there = set(
            session.execute(
                select(col(MigrationSample.old_address)).where(
                    col(MigrationSample.migration_id) == migration_id
                )
            ).scalars()
        )
        fresh = {old.strip(): new.strip() for old, new in pairs if old.strip() not in there}
        for old, new in fresh.items():
            for address in filter(None, (old, new)):
                if not host_of(address) or len(address) > LONGEST:
                    raise CaseRefused("address", address=address[:80])
            session.add(MigrationSample(migration_id=migration_id, old_address=old, new_address=new))
        record(
            session, actor=actor, action="sample", noun="migration", noun_id=migration_id,
            changes={"samples": (len(there), len(there) + len(fresh))},
        )  # fmt: skip
    return len(fresh)


def due_samples(*, most: int = 500) -> list[SampleTarget]:
    """Old addresses never tried or last tried longer ago than the rule's days, the longest first."""
    late = clock.now() - timedelta(days=lifecycle_rules().migration.sample_every_days)
    with reading() as session:
        rows = session.execute(
            select(MigrationSample, col(Channel.id), col(Channel.url), col(Channel.domains))
            .join(ColumnMigration, col(ColumnMigration.id) == col(MigrationSample.migration_id))
            .join(SiteColumn, col(SiteColumn.id) == col(ColumnMigration.column_id))
            .join(Channel, col(Channel.id) == col(SiteColumn.channel_id))
            .where(
                or_(
                    col(MigrationSample.checked_at).is_(None),
                    col(MigrationSample.checked_at) <= late,
                    # Of a clock that ran ahead: not lately, but at no time that was.
                    col(MigrationSample.checked_at) > clock.now() + clock.SKEW,
                )
            )
            .order_by(
                col(MigrationSample.checked_at).is_not(None),
                col(MigrationSample.checked_at),
                col(MigrationSample.id),
            )
            .limit(most)
        ).all()
        return [
            SampleTarget(
                sample.id,
                channel_id,
                sample.old_address,
                sample.new_address,
                tuple(filter(None, [host_of(url), *(host_of(f"http://{one}") for one in domains.split())])),
            )
            for sample, channel_id, url, domains in rows
        ]


def record_samples(reports: Sequence[SampleReport], *, token: LeaseToken) -> None:
    """Write what old addresses did, under the checker's lease, and judge their migrations: one whose whole
    sample leads to the new site is verified, as far as it was moved. Raises `LeaseLost`."""
    with writing() as session:
        insist(session, token)
        touched: set[int] = set()
        for report in reports:
            sample = session.get(MigrationSample, report.sample_id)
            if sample is None:
                continue
            sample.outcome, sample.failure = report.outcome.value, report.failure
            sample.status, sample.final_address = report.status, report.final_address
            sample.checked_at = clock.now()
            touched.add(sample.migration_id)
        session.flush()
        for migration_id in touched:
            _judge(session, migration_id)


def _judge(session: Session, migration_id: int) -> None:
    outcome = col(MigrationSample.outcome)
    total, good, bad = session.execute(
        select(
            func.count(),
            func.count().filter(outcome == Outcome.OK),
            func.count().filter(outcome == Outcome.PROBLEM),
        ).where(col(MigrationSample.migration_id) == migration_id)
    ).one()
    row = session.get(ColumnMigration, migration_id)
    if row is None:
        return
    if bad:
        row.verified = 0
    elif good == total and total >= lifecycle_rules().migration.sample_least:
        row.verified = row.moved


def _own(session: Session, row: ColumnMigration, actor: Actor) -> None:
    """Either side of a move may tell of it: the unit whose site is left, and that of the column."""
    column, left = session.get_one(SiteColumn, row.column_id), session.get_one(Channel, row.from_channel_id)
    sides = (left, session.get_one(Channel, column.channel_id))
    if not any(reaches(session, one.unit_id, actor) for one in sides):
        raise CaseRefused("other_unit", name=left.name)


def _row(session: Session, migration_id: int) -> ColumnMigration:
    row = session.get(ColumnMigration, migration_id)
    if row is None:
        raise CaseRefused("unknown_migration")
    session.expunge(row)
    return row
