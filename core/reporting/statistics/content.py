"""What the checks of content found: columns by freshness, findings by check, unit and age, certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core import clock
from core.reporting.sheet import Slice
from core.reporting.statistics.base import is_running
from db.engine import reading
from db.models import Channel, CurrentState, Finding, FindingState, Unit

COLUMNS, CERTIFICATE = "columns", "certificate"
# Ages of findings in days: up to a week, a month, a quarter, and beyond.
AGES = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """One column of one website. `state`: fresh, stale, empty, unsure, no-window; `place`: its number."""

    channel_id: int
    site: str
    unit: str
    column: str
    place: int
    state: str
    newest: date | None
    age_days: int | None
    window_days: int | None


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Open findings of one check or unit, by age: up to `AGES[i]` days, the last beyond all."""

    name: str
    by_age: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_age)


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A website's certificate; `days_left` is negative when it has ended."""

    channel_id: int
    name: str
    unit: str
    outcome: str
    verified: bool
    error: str
    issuer: str
    not_after: datetime | None
    days_left: int | None


def column_cells() -> tuple[ColumnCell, ...]:
    """Every column the checker read, site by site, the sites with most stale or empty ones first."""
    sites = [(row, row.evidence.get("columns") or []) for row in _states(COLUMNS)]
    sites.sort(key=lambda one: -sum(column["state"] in ("stale", "empty") for column in one[1]))
    return tuple(
        _cell(row, column, place) for row, columns in sites for place, column in enumerate(columns, start=1)
    )


def column_rows(*, limit: int = 25, offset: int = 0) -> Slice[ColumnCell]:
    """The same as rows, the stale and empty ones first and among them the oldest."""
    order = {"empty": 0, "stale": 1, "unsure": 2, "no-window": 3, "fresh": 4}
    cells = sorted(column_cells(), key=lambda cell: (order.get(cell.state, 9), -(cell.age_days or 0)))
    return Slice(rows=tuple(cells[offset : offset + limit]), total=len(cells))


def findings_by_check() -> tuple[FindingCount, ...]:
    """Open findings by check, the most first; `name` is the check's key."""
    return _by(col(Finding.check))


def findings_by_unit() -> tuple[FindingCount, ...]:
    """Open findings by the channel's unit, the most first."""
    return _by(col(Unit.name))


def certificates(*, limit: int = 25, offset: int = 0) -> Slice[CertificateRow]:
    """The certificates of https websites, those that are not believed or end first at the top."""
    rows = [_certificate(row) for row in _states(CERTIFICATE) if isinstance(row.evidence.get("tls"), dict)]
    rows.sort(key=lambda row: (row.verified, row.days_left if row.days_left is not None else -10_000))
    return Slice(rows=tuple(rows[offset : offset + limit]), total=len(rows))


def _by(name: Any) -> tuple[FindingCount, ...]:
    with reading() as session:
        rows = session.execute(
            select(name, col(Finding.first_seen_at))
            .select_from(Finding)
            .join(Channel, col(Channel.id) == col(Finding.channel_id))
            .join(Unit, col(Unit.id) == col(Channel.unit_id))
            .where(col(Finding.state) == FindingState.OPEN)
        ).all()
    counts: dict[str, list[int]] = {}
    for key, since in rows:
        age = (clock.today() - clock.day_of(since)).days
        band = next((place for place, most in enumerate(AGES) if age <= most), len(AGES))
        counts.setdefault(key, [0] * (len(AGES) + 1))[band] += 1
    found = [FindingCount(key, tuple(bands)) for key, bands in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.total, one.name)))


def _states(check: str) -> Sequence[Any]:
    with reading() as session:
        return session.execute(
            select(
                col(Channel.id),
                col(Channel.name),
                col(Unit.name).label("unit"),
                col(CurrentState.outcome),
                col(CurrentState.evidence),
            )
            .select_from(CurrentState)
            .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
            .join(Unit, col(Unit.id) == col(Channel.unit_id))
            .where(is_running(clock.today(), "website"), col(CurrentState.check) == check)
            .order_by(col(Channel.id))
        ).all()


def _cell(row: Any, column: dict[str, Any], place: int) -> ColumnCell:
    newest = column.get("newest")
    return ColumnCell(
        channel_id=row.id,
        site=row.name,
        unit=row.unit,
        column=str(column.get("name", "")),
        place=place,
        state=str(column.get("state", "")),
        newest=date.fromisoformat(newest) if newest else None,
        age_days=column.get("age_days"),
        window_days=column.get("window_days"),
    )


def _certificate(row: Any) -> CertificateRow:
    tls = row.evidence["tls"]
    ends = datetime.fromisoformat(tls["not_after"]) if tls.get("not_after") else None
    return CertificateRow(
        channel_id=row.id,
        name=row.name,
        unit=row.unit,
        outcome=row.outcome,
        verified=bool(tls.get("verified")),
        error=str(tls.get("error") or ""),
        issuer=str(tls.get("issuer") or ""),
        not_after=ends,
        days_left=(clock.day_of(ends) - clock.today()).days if ends else None,
    )
