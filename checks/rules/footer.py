"""The marks that the foot of the home page has to carry."""

from dataclasses import replace

from checks.page import State
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.pieces import tail
from checks.site.words import words
from core.common.outcome import Failure, Problem, Report

NAME = "footer"


def _judge(site: Site) -> Report:
    """A mark that is not there is a problem of its own. Where a script writes the foot it could not be
    checked: not seen is not missing."""
    marks = {name: site.home.marks[name] for name in words()["footer"]["required"]}
    seen = {name: mark.value or True for name, mark in marks.items() if mark.state is State.PRESENT}
    unknown = [name for name, mark in marks.items() if mark.state is State.UNKNOWN]
    missing = [name for name, mark in marks.items() if mark.state is State.MISSING]
    if unknown and not missing:
        return site.unable(NAME, Failure.SCRIPTED, marks=seen, unknown=unknown)
    foot = tail(site.home.html)
    problems = [
        Problem(
            f"mark:{name}",
            site.address,
            site.visit.status,
            confidence=0.9,
            piece=foot,
            same=name,
            detail={"missing": name},
        )
        for name in missing
    ]
    until = site.home.accessibility_until
    report = site.report(
        NAME,
        problems,
        # Renewing it is another office's business: somebody should look.
        doubts=["accessibility-lapsed"] if until is not None and until < site.today else [],
        marks=seen,
        unknown=unknown,
        accessibility_until=until.isoformat() if until else None,
        app_filings=list(site.home.app_filings),
    )
    # Where a script writes part of the foot, a mark that was missing before may be there or not.
    return replace(report, unsure=report.unsure | {f"mark:{name}" for name in unknown})


check = of_site(NAME, _judge, needs_words=True)
