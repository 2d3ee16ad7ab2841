"""Links in plain sight to gambling and other illegal sites."""

from checks.fetch import Visit
from checks.site import Getter, Site
from checks.site.planted import judge
from core.common.outcome import Report, Target
from core.rules import RuleSet

NAME = "illegal_links"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """What surely leads to such a site is a problem, what may is suspect."""
    site = Site.of(target, fetcher, rules, visit)
    return site.blocked(NAME) or judge(site, NAME)
