"""A figure of one name shows one number, whichever page shows it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.text import LANGUAGES, Language, catalogue
from core.issues import transitions
from db.models import IssueState
from tests.page_queries import PAGES
from tests.pages.pages import opened
from tests.pages.tables import board_figures
from tests.rows import a_unit, an_issue

BOLD = re.compile(r"\*\*([^*]+)\*\*")
# The same words for what different pages count, which no reader takes for one another.
OF_ITS_PAGE = {"metric.running_websites", "metric.running_accounts"}


def figures(app: Any) -> Iterator[tuple[str, str]]:
    """Name and value of every figure on a page: of boxes, and of the board of the first screen."""
    for block in app.main.children.values():
        yield from _of(block)
    yield from board_figures(app).values()


def _of(block: Any) -> Iterator[tuple[str, str]]:
    children = list(getattr(block, "children", {}).values())
    if len(children) > 1 and children[0].type == "caption" and children[1].type == "markdown":
        bold = BOLD.fullmatch(str(children[1].value))
        if bold:
            yield str(children[0].value), bold[1]
    for child in children:
        yield from _of(child)


def shown(language: Language) -> dict[str, dict[str, set[str]]]:
    """Name → value → pages that show it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page, parameters in PAGES.items():
        for name, value in figures(opened(page, language, **parameters)):
            # The first screen says of how many units the overdue ones are.
            found[name][value.split(" ")[0] if page == "overview" else value].add(page)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_agrees_with_every_other(demo_database, language: Language) -> None:
    late = clock.today() - timedelta(days=2)
    unit = a_unit()
    reported = [an_issue(unit_id=unit, due_on=late, number=f"2026-9000{place}") for place in range(3)]
    an_issue(unit_id=unit, due_on=late, number="2026-90009", state=IssueState.RETURNED)
    transitions.report_fixed(reported, note="", actor=Actor("甲", Role.STAFF))
    own = {catalogue(language)[key] for key in OF_ITS_PAGE}
    found = {name: values for name, values in shown(language).items() if name not in own}
    assert {name: dict(values) for name, values in found.items() if len(values) > 1} == {}
    shared = {name for name, values in found.items() if len(next(iter(values.values()))) > 1}
    assert catalogue(language)["metric.overdue"] in shared
