"""A field to search the site with."""

from checks.fetch import Visit
from checks.page import State
from checks.site import Getter, Site
from checks.site.pieces import piece_around
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "search"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A home page without a search box is a problem; one that scripts write could not be checked."""
    site = Site.of(target, fetcher, rules, visit)
    return site.wordless(NAME) or _judge(site)


def _judge(site: Site) -> Report:
    mark = site.home.search_box
    if mark.state is State.UNKNOWN:
        return site.unable(NAME, Failure.SCRIPTED)
    if mark.state is State.PRESENT:
        return site.report(NAME, where=mark.where, sends_to=mark.value)
    head = piece_around(site.home.html, "<body", before=0)
    return site.report(
        NAME, [Problem("", site.address, site.visit.status, confidence=0.85, piece=head, same=NAME)]
    )
