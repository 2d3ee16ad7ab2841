"""A field to search the site with."""

from checks.page import State
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.pieces import piece_around
from core.common.outcome import Failure, Problem, Report

NAME = "search"


def _judge(site: Site) -> Report:
    """A home page without a search box is a problem; one that scripts write could not be checked."""
    mark = site.home.search_box
    if mark.state is State.UNKNOWN:
        return site.unable(NAME, Failure.SCRIPTED)
    if mark.state is State.PRESENT:
        return site.report(NAME, where=mark.where, sends_to=mark.value)
    head = piece_around(site.home.html, "<body", before=0)
    return site.report(
        NAME, [Problem("", site.address, site.visit.status, confidence=0.85, piece=head, same=NAME)]
    )


check = of_site(NAME, _judge, needs_words=True)
