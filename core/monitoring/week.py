"""The 5 % rule over a week (V-W2), judged from the daily rollup: no visit of its own."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from core.common import clock
from core.common.outcome import STILL_COUNTING, Failure, Outcome, Report
from core.monitoring.due import watched_ids
from core.rules import RuleSet
from db.engine import reading
from db.models import CurrentState, DailyRollup

NAME = "availability_week"


def week_reports(rules: RuleSet) -> list[Report]:
    """One report a watched website. A week with a day of too few probes is not judged yet; one whose visits
    were enough, but mostly refused or only suspected, could not be checked."""
    rule = rules.availability
    today = clock.today()
    first = today - timedelta(days=rule.window_days)
    with reading() as session:
        rows = session.execute(
            select(
                col(DailyRollup.channel_id),
                func.sum(DailyRollup.ok),
                func.sum(DailyRollup.failed),
                func.sum(DailyRollup.probes),
                func.count(),
            )
            .where(col(DailyRollup.day) > first, col(DailyRollup.day) <= today)
            .group_by(col(DailyRollup.channel_id))
        ).all()
        answering = set(
            session.execute(
                select(col(CurrentState.channel_id)).where(
                    col(CurrentState.check) == "availability", col(CurrentState.outcome) == Outcome.OK
                )
            ).scalars()
        )
    watched = watched_ids()
    return [
        judge(channel_id, ok, failed, probes, days, rules, answering=channel_id in answering)
        for channel_id, ok, failed, probes, days in rows
        if channel_id in watched
    ]


def judge(
    channel_id: int, ok: int, failed: int, probes: int, days: int, rules: RuleSet, *, answering: bool
) -> Report:
    """The verdict on one week: `ok` and `failed` visits out of `probes` made on `days` days.

    Visits that were refused or only suspected count on neither side."""
    rule = rules.availability
    judged = ok + failed
    share = failed / judged if judged else 0.0
    evidence = {
        "failed": failed,
        "judged": judged,
        "probes": probes,
        "days": days,
        "share": round(share, 4),
        "limit": rule.fail_share,
        "rule": rules.version,
    }
    wanted = rule.window_days * rule.probes_per_day
    if days < rule.window_days or probes < wanted:
        return _report(channel_id, Outcome.BLOCKED, evidence, Failure.TOO_FEW)
    if judged < wanted:
        return _report(channel_id, Outcome.BLOCKED, evidence, Failure.UNDECIDED)
    if share >= rule.fail_share:
        return _report(channel_id, Outcome.PROBLEM, evidence | {STILL_COUNTING: answering})
    return _report(channel_id, Outcome.OK, evidence)


def _report(
    channel_id: int, outcome: Outcome, evidence: dict[str, object], failure: Failure | None = None
) -> Report:
    return Report(
        channel_id=channel_id,
        check=NAME,
        at=clock.now(),
        outcome=outcome,
        failure=failure,
        evidence=evidence,
    )
