"""The entry 我为政府网站找错, by which the public reports errors of the site."""

from checks.fetch import Visit
from checks.page import State
from checks.site import Getter, Site
from checks.site.pieces import tail
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "error_report"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A home page without the entry is a problem; one whose foot a script writes could not be checked."""
    site = Site.of(target, fetcher, rules, visit)
    return site.wordless(NAME) or _judge(site)


def _judge(site: Site) -> Report:
    mark = site.home.marks["error_report"]
    if mark.state is State.UNKNOWN:
        return site.unable(NAME, Failure.SCRIPTED)
    if mark.state is State.PRESENT:
        return site.report(NAME, entry=mark.value, where=mark.where)
    foot = tail(site.home.html)
    return site.report(
        NAME, [Problem("", site.address, site.visit.status, confidence=0.9, piece=foot, same=NAME)]
    )
