"""No page waits for a writer: while somebody writes for long, every page is drawn from what is stored."""

import pytest

from core.common.text import t
from core.monitoring import verdict_cache
from db.engine import writing
from tests.page_queries import PAGES
from tests.pages.pages import figure, opened, words
from tests.pages.tables import board_words
from tests.rows import a_leader


@pytest.mark.parametrize("page", PAGES)
def test_no_page_waits_for_a_writer(page, demo_database):
    with writing() as session:
        session.connection()
        assert words(opened(page, **PAGES[page]))


def test_the_overview_says_who_waits_for_the_checkers_verdict(demo_database):
    a_leader()
    waiting = verdict_cache.waiting()
    assert waiting
    page = opened("overview")
    assert any(said.endswith(t("overview.passed_waiting", note="", n=waiting)) for said in board_words(page))
    assert figure(page, "running") == "207"
    assert verdict_cache.waiting() == waiting
