"""Suspensions end or alarm: those past their day are reported like any other fault, with an issue."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.common.outcome import Outcome, Report
from core.lifecycle.rules import lifecycle_rules
from db.engine import reading
from db.models import Case, CaseKind, CaseState, Channel, CurrentState, RegisteredState

NAME = "suspension"


@dataclass(frozen=True, slots=True)
class Suspended:
    """A channel that is suspended. `days` until it is to end, negative when that has passed."""

    channel_id: int
    channel: str
    case_id: int
    number: str
    ends_on: date
    days: int

    @property
    def lapsed(self) -> bool:
        return self.days < 0

    @property
    def soon(self) -> bool:
        return 0 <= self.days <= lifecycle_rules().suspension.warn_days


def suspended() -> tuple[Suspended, ...]:
    """Every suspension in effect, the one to end first at the top."""
    with reading() as session:
        rows = session.execute(
            select(col(Channel.id), col(Channel.name), col(Case.id), col(Case.number), col(Case.ends_on))
            .join(Channel, col(Channel.id) == col(Case.channel_id))
            .where(
                col(Case.kind) == CaseKind.SUSPEND,
                col(Case.state) == CaseState.SWITCHED_OFF,
                col(Case.ended_on).is_(None),
                col(Case.ends_on).is_not(None),
            )
            .order_by(col(Case.ends_on), col(Case.id))
        ).all()
    today = clock.today()
    return tuple(
        Suspended(channel_id, channel, case_id, number, ends_on, (ends_on - today).days)
        for channel_id, channel, case_id, number, ends_on in rows
    )


def suspension_reports() -> list[Report]:
    """One report for every suspension past its day, and for every channel whose alarm can be lifted.

    Suspended channels that are registered so without any case are reported, too: nobody ends those."""
    lapsed = {one.channel_id: one for one in suspended() if one.lapsed}
    at = clock.now()
    with reading() as session:
        known = session.execute(
            select(col(CurrentState.channel_id)).where(
                col(CurrentState.check) == NAME, col(CurrentState.outcome) == Outcome.PROBLEM
            )
        ).scalars()
        caseless = session.execute(
            select(col(Channel.id)).where(
                col(Channel.registered) == RegisteredState.SUSPENDED,
                col(Channel.id).not_in(
                    select(col(Case.channel_id)).where(
                        col(Case.kind) == CaseKind.SUSPEND, col(Case.ended_on).is_(None)
                    )
                ),
            )
        ).scalars()
        wrong = {**dict.fromkeys(caseless), **lapsed}
        lifted = [channel_id for channel_id in known if channel_id not in wrong]
    reports = [
        Report(
            channel_id,
            NAME,
            at,
            Outcome.PROBLEM,
            evidence={
                "case": one.number if one else "",
                "ends_on": one.ends_on.isoformat() if one else "",
                "age_days": -one.days if one else None,
                "rule_version": lifecycle_rules().version,
            },
        )
        for channel_id, one in wrong.items()
    ]
    return reports + [Report(channel_id, NAME, at, Outcome.OK) for channel_id in lifted]
