"""Wrong words, names that are not exact, words that must not appear: with their sentence and a suggestion.

A help to editors, no indicator: V-W1 and D-2-5 are for persons to judge. The lists are data
(`core/wording/lists` under the office's own); what is less sure than the rule set wants is not reported."""

from collections.abc import Iterator

from checks.fetch import Visit
from checks.page import Page, mask
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.keys import key_of
from core.common.outcome import Problem, Report
from core.wording.find import Finder, Hit
from core.wording.lists_in_use import finder_of, version_of

NAME = "wording"


def hits_of(page: Page, finder: Finder) -> Iterator[Hit]:
    """The wrong places of a page, title first. Each block is searched by itself: words that only stand
    side by side, such as two entries of a menu, are no word."""
    for text in (page.title.value, *page.passages):
        yield from finder.find(text)


def _judge(site: Site) -> Report:
    """An entry of the lists that is sure to be wrong where it stands is a problem, one finding for each
    sentence; on how many pages that sentence stands is reported.

    The home page, the columns, some of the newest articles and pages where words were wrong are read."""
    sure, least = site.limit(NAME, "sure"), min(site.limit(NAME, "sure"), site.limit(NAME, "doubtful"))
    finder, words = finder_of(site.target.words, least=least), site.target.words
    problems: dict[str, Problem] = {}
    doubts: list[str] = []
    for visit, page in site.sample(NAME):
        for hit in hits_of(page, finder):
            key = key_of(hit.entry.list.value, f"{hit.found} {hit.sentence}")
            if hit.entry.confidence < sure:
                doubts.append(key)
            elif key in problems or len(problems) < site.limit(NAME, "most"):
                problems[key] = _with(problems.get(key), key, visit, hit)
    doubts += site.unread(NAME)
    return site.report(NAME, problems.values(), doubts=doubts, lists=version_of(words))


def _with(known: Problem | None, key: str, visit: Visit, hit: Hit) -> Problem:
    """The problem of a sentence, with one more page on which it stands."""
    before = list(known.detail["addresses"]) if known else []
    first = known or Problem(address=visit.final_url, status=visit.status)
    sentence = mask(hit.sentence)
    return Problem(
        key,
        first.address,
        first.status,
        confidence=hit.entry.confidence,
        piece=sentence,
        same=f"{hit.found} {sentence}",
        detail={
            "list": hit.entry.list.value,
            "found": hit.found,
            "suggestion": hit.suggestion,
            "sentence": sentence,
            "addresses": [*dict.fromkeys([*before, visit.final_url])][:20],
        },
    )


check = of_site(NAME, _judge)
