"""Frozen months: closing a month keeps its figures and the rules of that day; what is different when the
figures are counted again is a correction, listed with the writes that may have caused it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.access import Actor, Role, record, require
from core.access.trail_names import in_names
from core.common import clock
from core.common.errors import CaseRefused
from core.common.notes import note_of
from core.common.sheet import Slice
from core.lifecycle.rules import lifecycle_rules
from core.registry.slices import sliced
from core.reporting.figures import figures
from core.reporting.figures.labels import leaves
from core.reporting.statistics.balance import Scope, balances
from core.rules import rule_set
from db.engine import reading, writing
from db.models import AuditEntry, FrozenMonth

# Which writes can change which section of the figures.
NOUNS: Mapping[str, tuple[str, ...]] = {
    "registry": ("channel", "unit", "case", "import"),
    "consolidation": ("channel", "case", "census", "import"),
    "balance": ("channel", "unit", "case", "census", "import"),
    "migration": ("migration", "column"),
    "portal": ("column", "channel", "yearly-record"),
    "policies": ("yearly-record",),
    "security": ("issue", "yearly-record"),
    "interaction": ("yearly-record",),
    "assessment": ("issue", "yearly-record", "assessment"),
}


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month that can be frozen or is. `frozen_at` None: not yet."""

    month: date
    frozen_at: datetime | None = None
    actor: str = ""
    rule_versions: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that is no longer what it was when its month was frozen. `path` such as
    `registry.websites.total`, or `balance.website.closed`."""

    path: str
    frozen: Any
    now: Any

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Write:
    """An audit row written after the month was frozen."""

    at: datetime
    actor: str
    action: str
    noun: str
    noun_id: int
    changes: dict[str, Any]
    reason: str


def last_day(month: date) -> date:
    """The last day of the month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def ended_months(count: int = 12) -> list[date]:
    """The first days of the last `count` months that have ended, the newest first."""
    month, found = clock.today().replace(day=1), []
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def counted(month: date) -> dict[str, Any]:
    """Every figure of a month as of its last day: the yearly report's, and the balance of the month by
    kind. JSON-safe."""
    last = last_day(month)
    with reading() as session:
        found: dict[str, Any] = dict(figures(session, last))
    lines = balances("kind", month, last, Scope())
    found["balance"] = {
        line.key: {
            name: getattr(line, name)
            for name in (
                "start", "found", "opened", "reopened", "closed", "merged", "cancelled", "end",
            )
        }
        for line in lines
    }  # fmt: skip
    return found


def freeze(month: date, *, note: str = "", actor: Actor) -> None:
    """Close a month: keep its figures and the versions of the rules. Supervisors, once a month.

    Raises `DomainError` for a month that has not ended or is frozen already."""
    require(actor, Role.SUPERVISOR)
    first, text = month.replace(day=1), note_of(note)
    if last_day(first) >= clock.today():
        raise CaseRefused("month_not_ended", month=f"{first:%Y-%m}")
    kept = counted(first)
    versions = {"indicators": rule_set().version, "lifecycle": lifecycle_rules().version}
    try:
        with writing() as session:
            there = session.get(FrozenMonth, first)
            if there is not None:
                raise _frozen_already(there)
            session.add(
                FrozenMonth(
                    month=first, figures=kept, rule_versions=versions, frozen_at=clock.now(),
                    actor=actor.name, note=text,
                )
            )  # fmt: skip
            record(
                session, actor=actor, action="freeze", noun="month", noun_id=int(f"{first:%Y%m}"),
                changes={"rule_versions": (None, str(versions))}, reason=text,
            )  # fmt: skip
    except IntegrityError as twice:
        raise CaseRefused("month_frozen_meanwhile", month=f"{first:%Y-%m}") from twice


def frozen(month: date) -> FrozenMonth | None:
    """What was kept of a month, None if it was not frozen."""
    with reading() as session:
        row = session.get(FrozenMonth, month.replace(day=1))
        if row is not None:
            session.expunge(row)
        return row


def months(count: int = 12) -> tuple[MonthLine, ...]:
    """The last `count` ended months, and every other one that was frozen, the newest first."""
    with reading() as session:
        kept = {
            row.month: MonthLine(
                row.month, row.frozen_at, row.actor, tuple(sorted(row.rule_versions.items())), row.note
            )
            for row in session.execute(select(FrozenMonth)).scalars()
        }
    wanted = sorted({*ended_months(count), *kept}, reverse=True)
    return tuple(kept.get(month, MonthLine(month)) for month in wanted)


def corrections(month: date) -> tuple[Correction, ...]:
    """Every figure of a frozen month that comes out differently today; empty when none does."""
    kept = frozen(month)
    if kept is None:
        return ()
    before, now = dict(_flat(kept.figures)), dict(_flat(counted(month)))
    paths = [*before, *(path for path in now if path not in before)]
    return tuple(
        Correction(path, before.get(path), now.get(path))
        for path in paths
        if before.get(path) != now.get(path)
    )


def writes_behind(month: date, section: str, *, limit: int = 25, offset: int = 0) -> Slice[Write]:
    """The audit rows since the month was frozen that can have changed a section, the newest first."""
    kept = frozen(month)
    if kept is None:
        return Slice((), 0)
    query = (
        select(
            col(AuditEntry.at),
            col(AuditEntry.actor),
            col(AuditEntry.action),
            col(AuditEntry.noun),
            col(AuditEntry.noun_id),
            col(AuditEntry.changes),
            col(AuditEntry.reason),
        )
        .where(col(AuditEntry.at) > kept.frozen_at, col(AuditEntry.noun).in_(NOUNS.get(section, ())))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    )
    with reading() as session:
        found = sliced(session, query, Write, limit, offset)
        named = in_names(session, [row.changes for row in found.rows])
    rows = (replace(row, changes=changes) for row, changes in zip(found.rows, named, strict=True))
    return Slice(tuple(rows), found.total)


def _flat(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return leaves({key: value for key, value in tree.items() if key != "as_of"})


def _frozen_already(kept: FrozenMonth) -> CaseRefused:
    when = kept.frozen_at
    return CaseRefused("month_frozen", month=f"{kept.month:%Y-%m}", who=kept.actor, when=when)
