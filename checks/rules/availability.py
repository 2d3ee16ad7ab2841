"""Whether the home page opens (V-W2): one probe. The share of a week is core's to judge."""

from typing import Any

from checks.fetch import TlsFacts, Visit
from checks.fetch.other_pages import not_the_site
from checks.fetch.outcomes import OUTCOMES
from checks.site import Getter
from core.common import clock
from core.common.outcome import Failure, Outcome, Report, Target
from core.rules import RuleSet

NAME = "availability"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """Probe the home page once; `visit` is a probe already made under the same rules."""
    if target.exempt:
        return Report(target.channel_id, NAME, clock.now(), Outcome.EXEMPT)
    visit = visit or fetcher.get(target.url, timeout_s=rules.availability.timeout_s)
    other = not_the_site(visit)
    failure = Failure.OTHER_PAGE if other else visit.failure or (None if visit.body else Failure.NO_TEXT)
    return Report(
        channel_id=target.channel_id,
        check=NAME,
        at=clock.now(),
        outcome=OUTCOMES[failure] if failure else Outcome.OK,
        failure=failure,
        status=visit.status,
        connect_ms=visit.connect_ms,
        first_byte_ms=visit.first_byte_ms,
        total_ms=visit.total_ms,
        evidence={**visited(visit), "other_page": other, "rule_version": rules.version},
    )


def visited(visit: Visit) -> dict[str, Any]:
    """The facts of a visit in a form that JSON can carry."""
    return {
        "address": visit.url,
        "final_address": visit.final_url,
        "redirects": list(visit.redirects),
        "status": visit.status,
        "failure": visit.failure.value if visit.failure else None,
        "detail": visit.detail,
        "peer": visit.peer,
        "bytes": len(visit.body),
        "truncated": visit.truncated,
        "tls": _tls(visit.tls),
    }


def _tls(facts: TlsFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        "verified": facts.verified,
        "error": facts.error,
        "not_after": facts.not_after.isoformat() if facts.not_after else None,
        "issuer": facts.issuer,
        "version": facts.version,
    }
