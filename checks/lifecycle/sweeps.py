"""The sweeps after closing. `checks.schedule` calls them as it calls those of `checks.run`."""

import logging
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from checks.engine import stream
from checks.fetch import Fetcher, Limits
from checks.lifecycle import after_closing, moved
from checks.reference import ourselves_online
from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.lifecycle import migration, suspension, verification
from core.lifecycle.migration import SampleReport, SampleTarget
from core.lifecycle.verification import ClosedTarget
from core.monitoring import runs
from core.monitoring.lease import LeaseLost, LeaseToken
from core.monitoring.record import Batch, record
from core.monitoring.rules_of import RulesOf
from core.rules import RuleSet
from db.models import RunState

if TYPE_CHECKING:
    from checks.run import Checker

log = logging.getLogger(__name__)
# These visits are few and know the registry's words, so they stay on the checker's own machine.
WRITE_EVERY_S = 0.5


def verify_closed(checker: "Checker", token: LeaseToken, only: Sequence[int] | None = None) -> None:
    """Look at the channels that have left and were not looked at for a week; `only` these, now."""
    targets = verification.due(only=only)
    if not targets:
        return
    run_id = runs.begin(verification.NAME, token=token, planned=len(targets))
    if not ourselves_online(checker.settings.reference_urls, checker.limits):
        runs.end(run_id, state=RunState.VOID, error="reference")
        return
    rules_of = RulesOf(target.channel_id for target in targets)
    try:
        for reports in stream(
            checker.engine.here,
            partial(_look_at, checker, rules_of),
            targets,
            in_flight=checker.settings.threads,
            stop=checker.stop,
            every_s=WRITE_EVERY_S,
        ):
            for rules, part in rules_of.judged(reports):
                verification.record(Batch(run_id, token, part), rules)
    except LeaseLost:
        log.warning("after closing: lease lost, the rest is left to the new checker")
        return
    except Exception as error:
        runs.end(run_id, state=RunState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    runs.end(run_id, state=RunState.ABANDONED if checker.stop.is_set() else RunState.DONE)


def judge_suspensions(_checker: "Checker", token: LeaseToken) -> None:
    """Report suspensions past their day, and lift the alarm of those that ended."""
    reports = suspension.suspension_reports()
    if not reports:
        return
    with runs.closing(suspension.NAME, token=token, planned=len(reports)) as run_id:
        for rules, part in RulesOf(report.channel_id for report in reports).judged(reports):
            record(Batch(run_id, token, part), rules)


def try_samples(checker: "Checker", token: LeaseToken) -> None:
    """Try the old addresses of migrations that are due, a few at a time."""
    targets = migration.due_samples()
    one = partial(_try, checker, RulesOf(target.channel_id for target in targets))
    if targets and not ourselves_online(checker.settings.reference_urls, checker.limits):
        return
    size = checker.settings.threads
    for start in range(0, len(targets), size):
        if checker.stop.is_set():
            return
        migration.record_samples(
            list(checker.engine.here.map(one, targets[start : start + size])), token=token
        )


def look(target: ClosedTarget, *, limits: Limits, rules: RuleSet) -> Report:
    """One look. A fault of our own is `blocked`, never the channel's problem, and stops nothing."""
    try:
        return after_closing.check(target, fetcher=_fetcher(limits), rules=rules)
    except Exception:
        log.exception("after closing, channel %s", target.channel_id)
        return Report(target.channel_id, verification.NAME, clock.now(), Outcome.BLOCKED, Failure.CHECKER)


def _look_at(checker: "Checker", rules_of: RulesOf, target: ClosedTarget) -> Report:
    rules = rules_of.of(target.channel_id)
    return look(target, limits=checker.limits_for(rules), rules=rules)


def _try(checker: "Checker", rules_of: RulesOf, target: SampleTarget) -> SampleReport:
    rules = rules_of.of(target.channel_id)
    return moved.try_sample(target, fetcher=_fetcher(checker.limits_for(rules)), rules=rules)


@lru_cache(maxsize=4)
def _fetcher(limits: Limits) -> Fetcher:
    return Fetcher(limits)
