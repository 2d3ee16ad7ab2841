"""A way for the public to write to the office (V-W5): on the home page or on one of the columns."""

from checks.fetch import Visit
from checks.page import State
from checks.site import Getter, Site
from checks.site.pieces import piece_around
from checks.site.words import words
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "interaction"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """Portals and departments have to offer one; nothing of the kind on home page and columns is a problem.

    Other sites need none: the check does not apply to them."""
    site = Site.of(target, fetcher, rules, visit)
    if target.category not in words()["interaction"]["bound"]:
        return site.exempt(NAME, category=target.category)
    return site.wordless(NAME) or _judge(site)


def _judge(site: Site) -> Report:
    scripted = False
    for visit, page in site.pages():
        mark = page.interaction
        if mark.state is State.PRESENT:
            return site.report(NAME, entry=mark.value, where=mark.where, found_on=visit.final_url)
        scripted = scripted or mark.state is State.UNKNOWN
    if scripted:
        return site.unable(NAME, Failure.SCRIPTED)
    if any(not one.visit.readable for one in site.column_pages):
        return site.report(NAME, doubts=[""])
    head = piece_around(site.home.html, "<nav", before=0)
    return site.report(
        NAME, [Problem("", site.address, site.visit.status, confidence=0.85, piece=head, same=NAME)]
    )
