"""Every list of what is overdue offers to urge the units, and says what came of it."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import acting_as
from core.common.text import t
from db.models import AuditEntry
from pages.components.urging import URGE
from pages.overview import first_screen
from tests.pages.pages import opened, words
from tests.rows import a_unit, a_website, all_of, an_issue


def dialog():
    from core.issues.filters import Filter
    from pages.components.urging import draw_urging

    draw_urging(Filter())


@pytest.mark.parametrize("page", ["issues", "work", "verification"])
def test_the_list_offers_it(page, database):
    an_issue(due_on=date(2026, 1, 5), state="reported")
    assert t("reminder.urge.open") in words(opened(page))


def test_the_card_of_a_unit_offers_it_where_it_or_one_below_is_late(database):
    above = a_unit(name="示例区教育委员会")
    below = a_unit(name="示例区第一中学", parent_id=above)
    assert t("reminder.urge.open") not in words(opened("grid", unit=str(above)))
    an_issue(unit_id=below, due_on=date(2026, 1, 5))
    assert t("reminder.urge.open") in words(opened("grid", unit=str(above)))


@pytest.mark.parametrize("page", ["issues", "work", "overview"])
def test_the_dialog_of_an_overdue_list_leads_to_it(page, database):
    a_website()
    an_issue(unit_id=a_unit(name="甲局"), due_on=date(2026, 1, 5))
    shown = opened(page)
    shown.session_state["figure_asked"] = "overdue"
    assert shown.run().button(key="urge-from-list").label == t("reminder.urge.open")
    # AppTest runs whole scripts only, which closes dialogs: ask for what the button asks for.
    shown.session_state["figure_asked"] = URGE
    shown.run()
    assert not shown.exception
    assert "甲局" in " ".join(one.value for one in shown.code)


def test_the_list_of_concerns_offers_it_to_those_who_may(database):
    assert first_screen._urge() == ""
    an_issue(due_on=date(2026, 1, 5))
    assert 'data-figure="urge"' in first_screen._urge()
    with acting_as(Actor("乙", Role.LEADER)):
        assert first_screen._urge() == ""


def test_a_text_to_copy_is_recorded_and_shown_on_the_issue(database):
    issue = an_issue(unit_id=a_unit(name="甲局"), due_on=date(2026, 1, 5))
    shown = AppTest.from_function(dialog, default_timeout=30).run()
    assert "2026-01-05" in shown.code[0].value
    assert "urge-send" not in [button.key for button in shown.button]
    next(button for button in shown.button if str(button.key).startswith("urge-copied")).click().run()
    assert [entry.action for entry in all_of(AuditEntry)] == ["urge"]
    page = opened("issues", issue=str(issue))
    said = " ".join([*words(page), *(one.value for one in page.text)])
    assert t("issue.action.urge") in said
    assert t("reminder.urge.by_hand", unit="甲局") in said


def test_nothing_overdue_is_said(database):
    shown = AppTest.from_function(dialog, default_timeout=30).run()
    assert [one.value for one in shown.info] == [t("reminder.urge.none")]
