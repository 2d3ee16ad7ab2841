"""The entry 我为政府网站找错, by which the public reports errors of the site."""

from checks.page import State
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.pieces import tail
from core.common.outcome import Failure, Problem, Report

NAME = "error_report"


def _judge(site: Site) -> Report:
    """A home page without the entry is a problem; one whose foot a script writes could not be checked."""
    mark = site.home.marks["error_report"]
    if mark.state is State.UNKNOWN:
        return site.unable(NAME, Failure.SCRIPTED)
    if mark.state is State.PRESENT:
        return site.report(NAME, entry=mark.value, where=mark.where)
    foot = tail(site.home.html)
    return site.report(
        NAME, [Problem("", site.address, site.visit.status, confidence=0.9, piece=foot, same=NAME)]
    )


check = of_site(NAME, _judge, needs_words=True)
