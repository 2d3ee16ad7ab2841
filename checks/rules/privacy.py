"""Personal numbers on public pages: citizens' numbers, mobiles of persons, bank cards. Masked throughout."""

from collections.abc import Iterator

from checks.fetch import Visit
from checks.page import Page, Personal
from checks.site import Getter, Site
from checks.site.keys import key_of
from core.monitoring.outcome import Problem, Report, Target
from core.rules import RuleSet

NAME = "privacy"


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A number that is surely somebody's own is a problem; one that may be is suspect.

    The home page, the columns and some of the newest articles are read."""
    site = Site.of(target, fetcher, rules, visit)
    return site.blocked(NAME) or _judge(site)


def _judge(site: Site) -> Report:
    least = site.limit(NAME, "sure")
    problems: dict[str, Problem] = {}
    doubts: list[str] = []
    read = 0
    for visit, page in _pages(site):
        read += 1
        for one in page.personal:
            key = key_of(one.kind, f"{one.masked} {visit.final_url}")
            if one.confidence >= least:
                problems.setdefault(key, _problem(key, visit, one))
            else:
                doubts.append(key)
    return site.report(NAME, problems.values(), doubts=doubts, pages_read=read)


def _pages(site: Site) -> Iterator[tuple[Visit, Page]]:
    yield from site.pages()
    yield from site.articles(int(site.limit(NAME, "articles")))


def _problem(key: str, visit: Visit, one: Personal) -> Problem:
    # No markup is kept: it would hold the number itself.
    return Problem(
        key,
        visit.final_url,
        visit.status,
        confidence=one.confidence,
        piece=f"{one.label} {one.masked}".strip(),
        detail={"personal": one.kind, "masked": one.masked, "where": one.where, "label": one.label},
    )
