"""The certificate of an https site: believed or not, by which chain, and how long it holds."""

from datetime import datetime

from checks.fetch import TlsFacts, Visit
from checks.site import Getter, Site
from core.common import clock
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "certificate"
# What OpenSSL says, and the one word for it. First match wins.
KINDS = (
    ("expired", "expired"),
    ("not yet valid", "not-yet"),
    ("hostname mismatch", "name"),
    ("ip address mismatch", "name"),
    ("doesn't match", "name"),
    ("unable to get local issuer", "chain"),
    ("unable to get issuer", "chain"),
    ("unable to verify the first", "chain"),
    ("self-signed certificate in", "authority"),
    ("self-signed", "self-signed"),
    ("self signed", "self-signed"),
)


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A certificate that is not believed, or is about to end, is a problem; one that ends soon is suspect.

    A site that answers behind a bad certificate is reachable: that is said apart. Without https the check
    does not apply."""
    site = Site.of(target, fetcher, rules, visit)
    if target.exempt:
        return site.exempt(NAME)
    facts = site.first.tls
    if facts is None:
        if site.first.readable:
            return site.exempt(NAME, https=False)
        return site.unable(NAME, site.first.failure)
    return _judge(site, facts)


def _judge(site: Site, facts: TlsFacts) -> Report:
    details = {
        "reachable": site.first.readable,
        "tls": {
            "verified": facts.verified,
            "error": facts.error,
            "not_after": facts.not_after.isoformat() if facts.not_after else None,
            "issuer": facts.issuer,
            "version": facts.version,
        },
        "days_left": _days_left(facts.not_after),
    }
    if not facts.verified:
        return site.report(NAME, [_untrusted(site, facts)], failure=Failure.CERTIFICATE, details=details)
    stage = _stage(site, facts)
    if stage is None:
        return site.report(NAME, details=details)
    details["stage_days"] = stage
    if stage > site.limit(NAME, "problem_days"):
        return site.report(NAME, doubts=["expiry"], details=details)
    expiry = Problem("expiry", site.address, site.first.status, confidence=1.0, same=f"{facts.not_after}")
    return site.report(NAME, [expiry], details=details)


def _untrusted(site: Site, facts: TlsFacts) -> Problem:
    kind = kind_of(facts.error or "")
    detail = {
        "certificate_fault": kind,
        "error": facts.error,
        "not_after": facts.not_after.isoformat() if facts.not_after else None,
        "issuer": facts.issuer,
        "reachable": site.first.readable,
    }
    # Some browsers fetch a missing link of the chain by themselves: others, and apps, do not.
    sure = 0.8 if kind == "chain" else 1.0
    return Problem(
        "untrusted",
        site.address,
        site.first.status,
        Failure.CERTIFICATE,
        sure,
        same=f"{kind} {facts.not_after}",
        detail=detail,
    )


def kind_of(error: str) -> str:
    """One word for why a certificate was not believed: expired, not-yet, name, chain, authority,
    self-signed, other."""
    low = error.lower()
    return next((kind for words, kind in KINDS if words in low), "other")


def _stage(site: Site, facts: TlsFacts) -> float | None:
    """The smallest of the rule's steps that the days left have come down to."""
    left = _days_left(facts.not_after)
    steps = [days for days in site.limits(NAME, "expiry_days") if left is not None and left <= days]
    return min(steps, default=None)


def _days_left(ends: datetime | None) -> int | None:
    return (clock.day_of(ends) - clock.today()).days if ends else None
