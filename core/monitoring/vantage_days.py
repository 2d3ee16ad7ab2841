"""Availability from each vantage point: counted with every visit, read by the pages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome, Report, View
from db.engine import reading
from db.models import Channel, CurrentState, VantageDay

AVAILABILITY = "availability"


@dataclass(frozen=True, slots=True)
class VantageLine:
    """One vantage point over some days. `share` is ok / (ok + failed); `mean_ms` of the ok probes.

    `at` to `total_ms`: what it saw last of the one channel asked for; of several channels only `at`.
    `alone`: channels that it alone sees failing now."""

    vantage: str
    probes: int
    ok: int
    failed: int
    blocked: int
    share: float | None
    mean_ms: float | None
    at: datetime
    outcome: str = ""
    failure: str | None = None
    total_ms: float | None = None
    alone: int = 0


@dataclass(frozen=True, slots=True)
class AloneRow:
    """A channel that one vantage point alone sees failing."""

    channel_id: int
    channel: str
    vantage: str
    failure: str | None
    at: datetime


def note(session: Session, report: Report, *, counts: bool) -> None:
    """Add what each vantage point saw to its day; a visit that only settles a suspicion is not counted."""
    for view in report.views:
        row = _row(session, report.channel_id, view)
        if counts:
            row.probes += 1
            row.ok += view.outcome is Outcome.OK
            row.failed += view.outcome is Outcome.PROBLEM
            row.blocked += view.outcome is Outcome.BLOCKED
            row.ok_ms += (view.total_ms or 0.0) if view.outcome is Outcome.OK else 0.0
        row.at, row.outcome, row.failure = view.at, view.outcome.value, view.failure
        row.status, row.total_ms = view.status, view.total_ms


def of_channel(channel_id: int, *, days: int) -> tuple[VantageLine, ...]:
    """Each vantage point that looked at this channel in the last `days` days, by name."""
    return _lines(_sums(days).where(col(VantageDay.channel_id) == channel_id), _last(channel_id, days), {})


def of_all(*, days: int) -> tuple[VantageLine, ...]:
    """Each vantage point over all channels in the last `days` days, by name."""
    return _lines(_sums(days), {}, Counter(row.vantage for row in seen_alone()))


def seen_alone() -> tuple[AloneRow, ...]:
    """Channels that of all vantage points one alone sees failing now, the newest first."""
    query = (
        select(CurrentState, col(Channel.name))
        .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
        .where(col(CurrentState.check) == AVAILABILITY, col(CurrentState.outcome) == Outcome.SUSPECT)
        .order_by(col(CurrentState.at).desc())
    )
    with reading() as session:
        return tuple(
            AloneRow(state.channel_id, name, vantage, state.failure, state.at)
            for state, name in session.execute(query)
            if (vantage := _alone(state.evidence.get("vantages", {})))
        )


def _alone(views: Mapping[str, Mapping[str, str]]) -> str:
    """The one place of several that sees a problem; empty otherwise."""
    failing = [name for name, said in views.items() if said["outcome"] == Outcome.PROBLEM]
    return failing[0] if len(failing) == 1 and len(views) > 1 else ""


def _row(session: Session, channel_id: int, view: View) -> VantageDay:
    day = clock.day_of(view.at)
    row = session.get(VantageDay, (day, channel_id, view.vantage))
    if row is None:
        row = VantageDay(
            day=day, channel_id=channel_id, vantage=view.vantage, at=view.at, outcome=view.outcome.value
        )
        session.add(row)
    return row


def _sums(days: int) -> Select[*tuple[Any, ...]]:
    columns = (VantageDay.probes, VantageDay.ok, VantageDay.failed, VantageDay.blocked, VantageDay.ok_ms)
    return (
        select(col(VantageDay.vantage), *(func.sum(column) for column in columns), func.max(VantageDay.at))
        .where(col(VantageDay.day) > clock.today() - timedelta(days=days))
        .group_by(col(VantageDay.vantage))
        .order_by(col(VantageDay.vantage))
    )


def _lines(
    query: Select[*tuple[Any, ...]], last: Mapping[str, VantageDay], alone: Mapping[str, int]
) -> tuple[VantageLine, ...]:
    with reading() as session:
        rows = session.execute(query).all()
    return tuple(
        VantageLine(
            vantage=vantage,
            probes=int(probes),
            ok=int(ok),
            failed=int(failed),
            blocked=int(blocked),
            share=ok / (ok + failed) if ok + failed else None,
            mean_ms=ok_ms / ok if ok else None,
            at=at,
            outcome=last[vantage].outcome if vantage in last else "",
            failure=last[vantage].failure if vantage in last else None,
            total_ms=last[vantage].total_ms if vantage in last else None,
            alone=alone.get(vantage, 0),
        )
        for vantage, probes, ok, failed, blocked, ok_ms, at in rows
    )


def _last(channel_id: int, days: int) -> dict[str, VantageDay]:
    query = (
        select(VantageDay)
        .where(
            col(VantageDay.channel_id) == channel_id,
            col(VantageDay.day) > clock.today() - timedelta(days=days),
        )
        .order_by(col(VantageDay.day))
    )
    with reading() as session:
        return {row.vantage: row for row in session.execute(query).scalars()}
