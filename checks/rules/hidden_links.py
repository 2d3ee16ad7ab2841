"""Links that somebody planted out of a visitor's sight: hidden, written by a script, in the head, loaded."""

from checks.fetch import Visit
from checks.site import Getter, Site
from checks.site.planted import judge
from core.common.outcome import Report, Target
from core.rules import RuleSet

NAME = "hidden_links"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """What is surely planted is a problem, what may be is suspect; menus and lightboxes are neither."""
    site = Site.of(target, fetcher, rules, visit)
    return site.blocked(NAME) or judge(site, NAME)
