"""Whether the page is written in the charset it declares."""

from checks.fetch import Visit
from checks.site import Getter, Site
from core.common.outcome import Report, Target
from core.rules import RuleSet

NAME = "charset"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A declaration that lies is suspect: some browsers guess right, and visitors then see no fault."""
    site = Site.of(target, fetcher, rules, visit)
    return site.blocked(NAME) or _judge(site)


def _judge(site: Site) -> Report:
    charset = site.home.charset
    return site.report(
        NAME,
        doubts=["declared"] if charset.lies else [],
        actual=charset.name,
        declared=list(charset.declared),
        unreadable=charset.broken,
    )
