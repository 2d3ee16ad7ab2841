"""What is wrong on a page deep inside a site: personal numbers, planted links, wrong words.

Judged by the same rules as on the home page, so that one fault has one key wherever it was met."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from checks.page import Page, mask
from checks.site.personal import problem_of as personal_problem
from checks.site.planted import KINDS
from checks.site.planted import problem_of as planted_problem
from core.common.outcome import Problem

if TYPE_CHECKING:
    from core.wording.entry import Entry
    from core.wording.find import Finder

PRIVACY, WORDING = "privacy", "wording"
_MOST = 50  # places reported of one page


def found_on(page: Page, words: "tuple[Entry, ...]" = ()) -> list[dict[str, Any]]:
    """What is wrong on `page`, ready for JSON. `sure` is how sure the page's own facts are of it, 0 to 1."""
    wrong = _wrong_words(page, words) if words else ()
    return list(islice(chain(_numbers(page), _planted(page), wrong), _MOST))


def _numbers(page: Page) -> Iterator[dict[str, Any]]:
    for one in page.personal:
        problem = personal_problem(page.url, 200, one)
        yield _detail(PRIVACY, problem, one.confidence)


def _planted(page: Page) -> Iterator[dict[str, Any]]:
    for one in page.planted:
        problem = planted_problem(page.url, 200, page, one)
        for check, kinds in KINDS.items():
            if one.kind in kinds:
                yield _detail(check, problem, 1.0 if one.sure else one.confidence)


def _detail(check: str, problem: Problem, sure: float) -> dict[str, Any]:
    return {
        "check": check,
        "key": problem.key,
        "sure": sure,
        "confidence": problem.confidence,
        "piece": mask(problem.piece),
        "same": problem.same,
        "detail": dict(problem.detail),
    }


def _wrong_words(page: Page, words: "tuple[Entry, ...]") -> Iterator[dict[str, Any]]:
    for hit in _finder(words).find(page.text, most=_MOST):
        yield {
            "check": WORDING,
            "key": hit.found,
            "sure": hit.entry.confidence,
            "piece": mask(hit.sentence),
            "detail": {"found": hit.found, "suggestion": hit.suggestion, "list": hit.entry.list.value},
        }


@lru_cache(maxsize=2)
def _finder(words: "tuple[Entry, ...]") -> "Finder":
    from core.wording.find import Finder

    return Finder(words)
