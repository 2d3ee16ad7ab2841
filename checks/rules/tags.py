"""The standard page tags: of the site on its home page, of columns on their lists, of articles on theirs."""

from collections.abc import Iterable, Iterator

from checks.fetch import Visit
from checks.page import Page
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.pieces import piece_around
from checks.site.site import GONE
from checks.site.words import words
from core.common.outcome import Problem, Report

NAME = "tags"


def _judge(site: Site) -> Report:
    """A tag that is missing or empty is one problem for all pages of its kind that lack it."""
    lists = [(one.visit, site.page(one.visit)) for one in site.column_pages if one.visit.readable]
    articles = list(site.articles(int(site.limit(NAME, "articles"))))
    problems = [
        *_missing("home", [(site.visit, site.home)]),
        *_missing("column", lists if any(one.registered for one in site.column_pages) else []),
        *_missing("article", articles),
    ]
    # A level of which a page could not be read may lack there what its other pages have.
    missed = any(not one.visit.readable and one.visit.status not in GONE for one in site.column_pages)
    doubts = [f"{level}:{tag}" for level in ("column", "article") for tag in words()["tags"][level] if missed]
    doubts = [key for key in doubts if key in {key for key, _ in site.target.seen.get(NAME, ())}]
    return site.report(
        NAME,
        problems,
        doubts=doubts,
        tags=dict(site.home.tags),
        lists_read=len(lists),
        articles_read=len(articles),
    )


def _missing(level: str, pages: Iterable[tuple[Visit, Page]]) -> Iterator[Problem]:
    pages = list(pages)
    for tag in words()["tags"][level]:
        without = [(visit, page) for visit, page in pages if not page.tags.get(tag)]
        if without:
            visit, page = without[0]
            yield Problem(
                f"{level}:{tag}",
                visit.final_url,
                visit.status,
                confidence=1.0,
                piece=piece_around(page.html, "<head", before=0),
                same=tag,
                detail={
                    "missing": tag,
                    "level": level,
                    "addresses": [one.final_url for one, _ in without[:20]],
                    "of": len(pages),
                },
            )


check = of_site(NAME, _judge, needs_words=True)
