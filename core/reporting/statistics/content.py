"""What the checks of content found: columns by freshness, findings by check, unit and age, certificates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, literal, select
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.registry.slices import count_running, not_running, of_running
from db.aggregates.column_rows import RANKS, WRONG
from db.engine import reading
from db.models import Channel, ColumnNow, CurrentState, Finding, FindingState, Unit
from db.ordering import Ends, Verified, written_out

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
    """Open findings of one check or unit, by age: up to `AGES[i]` days, the last beyond all. `key` is the
    check, or the id of the unit."""

    key: str | int
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
        ids = session.execute(_sites_by_wrong_columns().limit(sites)).scalars().all()
        query = _of_check(COLUMNS)
        if sites is not None:
            query = query.where(col(CurrentState.channel_id).in_(ids))
        known = {row.id: row for row in session.execute(query)}
    return tuple(
        _cell(row.id, row.name, row.unit, column, place)
        for row in (known[one] for one in ids if one in known)
        for place, column in enumerate(row.evidence.get("columns") or [], start=1)
    )


def column_rows(*, limit: int = 25, offset: int = 0) -> Slice[ColumnCell]:
    """The same as rows, the stale and empty ones first and among them the oldest."""
    of_site, today = col(ColumnNow.channel_id), clock.today()
    order = (col(ColumnNow.rank), col(ColumnNow.age_order), of_site, col(ColumnNow.place))
    page = (
        select(*order)
        .where(of_running(of_site, today, "website"))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    query = (
        _of_check(COLUMNS)
        .add_columns(page.c.place)
        .join(page, page.c.channel_id == col(CurrentState.channel_id))
        .order_by(*page.c)
    )
    count = select(func.count()).select_from(ColumnNow)
    with reading() as session:
        total = count_running(session, count, of_site, today, "website")
        rows = session.execute(query).all()
    return Slice(
        rows=tuple(
            _cell(row.id, row.name, row.unit, row.evidence["columns"][row.place - 1], row.place)
            for row in rows
        ),
        total=total,
    )


def _sites_by_wrong_columns() -> Select[*tuple[Any, ...]]:
    """The running websites whose columns were read: those with most stale or empty ones first."""
    wrong = func.count().filter(col(ColumnNow.rank).in_([RANKS[name] for name in WRONG])).label("wrong")
    of_sites = select(col(ColumnNow.channel_id), wrong).group_by(col(ColumnNow.channel_id)).subquery()
    return (
        select(of_sites.c.channel_id)
        .where(of_sites.c.channel_id.not_in(not_running(clock.today(), "website")))
        .order_by(of_sites.c.wrong.desc(), of_sites.c.channel_id)
    )


def findings_by_check() -> tuple[FindingCount, ...]:
    """Open findings by check, the most first; `name` is the check's key."""
    found = _open()
    bands = _bands(found.c.first_seen_at)
    return _counted(select(found.c.check, found.c.check, *bands).group_by(found.c.check))


def findings_by_unit() -> tuple[FindingCount, ...]:
    """Open findings by the channel's unit, the most first."""
    found, unit = _open(), col(Channel.unit_id)
    of_units = (
        select(
            unit, *(band.label(f"band{place}") for place, band in enumerate(_bands(found.c.first_seen_at)))
        )
        .select_from(found)
        .join(Channel, col(Channel.id) == found.c.channel_id)
        .group_by(unit)
        .subquery()
    )
    key, *bands = of_units.c
    return _counted(select(key, col(Unit.name), *bands).join(Unit, col(Unit.id) == key))


def certificates(*, limit: int = 25, offset: int = 0) -> Slice[CertificateRow]:
    """The certificates of https websites, those that are not believed or end first at the top."""
    query = (
        _of_check(CERTIFICATE)
        .where(_has_certificate(), of_running(col(CurrentState.channel_id), clock.today(), "website"))
        .order_by(Verified(), Ends().nulls_first(), col(CurrentState.channel_id))
    )
    whole = select(func.count()).where(_is_check(CERTIFICATE), _has_certificate())
    with reading() as session:
        total = count_running(session, whole, col(CurrentState.channel_id), clock.today(), "website")
        rows = session.execute(query.limit(limit).offset(offset)).all()
    return Slice(rows=tuple(_certificate(*row) for row in rows), total=total)


def any_certificate() -> bool:
    """Whether any website's certificate was seen."""
    known = select(literal(1)).where(_is_check(CERTIFICATE), _has_certificate()).limit(1)
    with reading() as session:
        return session.execute(known).first() is not None


def _has_certificate() -> ColumnElement[bool]:
    return Verified().is_not(None)


def _open() -> CTE:
    """The open findings out of the index that has all that is asked of them: most findings are mended."""
    return (
        select(col(Finding.channel_id), col(Finding.check), col(Finding.first_seen_at))
        .where(col(Finding.state) == FindingState.OPEN)
        .cte("found")
        .prefix_with("MATERIALIZED")
    )


def _counted(query: Select[*tuple[Any, ...]]) -> tuple[FindingCount, ...]:
    """Rows of a key, its name and how many of each age."""
    with reading() as session:
        rows = session.execute(query).all()
    counts = [FindingCount(key, name, tuple(bands)) for key, name, *bands in rows]
    return tuple(sorted(counts, key=lambda one: (-one.total, one.name)))


def _bands(seen: Any) -> list[ColumnElement[int]]:
    """How many were first seen up to `AGES[i]` days ago, and longer ago than all of them."""
    since = [clock.start_of(clock.today() - timedelta(days=age)) for age in AGES]
    bands = [seen >= since[0]]
    bands += [(seen >= first) & (seen < last) for last, first in pairwise(since)]
    return [func.count().filter(band) for band in (*bands, seen < since[-1])]


def _of_check(check: str) -> Select[*tuple[Any, ...]]:
    return (
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
        .where(_is_check(check))
    )


def _is_check(check: str) -> ColumnElement[bool]:
    return col(CurrentState.check) == written_out(check)


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
