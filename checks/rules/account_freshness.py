"""Whether a new-media account posts (V-M2a): by its feed, its public page, its store page, or a proof."""

from typing import Any

from checks.fetch import Visit
from checks.page import counted, sure
from checks.site import Getter, Site
from checks.site.feeds import posts_in
from core.common import clock
from core.common.outcome import Failure, Outcome, Problem, Proof, Report, Target
from core.rules import RuleSet

NAME = "account_freshness"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """No post within the window is a problem.

    Where nothing public exists, or what exists shows no date, a person's proof counts: it vouches for the
    account until the post it names is out of the window, and a silence it witnessed is a problem. Without
    either the account could not be checked."""
    if target.exempt:
        return _report(target, rules, Outcome.EXEMPT, None, {})
    if not target.url:
        return _by_proof(target, rules, Failure.NO_FEED, {})
    return _read(Site.of(target, fetcher, rules, visit))


def _read(site: Site) -> Report:
    target, rules, visit = site.target, site.rules, site.first
    details: dict[str, Any] = {"address": visit.url, "final_address": visit.final_url, "status": visit.status}
    if not visit.readable:
        return _by_proof(target, rules, visit.failure or Failure.NO_FEED, details)
    posts = site.page(visit).ask(posts_in, int(site.limit(NAME, "items")))
    if posts is not None:
        past = [post for post in posts if post.day <= site.today]
        if not past:
            return _by_proof(target, rules, Failure.NO_DATE, details)
        details |= {"how": "feed", "item": past[0].title, "item_address": past[0].address}
        return _judged(target, rules, past[0].day.isoformat(), (site.today - past[0].day).days, 1.0, details)
    newest = site.page(site.visit).newest_of_list
    if newest is None or not counted(newest):
        return _by_proof(target, rules, Failure.NO_DATE, details)
    details |= {"how": "page", "item": newest.item, "item_address": newest.address, "where": newest.where}
    if not sure(newest) and (site.today - newest.day).days > rules.account_freshness.window_days:
        return _by_proof(target, rules, Failure.NO_DATE, details)
    age = (site.today - newest.day).days
    return _judged(target, rules, newest.day.isoformat(), age, newest.confidence, details)


def _by_proof(target: Target, rules: RuleSet, failure: Failure, details: dict[str, Any]) -> Report:
    proof = target.proof
    if proof is None:
        return _report(target, rules, Outcome.BLOCKED, failure, details)
    window, today = rules.account_freshness.window_days, clock.today()
    details |= {"how": "person", "seen_on": proof.seen_on.isoformat()}
    age = (today - proof.last_post_on).days
    if age <= window or _witnessed(proof, window, (today - proof.seen_on).days):
        return _judged(target, rules, proof.last_post_on.isoformat(), age, 1.0, details)
    details |= {"newest": proof.last_post_on.isoformat(), "age_days": age}
    return _report(target, rules, Outcome.BLOCKED, Failure.NO_PROOF, details)


def _witnessed(proof: Proof, window: int, ago: int) -> bool:
    """Whether the person saw the silence itself, and lately enough that it is still true."""
    return (proof.seen_on - proof.last_post_on).days > window >= ago


def _judged(
    target: Target, rules: RuleSet, newest: str, age: int, confidence: float, details: dict[str, Any]
) -> Report:
    window = rules.account_freshness.window_days
    details |= {"newest": newest, "age_days": age, "window_days": window, "confidence": confidence}
    if age <= window:
        return _report(target, rules, Outcome.OK, None, details)
    wrong = Problem("", target.url, confidence=confidence, same=newest, detail=dict(details))
    return _report(target, rules, Outcome.PROBLEM, None, details, (wrong,))


def _report(
    target: Target,
    rules: RuleSet,
    outcome: Outcome,
    failure: Failure | None,
    details: dict[str, Any],
    problems: tuple[Problem, ...] = (),
) -> Report:
    return Report(
        channel_id=target.channel_id,
        check=NAME,
        at=clock.now(),
        outcome=outcome,
        failure=failure,
        status=details.get("status"),
        evidence={**details, "rule_version": rules.version},
        problems=problems,
    )
