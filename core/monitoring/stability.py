"""A site that goes down and up again and again is one finding, not one a time: it is unstable."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.monitoring.due import watched_ids
from core.rules import RuleSet
from db.engine import reading
from db.models import CurrentState, Probe

NAME = "stability"
AVAILABILITY = "availability"


def stability_reports(rules: RuleSet) -> list[Report]:
    """One report a watched website that was probed in the last 24 hours."""
    if NAME not in rules.check or not rules.check[NAME].enabled:
        return []
    since = clock.now() - timedelta(days=1)
    judged = (Outcome.OK, Outcome.PROBLEM)
    with reading() as session:
        rows = session.execute(
            select(col(Probe.channel_id), col(Probe.outcome))
            .where(col(Probe.at) > since, col(Probe.outcome).in_(judged))
            .order_by(col(Probe.channel_id), col(Probe.at), col(Probe.id))
        ).all()
    watched = watched_ids()
    return [
        judge(channel_id, [outcome for _, outcome in group], rules)
        for channel_id, group in groupby(rows, key=lambda row: row[0])
        if channel_id in watched
    ]


def judge(channel_id: int, outcomes: Sequence[str], rules: RuleSet) -> Report:
    """The verdict on the outcomes of one day's probes, oldest first: more flips than the rule allows?"""
    most = float(rules.check[NAME].thresholds["flips_per_day"])  # type: ignore[arg-type]
    flips = sum(one != other for one, other in pairwise(outcomes))
    unstable = flips > most
    return Report(
        channel_id=channel_id,
        check=NAME,
        at=clock.now(),
        outcome=Outcome.PROBLEM if unstable else Outcome.OK,
        failure=Failure.UNSTABLE if unstable else None,
        evidence={"flips": flips, "flips_allowed": most, "probes": len(outcomes), "rule": rules.version},
    )


def folds(session: Session, report: Report) -> bool:
    """Whether a failed visit belongs to an instability, which has its finding: it opens none of its own.

    It counts in the shares like any other."""
    if report.check != AVAILABILITY or report.outcome is not Outcome.PROBLEM:
        return False
    state = session.get(CurrentState, (report.channel_id, NAME))
    return state is not None and state.outcome == Outcome.PROBLEM
