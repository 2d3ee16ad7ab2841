"""Links that somebody planted, as problems and doubts, for the checks of hidden and of illegal links."""

from collections.abc import Collection, Iterator

from checks.fetch import Visit
from checks.page import Page, Planted
from core.monitoring.outcome import Problem, Report

from .keys import key_of, piece_around
from .site import Site


def judge(site: Site, name: str, kinds: Collection[str]) -> Report:
    """The report on the planted links of `kinds` on the home page, the columns and some newest articles."""
    problems: dict[str, Problem] = {}
    doubts: list[str] = []
    for visit, page in _pages(site, name):
        for one in page.planted:
            if one.kind not in kinds:
                continue
            key = key_of(one.kind, f"{one.address} {visit.final_url}")
            if one.sure:
                problems.setdefault(key, _problem(key, visit, page, one))
            else:
                doubts.append(key)
    return site.report(name, problems.values(), doubts=doubts)


def _pages(site: Site, name: str) -> Iterator[tuple[Visit, Page]]:
    yield from site.pages()
    yield from site.articles(int(site.limit(name, "articles")))


def _problem(key: str, visit: Visit, page: Page, one: Planted) -> Problem:
    return Problem(
        key,
        visit.final_url,
        visit.status,
        confidence=one.confidence,
        piece=piece_around(page.html, one.address or one.text, before=200)[:600],
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
