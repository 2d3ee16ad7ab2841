"""Urging: one text a unit, sent by its ways or passed on by hand, and recorded on each issue."""

from datetime import date

import pytest
from sqlalchemy import update

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.intake import lists as intake
from core.intake import moves
from core.issues.filters import Filter
from core.lifecycle import case_lists
from core.reminders import late, recipients, urging
from core.reminders.recipients import Person
from db.engine import writing
from db.models import (
    AuditEntry,
    Case,
    CaseKind,
    ErrorReport,
    IssueState,
    Notice,
    NoticeKind,
    NoticeReceipt,
    OutboxMessage,
)
from tests.rows import NOON, _add, a_unit, a_website, all_of, an_issue

OFFICE, STAFF = Actor("丙", Role.SUPERVISOR), Actor("乙", Role.STAFF)
BASE = "http://board.example.cn/"
LATE = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def reached(unit_id, name="张三", ways=1):
    person = recipients.save(Person(name, unit_id), actor=OFFICE)
    for _ in range(ways):
        recipients.add_way(person, "webhook", {"address": "https://hook.example.cn/x"}, actor=OFFICE)
    return person


def urged():
    return [
        (one.noun_id, one.actor, one.changes["urged"][1])
        for one in all_of(AuditEntry)
        if one.action == "urge"
    ]


def test_each_unit_gets_one_text_with_deadlines_and_links():
    unit, other = a_unit(name="甲局"), a_unit(name="乙局")
    first, second = an_issue(unit_id=unit, due_on=LATE), an_issue(unit_id=unit, due_on=date(2026, 11, 10))
    an_issue(unit_id=other, due_on=LATE)
    an_issue(unit_id=unit, due_on=clock.today())
    an_issue(unit_id=unit, due_on=LATE, state=IssueState.VERIFIED)
    found = {one.unit: one for one in urging.urgings(late.issues(Filter()), base=BASE)}
    assert set(found) == {"甲局", "乙局"}
    assert {one.id for one in found["甲局"].items} == {first, second}
    text = found["甲局"].text
    for said in ("2026-11-20", "2026-11-10", f"{BASE}issues?issue={first}", "13"):
        assert said in text
    assert BASE not in next(iter(urging.urgings(late.issues(Filter()), base=""))).text


def test_it_is_queued_at_once_and_recorded_on_each_issue():
    unit, silent = a_unit(name="甲局"), a_unit(name="乙局")
    reached(unit, ways=2)
    issue = an_issue(unit_id=unit, due_on=LATE)
    an_issue(unit_id=silent, due_on=LATE)
    done = urging.send(late.issues(Filter()), base=BASE, actor=OFFICE)
    assert (done.messages, done.units, done.unreached) == (2, 1, ("乙局",))
    messages = all_of(OutboxMessage)
    assert {(one.kind, one.not_before, one.to_name) for one in messages} == {("urge", clock.now(), "张三")}
    assert all("2026-11-20" in one.body for one in messages)
    ((noun, who, to),) = urged()
    assert (noun, who) == (issue, "丙")
    assert "张三" in to
    urging.send(late.issues(Filter()), base=BASE, actor=OFFICE)
    assert len(all_of(OutboxMessage)) == 4


def test_a_text_passed_on_by_hand_is_recorded():
    unit = a_unit(name="甲局")
    issue, other = an_issue(unit_id=unit, due_on=LATE), an_issue(due_on=LATE)
    urging.copied(late.issues(Filter()), unit, base=BASE, actor=OFFICE)
    assert urged() == [(issue, "丙", t("reminder.urge.by_hand", unit="甲局"))]
    assert other not in [noun for noun, _, _ in urged()]
    assert all_of(OutboxMessage) == []


@pytest.mark.parametrize(("due", "key"), [(NOON.date(), "nothing_overdue"), (LATE, "urge_no_way")])
def test_nothing_overdue_and_nobody_to_reach_are_said(due, key):
    an_issue(due_on=due)
    with pytest.raises(DomainError) as why:
        urging.send(late.issues(Filter()), base=BASE, actor=OFFICE)
    assert why.value.key == f"reminder.refused.{key}"
    assert (all_of(OutboxMessage), urged()) == ([], [])


def test_only_supervisors_urge():
    unit = a_unit()
    reached(unit)
    an_issue(unit_id=unit, due_on=LATE)
    for move in (
        lambda: urging.send(late.issues(Filter()), base=BASE, actor=STAFF),
        lambda: urging.copied(late.issues(Filter()), unit, base=BASE, actor=STAFF),
    ):
        with pytest.raises(DomainError):
            move()
    assert (all_of(OutboxMessage), urged()) == ([], [])


def a_late_reply(unit_id):
    notice = _add(
        Notice(number="示例督查〔2026〕1号", title="示例通报", kind=NoticeKind.SUPERVISION,
               issued_on=date(2026, 10, 1), reply_by=LATE)
    )  # fmt: skip
    with writing() as session:
        session.add(NoticeReceipt(notice_id=notice, unit_id=unit_id, issues=2))
    return "notice-receipt", notice, late.replies(), f"notices?notice={notice}"


def a_late_message(unit_id):
    forms = [moves.Form("链接打不开\n请修复", date(2026, 9, 1), reference=name) for name in ("甲", "乙")]
    reports = [moves.enter("report", form, actor=OFFICE) for form in forms]
    moves.forward("report", reports[:1], unit_id, actor=OFFICE)
    listed = late.messages("report", intake.Filter())
    return "report", reports[0], listed, f"messages?kind=report&id={reports[0]}"


def a_late_case(unit_id):
    site = a_website(unit_id=unit_id, name="示例旧站")
    case = _add(
        Case(number="2026-1", channel_id=site, kind=CaseKind.CLOSE, opened_on=date(2026, 6, 1), due_on=LATE)
    )
    return "case", case, late.cases(case_lists.Filter()), f"cases?case={case}"


@pytest.mark.parametrize("make", [a_late_reply, a_late_message, a_late_case])
def test_every_list_of_what_is_late_is_urged_about_the_same_way(make):
    unit = a_unit(name="甲局")
    noun, ident, listed, link = make(unit)
    (one,) = urging.urgings(listed, base=BASE)
    assert (one.unit, [(item.noun, item.id) for item in one.items]) == ("甲局", [(noun, ident)])
    assert f"{BASE}{link}" in one.text
    assert "2026-" in one.text
    urging.copied(listed, unit, base=BASE, actor=OFFICE)
    reached(unit)
    assert urging.send(listed, base=BASE, actor=OFFICE).messages == 1
    assert link in all_of(OutboxMessage)[0].body
    entries = [entry for entry in all_of(AuditEntry) if entry.action == "urge"]
    assert [(entry.noun, entry.noun_id) for entry in entries] == [(noun, ident)] * 2
    assert t("reminder.urge.by_hand", unit="甲局") in entries[0].changes["urged"]
    with pytest.raises(DomainError):
        urging.copied(listed, a_unit(name="乙局"), base=BASE, actor=OFFICE)


def test_what_was_answered_closed_or_ended_is_not_urged_about():
    unit = a_unit(name="甲局")
    for make in (a_late_reply, a_late_message, a_late_case):
        make(unit)
    with writing() as session:
        session.execute(update(NoticeReceipt).values(replied_on=LATE))
        session.execute(update(ErrorReport).values(closed_on=LATE))
        session.execute(update(Case).values(ended_on=LATE))
    lists = (late.replies(), late.messages("report", intake.Filter()), late.cases(case_lists.Filter()))
    assert [urging.urgings(one, base=BASE) for one in lists] == [(), (), ()]
