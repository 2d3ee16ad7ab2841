"""Links that somebody planted, as problems and doubts, for the checks of hidden and of illegal links."""

from typing import TYPE_CHECKING

from checks.page import Page, Planted
from core.common.outcome import Problem, Report

from .keys import key_of
from .pieces import piece_around

if TYPE_CHECKING:
    from .site import Site

# Out of a visitor's sight, or in plain sight.
KINDS = {
    "hidden_links": frozenset({"hidden", "written", "redirect", "head", "loaded"}),
    "illegal_links": frozenset({"visible"}),
}


def judge(site: "Site", name: str) -> Report:
    """The report on the planted links that the check `name` is about: home page, columns, some articles."""
    problems: dict[str, Problem] = {}
    doubts: list[str] = []
    for visit, page in site.sample(name):
        for one in page.planted:
            if one.kind not in KINDS[name]:
                continue
            problem = problem_of(visit.final_url, visit.status, page, one)
            if one.sure:
                problems.setdefault(problem.key, problem)
            else:
                doubts.append(problem.key)
    return site.report(name, problems.values(), doubts=[*doubts, *site.unread(name)])


def problem_of(address: str, status: int | None, page: Page, one: Planted) -> Problem:
    """What was planted in the page found at `address`. Personal numbers beside it are not masked yet."""
    return Problem(
        key_of(one.kind, f"{one.address} {address}"),
        address,
        status,
        confidence=one.confidence,
        piece=piece_around(page.html, one.address or one.text, before=200, length=600),
        same=f"{one.kind} {one.address} {one.text}",
        detail={
            "planted": one.kind,
            "target": one.address,
            "text": one.text,
            "where": one.where,
            "hidden": one.hidden,
            "words": list(one.words),
        },
    )
