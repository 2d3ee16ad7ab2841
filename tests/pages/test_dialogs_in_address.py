"""Forms that a link may open: the address asks for one, and forgets it once it is closed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import use_provider
from tests.pages.pages import opened
from tests.pages.test_followed import asked, moved

# Page, what its address says, the form.
FORMS = [
    ("calendar", {}, "add"),
    ("registry", {}, "add"),
    ("channel", {"id": "3"}, "edit"),
    ("grid", {"unit": "2"}, "edit"),
    ("cases", {}, "add"),
    ("census", {}, "add"),
    ("tasks", {}, "add"),
    ("notices", {}, "add"),
]


def dialogs(app: AppTest) -> int:
    return len(app.get("dialog"))


@pytest.mark.parametrize(("page", "parameters", "form"), FORMS)
def test_a_link_opens_the_form_once(
    demo_database: Path, page: str, parameters: dict[str, str], form: str
) -> None:
    app = opened(page, dialog=form, **parameters)
    assert dialogs(app) == 1
    # Any run of the whole page closes it, and a reload must not bring it back.
    app.run()
    assert dialogs(app) == 0
    assert asked(app, "dialog") == ""
    assert not app.exception


def test_the_button_puts_the_form_into_the_address(demo_database: Path) -> None:
    app = opened("calendar")
    app.button(key="calendar-correct").click().run()
    assert (dialogs(app), asked(app, "dialog")) == (1, "add")


def test_a_form_that_the_role_may_not_use_stays_shut(demo_database: Path) -> None:
    use_provider(lambda: Actor("示例领导", Role.LEADER))
    try:
        for page, parameters, form in FORMS:
            assert dialogs(opened(page, dialog=form, **parameters)) == 0
    finally:
        use_provider(None)


def test_free_days_go_with_the_reader(demo_database: Path) -> None:
    app = opened("closing", period="free", **{"from": "2026-03-01", "until": "2026-06-30"})
    moved(app, "cases", tab="migration")
    assert asked(app, "from") == ""
    moved(app, "registry")
    moved(app, "closing")
    assert [asked(app, name) for name in ("period", "from", "until")] == ["free", "2026-03-01", "2026-06-30"]


def test_days_out_of_reach_are_not_taken_over(demo_database: Path) -> None:
    app = opened("closing", period="free", **{"from": "1990-01-01", "until": "2099-06-30"})
    moved(app, "registry")
    moved(app, "closing")
    assert [asked(app, name) for name in ("period", "from", "until")] == ["free", "", ""]
