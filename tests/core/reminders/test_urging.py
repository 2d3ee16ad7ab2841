"""Urging: one text a unit, sent by its ways or passed on by hand, and recorded on each issue."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.issues.filters import Filter
from core.reminders import recipients, urging
from core.reminders.recipients import Person
from db.models import AuditEntry, IssueState, OutboxMessage
from tests.rows import NOON, a_unit, all_of, an_issue

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
    found = {one.unit: one for one in urging.urgings(Filter(), base=BASE)}
    assert set(found) == {"甲局", "乙局"}
    assert {late.id for late in found["甲局"].issues} == {first, second}
    text = found["甲局"].text
    for said in ("2026-11-20", "2026-11-10", f"{BASE}issues?issue={first}", "13"):
        assert said in text
    assert BASE not in next(iter(urging.urgings(Filter(), base=""))).text


def test_it_is_queued_at_once_and_recorded_on_each_issue():
    unit, silent = a_unit(name="甲局"), a_unit(name="乙局")
    reached(unit, ways=2)
    issue = an_issue(unit_id=unit, due_on=LATE)
    an_issue(unit_id=silent, due_on=LATE)
    done = urging.send(Filter(), base=BASE, actor=OFFICE)
    assert (done.messages, done.units, done.unreached) == (2, 1, ("乙局",))
    messages = all_of(OutboxMessage)
    assert {(one.kind, one.not_before, one.to_name) for one in messages} == {("urge", clock.now(), "张三")}
    assert all("2026-11-20" in one.body for one in messages)
    ((noun, who, to),) = urged()
    assert (noun, who) == (issue, "丙")
    assert "张三" in to
    urging.send(Filter(), base=BASE, actor=OFFICE)
    assert len(all_of(OutboxMessage)) == 4


def test_a_text_passed_on_by_hand_is_recorded():
    unit = a_unit(name="甲局")
    issue, other = an_issue(unit_id=unit, due_on=LATE), an_issue(due_on=LATE)
    urging.copied(Filter(), unit, base=BASE, actor=OFFICE)
    assert urged() == [(issue, "丙", t("reminder.urge.by_hand", unit="甲局"))]
    assert other not in [noun for noun, _, _ in urged()]
    assert all_of(OutboxMessage) == []


@pytest.mark.parametrize(("due", "key"), [(NOON.date(), "nothing_overdue"), (LATE, "urge_no_way")])
def test_nothing_overdue_and_nobody_to_reach_are_said(due, key):
    an_issue(due_on=due)
    with pytest.raises(DomainError) as why:
        urging.send(Filter(), base=BASE, actor=OFFICE)
    assert why.value.key == f"reminder.refused.{key}"
    assert (all_of(OutboxMessage), urged()) == ([], [])


def test_only_supervisors_urge():
    unit = a_unit()
    reached(unit)
    an_issue(unit_id=unit, due_on=LATE)
    for move in (
        lambda: urging.send(Filter(), base=BASE, actor=STAFF),
        lambda: urging.copied(Filter(), unit, base=BASE, actor=STAFF),
    ):
        with pytest.raises(DomainError):
            move()
    assert (all_of(OutboxMessage), urged()) == ([], [])
