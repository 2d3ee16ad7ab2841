"""What a person follows stands in the menu, in the language and within the role of the moment."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role, current_actor, kept_views
from core.access.actor import use_provider
from core.common.text import t
from pages.components.kept_views import query_of
from tests.pages.pages import opened


def kept_links(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.sidebar.get("page_link")]


@pytest.fixture
def two_kept(demo_database: Path) -> None:
    kept_views.keep("该催的", "issues", "due=overdue&unit=2", actor=current_actor())
    kept_views.keep("账号权限", "people", "", actor=current_actor())


def test_the_menu_leads_to_what_is_kept_with_its_filters(two_kept: None) -> None:
    app = opened("registry")
    (issues,) = [one for one in app.sidebar.get("page_link") if one.proto.label == "该催的"]
    assert issues.proto.query_string == "due=overdue&unit=2"
    assert t("common.kept.title") in [one.value for one in app.sidebar.caption]


def test_a_page_that_the_role_may_not_open_is_not_offered(two_kept: None) -> None:
    mine = current_actor()
    assert kept_links(opened("registry")) == ["该催的"] if not mine.role.allows(Role.AUDITOR) else []
    use_provider(lambda: Actor(mine.name, Role.ADMINISTRATOR))
    try:
        assert kept_links(opened("registry")) == ["该催的", "账号权限"]
        use_provider(lambda: Actor(mine.name, Role.STAFF, unit_id=2))
        assert kept_links(opened("work")) == ["该催的"]
    finally:
        use_provider(None)


def test_nothing_kept_says_nothing(demo_database: Path) -> None:
    app = opened("registry", "en")
    assert kept_links(app) == []
    assert t("common.kept.title") not in [one.value for one in app.sidebar.caption]


def test_language_print_and_the_page_of_a_list_are_not_kept() -> None:
    asked = {"unit": "2", "lang": "en", "print": "1", "page": "3", "due": "overdue", "words": ""}
    assert query_of(asked) == "due=overdue&unit=2"
