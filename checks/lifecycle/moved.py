"""Whether an old address leads to the new site: one sample of a migration."""

from urllib.parse import unquote, urlsplit

from checks.site import Getter
from core.common.outcome import Outcome
from core.lifecycle.migration import SampleReport, SampleTarget
from core.lifecycle.rules import lifecycle_rules
from core.monitoring.outgoing_links import host_of
from core.rules import RuleSet


def try_sample(target: SampleTarget, *, fetcher: Getter, rules: RuleSet) -> SampleReport:
    """Visit an old address: ok when a page comes that lies on the new site, or is the named new page.

    An old address that no longer answers is a problem of its own (`problem`), a firewall is `blocked`."""
    visit = fetcher.get(target.old_address, timeout_s=rules.availability.timeout_s)
    if visit.readable:
        outcome = Outcome.OK if _arrived(target, visit.final_url) else Outcome.PROBLEM
    elif visit.failure in lifecycle_rules().verification.gone:
        outcome = Outcome.PROBLEM
    else:
        outcome = Outcome.BLOCKED
    return SampleReport(
        sample_id=target.sample_id,
        outcome=outcome,
        failure=visit.failure.value if visit.failure else None,
        status=visit.status,
        final_address=visit.final_url,
    )


def _arrived(target: SampleTarget, final: str) -> bool:
    if target.new_address:
        return _same(target.new_address, final)
    return host_of(final) in target.hosts


def _same(one: str, other: str) -> bool:
    """Whether two addresses are the same page, whatever their scheme and the slash at their end."""
    return _key(one) == _key(other)


def _key(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return host_of(address), unquote(parts.path).rstrip("/"), parts.query
