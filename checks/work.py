"""One piece of work: checks of one channel. Pure but for the visits, so it runs wherever there is a core."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from checks.browser.reading import by_browser
from checks.fetch import Fetcher, Limits
from checks.rules import CHECKS, SITE_CHECKS
from checks.rules.availability import NAME as AVAILABILITY
from checks.sandbox.limits import PutAside
from checks.sandbox.page import sandbox
from checks.site import Shared
from core.common import clock
from core.common.outcome import Failure, Outcome, Report, Target
from core.rules import RuleSet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    check: str
    target: Target
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reading:
    """Several checks of one website out of one reading: no page is fetched twice."""

    checks: tuple[str, ...]
    target: Target
    limits: Limits


def perform(work: Work, rules: RuleSet) -> Report:
    """Do one piece of work. A fault of our own is `blocked`, never the site's problem, and stops nothing."""
    began = clock.now()
    if work.check == AVAILABILITY:
        report = _guarded(work.check, work.target, _fetcher(work.limits), rules)
    else:
        report = made(work.check, work.target, reader(work.limits, rules), rules)
    return replace(report, at=began)


def read_site(reading: Reading, rules: RuleSet) -> tuple[Report, ...]:
    """Make every check of `reading`, in its order. A fault of our own blocks the check it happened in.

    All are of the moment at which the reading began: a page fetched before a unit reported its fault mended
    says nothing of the mending, however late it is taken apart."""
    began = clock.now()
    shared = reader(reading.limits, rules)
    return tuple(replace(made(check, reading.target, shared, rules), at=began) for check in reading.checks)


def perform_one(piece: tuple[Work, RuleSet]) -> Report:
    """`perform` with the rule set of its own channel."""
    return perform(*piece)


def read_one(piece: tuple[Reading, RuleSet]) -> tuple[Report, ...]:
    """`read_site` with the rule set of its own channel."""
    return read_site(*piece)


def lost_work(piece: tuple[Work, RuleSet]) -> Report:
    """What is said of a piece of work that ended every process it was given to."""
    return _report(piece[0].check, piece[0].target, Outcome.BLOCKED, Failure.CHECKER)


def lost_reading(piece: tuple[Reading, RuleSet]) -> tuple[Report, ...]:
    """The same for a reading: every check of it could not be made."""
    reading, _ = piece
    return tuple(_report(check, reading.target, Outcome.BLOCKED, Failure.CHECKER) for check in reading.checks)


def reader(limits: Limits, rules: RuleSet) -> Shared:
    """What one reading visits through: a memory of its own over the fetchers of this process."""
    few = int(_thresholds(rules, "links").get("glance_bytes", limits.max_bytes))
    glance = _fetcher(replace(limits, max_bytes=min(few, limits.max_bytes)))
    return Shared(
        _fetcher(limits),
        glance,
        gap_s=limits.host_gap_s,
        opened=sandbox().open,
        browser=by_browser(limits),
    )


def wanted(rules: RuleSet) -> tuple[str, ...]:
    """The checks of a site reading that the rule set wants made."""
    return tuple(check for check in SITE_CHECKS if check in rules.check and rules.check[check].enabled)


def made(check: str, target: Target, fetcher: Shared, rules: RuleSet) -> Report:
    """One check out of a reading. It is made again without each page that is put aside on the way; where too
    many are, it is `blocked`, and so is every later check of that reading."""
    while fetcher.patient:
        try:
            return _guarded(check, target, fetcher, rules)
        except PutAside as page:
            log.warning("channel %s, %s: put aside: %s", target.channel_id, check, page)
            fetcher.put_aside(page)
    return _report(check, target, Outcome.BLOCKED, Failure.PAGE_LIMITS)


def _guarded(check: str, target: Target, fetcher: Fetcher | Shared, rules: RuleSet) -> Report:
    """What a check says. Raises `PutAside`; any other fault is ours and `blocked`."""
    if target.exempt:
        return _report(check, target, Outcome.EXEMPT)
    try:
        return CHECKS[check](target, fetcher=fetcher, rules=rules)
    except PutAside:
        raise
    except Exception:
        log.exception("check %s of channel %s", check, target.channel_id)
        return _report(check, target, Outcome.BLOCKED, Failure.CHECKER)


def _thresholds(rules: RuleSet, check: str) -> Mapping[str, float]:
    known = rules.check.get(check)
    numbers = known.thresholds if known else {}
    return {name: value for name, value in numbers.items() if not isinstance(value, list)}


@lru_cache(maxsize=8)
def _fetcher(limits: Limits) -> Fetcher:
    return Fetcher(limits)


def _report(check: str, target: Target, outcome: Outcome, failure: Failure | None = None) -> Report:
    return Report(
        channel_id=target.channel_id,
        check=check,
        at=clock.now(),
        outcome=outcome,
        failure=failure,
    )
