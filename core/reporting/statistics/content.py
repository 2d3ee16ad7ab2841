"""What the checks of content found: columns by freshness, findings by check, unit and age, certificates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlmodel import Session, col

from core import clock
from core.reporting.sheet import Slice
from core.reporting.statistics.base import is_running, sliced
from db.elements import elements
from db.engine import reading
from db.models import Channel, CurrentState, Finding, FindingState, Unit

COLUMNS, CERTIFICATE = "columns", "certificate"
# Ages of findings in days: up to a week, a month, a quarter, and beyond.
AGES = (7, 30, 90)
COLUMN_ORDER = {"empty": 0, "stale": 1, "unsure": 2, "no-window": 3, "fresh": 4}


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


def column_cells(*, sites: int | None = None) -> tuple[ColumnCell, ...]:
    """Every column the checker read, site by site, the sites with most stale or empty ones first; of the
    first `sites` only, where a number is given."""
    with reading() as session:
        found = session.execute(_columns_of_sites(session).limit(sites)).all()
    return tuple(
        _cell(row.id, row.name, row.unit, column, place)
        for row in found
        for place, column in enumerate(row.evidence.get("columns") or [], start=1)
    )


def column_rows(*, limit: int = 25, offset: int = 0) -> Slice[ColumnCell]:
    """The same as rows, the stale and empty ones first and among them the oldest."""
    with reading() as session:
        element = elements(session, col(CurrentState.evidence), "columns")
        order = case(COLUMN_ORDER, value=element.text("state"), else_=len(COLUMN_ORDER))
        age = func.coalesce(element.whole("age_days"), 0)
        query = (
            _states(COLUMNS, element.place)
            .join(element.table, literal(True))
            .order_by(order, age.desc(), col(Channel.id), element.place)
        )
        return sliced(session, query, _row, limit, offset)


def _columns_of_sites(session: Session) -> Select[*tuple[Any, ...]]:
    element = elements(session, col(CurrentState.evidence), "columns")
    bad = (
        select(func.count())
        .select_from(element.table)
        .where(element.text("state").in_(("stale", "empty")))
        .scalar_subquery()
    )
    return _states(COLUMNS).order_by(bad.desc(), col(Channel.id))


def findings_by_check() -> tuple[FindingCount, ...]:
    """Open findings by check, the most first; `name` is the check's key."""
    return _by(col(Finding.check))


def findings_by_unit() -> tuple[FindingCount, ...]:
    """Open findings by the channel's unit, the most first."""
    return _by(col(Unit.name))


def certificates(*, limit: int = 25, offset: int = 0) -> Slice[CertificateRow]:
    """The certificates of https websites, those that are not believed or end first at the top."""
    tls = col(CurrentState.evidence)["tls"]
    ends = tls["not_after"].as_string()
    query = (
        _states(CERTIFICATE)
        .where(tls["verified"].as_string().is_not(None))
        .order_by(tls["verified"].as_boolean(), ends.is_not(None), ends, col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, _certificate, limit, offset)


def _by(name: Any) -> tuple[FindingCount, ...]:
    with reading() as session:
        rows = session.execute(
            select(name, *_bands())
            .select_from(Finding)
            .join(Channel, col(Channel.id) == col(Finding.channel_id))
            .join(Unit, col(Unit.id) == col(Channel.unit_id))
            .where(col(Finding.state) == FindingState.OPEN)
            .group_by(name)
        ).all()
    found = [FindingCount(key, tuple(bands)) for key, *bands in rows]
    return tuple(sorted(found, key=lambda one: (-one.total, one.name)))


def _bands() -> list[ColumnElement[int]]:
    """How many were first seen up to `AGES[i]` days ago, and longer ago than all of them."""
    seen = col(Finding.first_seen_at)
    since = [clock.start_of(clock.today() - timedelta(days=age)) for age in AGES]
    bands = [seen >= since[0]]
    bands += [(seen >= first) & (seen < last) for last, first in pairwise(since)]
    return [func.count().filter(band) for band in (*bands, seen < since[-1])]


def _states(check: str, *more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Channel.id),
            col(Channel.name),
            col(Unit.name).label("unit"),
            col(CurrentState.outcome),
            col(CurrentState.evidence),
            *more,
        )
        .select_from(CurrentState)
        .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(is_running(clock.today(), "website"), col(CurrentState.check) == check)
    )


def _row(
    channel_id: int, name: str, unit: str, _outcome: str, evidence: dict[str, Any], place: int
) -> ColumnCell:
    return _cell(channel_id, name, unit, evidence["columns"][place - 1], place)


def _cell(channel_id: int, site: str, unit: str, column: dict[str, Any], place: int) -> ColumnCell:
    newest = column.get("newest")
    return ColumnCell(
        channel_id=channel_id,
        site=site,
        unit=unit,
        column=str(column.get("name", "")),
        place=place,
        state=str(column.get("state", "")),
        newest=date.fromisoformat(newest) if newest else None,
        age_days=column.get("age_days"),
        window_days=column.get("window_days"),
    )


def _certificate(
    channel_id: int, name: str, unit: str, outcome: str, evidence: dict[str, Any]
) -> CertificateRow:
    tls = evidence["tls"]
    ends = datetime.fromisoformat(tls["not_after"]) if tls.get("not_after") else None
    return CertificateRow(
        channel_id=channel_id,
        name=name,
        unit=unit,
        outcome=outcome,
        verified=bool(tls.get("verified")),
        error=str(tls.get("error") or ""),
        issuer=str(tls.get("issuer") or ""),
        not_after=ends,
        days_left=(clock.day_of(ends) - clock.today()).days if ends else None,
    )
