"""Entering and changing one channel."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError, RegistryRefused
from core.registry.editing import create, edit, judge
from core.registry.validate import Invalid
from db.models import AuditEntry, Case, CaseKind, Channel, ChannelEvent, EventKind, RegisteredState
from tests.registry_files import SUPERVISOR
from tests.rows import _add, a_unit, a_website, all_of

SITE = {"name": "示例局网站", "kind": "website", "url": "http://ju.example.cn/"}


def only(table):
    (row,) = all_of(table)
    return row


def test_a_website_never_becomes_an_account(either_database):
    ident = a_website(name="示例", account="shili")
    with pytest.raises(Invalid) as refused:
        edit(ident, {"kind": "weibo"}, version=1, actor=SUPERVISOR)
    assert [(fault.field, fault.name) for fault in refused.value.faults] == [("kind", "medium_fixed")]
    assert edit(ident, {"kind": "subpage"}, version=1, actor=SUPERVISOR) == ("kind",)


def test_a_new_channel_gets_the_next_code_and_is_counted_once(either_database):
    unit = a_unit()
    a_website(code="W0041")
    ident = create(SITE, unit_id=unit, actor=SUPERVISOR)
    made = next(one for one in all_of(Channel) if one.id == ident)
    assert (made.code, made.registered, made.version) == ("W0042", RegisteredState.RUNNING, 1)
    event = only(ChannelEvent)
    assert (event.kind, event.delta, event.day) == (EventKind.OPENED, 1, clock.today())


def test_every_field_that_changes_leaves_old_and_new(either_database):
    ident = a_website(name="旧名", phone="023-1111")
    assert edit(ident, {"name": "新名", "phone": "023-1111"}, version=1, actor=SUPERVISOR) == ("name",)
    assert only(AuditEntry).changes == {"name": ["旧名", "新名"]}
    assert only(Channel).version == 2


def test_nothing_is_written_when_nothing_changes(database):
    ident = a_website(name="旧名")
    assert edit(ident, {"name": " 旧名 "}, version=1, actor=SUPERVISOR) == ()
    assert (only(Channel).version, all_of(AuditEntry)) == (1, [])


def test_the_second_of_two_learns_who_was_first(either_database):
    ident = a_website(name="旧名")
    edit(ident, {"name": "甲"}, version=1, actor=Actor("张三", Role.SUPERVISOR))
    with pytest.raises(RegistryRefused, match="张三"):
        edit(ident, {"name": "乙"}, version=1, actor=SUPERVISOR)
    assert only(Channel).name == "甲"


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({**SITE, "url": "https://WWW.one.example.cn:443/other"}, "url"),
        ({**SITE, "site_code": "5001060001"}, "site_code"),
        ({**SITE, "code": "W0001"}, "code"),
        ({"name": "第一网站", "kind": "website", "url": ""}, "name"),
    ],
)
def test_a_channel_is_not_entered_twice(database, raw, field):
    a_website(code="W0001", name="第一网站", url="http://one.example.cn/", site_code="5001060001")
    assert field in {one.field for one in judge(raw).faults}


def test_a_channel_that_is_gone_leaves_its_host_to_a_successor(database):
    a_website(url="http://ju.example.cn/", registered=RegisteredState.CLOSED)
    assert judge(SITE).faults == ()


def test_two_accounts_of_one_name_and_different_ids_are_only_pointed_out(database):
    a_website(kind="weibo", name="示例发布", account="one", url="")
    verdict = judge({"kind": "weibo", "name": "示例发布", "account": "two"})
    assert (verdict.faults, [note.name for note in verdict.notes]) == ((), ["alike"])


def test_a_channel_is_no_duplicate_of_itself(database):
    ident = a_website(name="示例局网站", url="http://ju.example.cn/")
    assert judge({**SITE, "phone": "023-2222"}, channel_id=ident).faults == ()


def test_one_entered_as_closed_counts_as_left_once(either_database):
    ident = create({**SITE, "registered": "closed"}, unit_id=a_unit(), actor=SUPERVISOR)
    edit(ident, {"registered": "merged"}, version=1, actor=SUPERVISOR)
    assert [one.delta for one in all_of(ChannelEvent)] == [1, -1]
    edit(ident, {"registered": "running"}, version=2, actor=SUPERVISOR)
    assert [one.kind for one in all_of(ChannelEvent)][2:] == [EventKind.REOPENED]


def test_a_case_under_way_alone_decides_the_state(database):
    ident = a_website()
    _add(Case(number="2026-1", channel_id=ident, kind=CaseKind.CLOSE, opened_on=clock.today()))
    with pytest.raises(Invalid, match="2026-1"):
        edit(ident, {"registered": "closed"}, version=1, actor=SUPERVISOR)


def test_a_wrong_channel_is_refused_with_every_fault_at_once(database):
    with pytest.raises(Invalid) as refused:
        create({"name": "", "kind": "website", "url": "ftp://x.cn"}, unit_id=None, actor=SUPERVISOR)
    assert {one.field for one in refused.value.faults} == {"name", "url", "unit"}
    assert all_of(Channel) == []


def test_staff_may_not_change_the_registry(database):
    ident = a_website()
    with pytest.raises(DomainError):
        edit(ident, {"name": "x"}, version=1, actor=Actor("员工", Role.STAFF))


@pytest.mark.parametrize("state", ["closed", "merged", "cancelled"])
def test_the_form_alone_lets_no_channel_leave(database, state):
    ident = a_website()
    with pytest.raises(Invalid) as refused:
        edit(ident, {"registered": state, "name": "改名"}, version=1, actor=SUPERVISOR)
    assert [fault.name for fault in refused.value.faults] == ["leaves_by_case"]
    assert (only(Channel).registered, all_of(ChannelEvent)) == (RegisteredState.RUNNING, [])
