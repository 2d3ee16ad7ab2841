"""One piece of work: a check of one channel. Pure but for the visit, so it runs wherever there is a core."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from checks.fetch import Fetcher, Limits
from checks.rules import CHECKS
from core import clock
from core.monitoring.outcome import Failure, Outcome, Report, Target
from core.rules import RuleSet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    check: str
    target: Target
    limits: Limits


def perform(work: Work, rules: RuleSet) -> Report:
    """Do one piece of work. A fault of our own is `blocked`, never the site's problem, and stops nothing."""
    if work.target.exempt:
        return _report(work, Outcome.EXEMPT)
    try:
        return CHECKS[work.check](work.target, fetcher=_fetcher(work.limits), rules=rules)
    except Exception:
        log.exception("check %s of channel %s", work.check, work.target.channel_id)
        return _report(work, Outcome.BLOCKED, Failure.CHECKER)


@lru_cache(maxsize=4)
def _fetcher(limits: Limits) -> Fetcher:
    return Fetcher(limits)


def _report(work: Work, outcome: Outcome, failure: Failure | None = None) -> Report:
    return Report(
        channel_id=work.target.channel_id,
        check=work.check,
        at=clock.now(),
        outcome=outcome,
        failure=failure,
    )
