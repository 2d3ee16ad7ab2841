"""Every list of what is overdue offers to urge the units, and says what came of it."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.access.actor import acting_as
from core.common.text import t
from core.intake import lists as intake
from core.intake import moves
from core.intake.rules import intake_rules
from core.lifecycle import case_lists
from core.reminders import late, urging
from db.engine import writing
from db.models import AuditEntry, Case, CaseKind, Notice, NoticeKind, NoticeReceipt
from pages.components.urging import URGE
from pages.overview import first_screen
from tests.pages.pages import opened, words
from tests.rows import _add, a_unit, a_website, all_of, an_issue


def dialog():
    from core.issues.filters import Filter
    from core.reminders import late
    from pages.components.urging import draw_urging

    draw_urging(late.issues(Filter()))


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


@pytest.mark.parametrize("page", ["notices", "messages", "cases"])
def test_the_other_overdue_lists_offer_it_with_their_own_text(page, database):
    unit = a_unit(name="甲局")
    site = a_website(unit_id=unit)
    assert t("reminder.urge.open") not in words(opened(page))
    LATE[page](unit, site)
    shown = opened(page)
    assert t("reminder.urge.open") in words(shown)
    shown.session_state["figure_asked"] = URGE
    shown.run()
    assert not shown.exception
    said = " ".join(one.value for one in shown.code)
    assert "甲局" in said
    assert "2026-01-05" in said


@pytest.mark.parametrize(("noun", "page", "name"), [("case", "cases", "case"), ("report", "messages", "id")])
def test_an_urging_is_read_in_the_history_in_words(noun, page, name, database):
    unit = a_unit(name="甲局")
    ident = LATE[page](unit, a_website(unit_id=unit))
    lists = {"case": late.cases(case_lists.Filter()), "report": late.messages("report", intake.Filter())}
    urging.copied(lists[noun], unit, base="", actor=Actor("丙", Role.SUPERVISOR))
    shown = opened(page, **{name: str(ident)})
    said = " ".join([*words(shown), *(one.value for one in shown.text)])
    assert t("reminder.urge.by_hand", unit="甲局") in said
    assert t("case.action.urge") in said


def a_late_notice(unit, _site):
    notice = _add(
        Notice(number="1号", title="示例通报", kind=NoticeKind.SUPERVISION, issued_on=date(2025, 12, 1),
               reply_by=date(2026, 1, 5))
    )  # fmt: skip
    with writing() as session:
        session.add(NoticeReceipt(notice_id=notice, unit_id=unit, issues=2))
    return notice


def a_late_case(_unit, site):
    return _add(
        Case(number="2026-1", channel_id=site, kind=CaseKind.CLOSE, opened_on=date(2025, 12, 1),
             due_on=date(2026, 1, 5))
    )  # fmt: skip


def a_late_report(unit, _site):
    office = Actor("丙", Role.SUPERVISOR)
    limit = intake_rules().limit("report")
    received = next(
        day for day in (date(2026, 1, 5) - timedelta(days=back) for back in range(60))
        if min(limit.answer_by(day), limit.close_by(day)) <= date(2026, 1, 5)
    )  # fmt: skip
    ident = moves.enter("report", moves.Form("链接打不开", received), actor=office)
    moves.forward("report", [ident], unit, actor=office)
    return ident


LATE = {"notices": a_late_notice, "messages": a_late_report, "cases": a_late_case}
