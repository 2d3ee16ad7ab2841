"""The trail as the auditor reads it: people of one name apart, in words, found by the words on the page."""

from datetime import timedelta

import pytest

from core.access import Actor, Role, accounts, record, sign_ins
from core.access.accounts import Grant, NewAccount
from core.access.listing import account_line
from core.access.rules import sign_in_rules
from core.access.trail_listing import TrailFilter, TrailLine, trail_lines
from core.common import clock
from core.records import keeping
from db.engine import writing
from pages.components.changes import changes
from tests.core.access.people import ADMINISTRATOR, HERE, PASSWORD, a_person
from tests.rows import NOON, a_unit, a_website

AUDITOR = Actor("审", Role.AUDITOR)


def found(**wanted: str) -> list[TrailLine]:
    return list(trail_lines(TrailFilter(**wanted), actor=AUDITOR, limit=100).rows)


def test_two_people_of_one_name_are_known_and_found_by_their_user_names(either_database: str) -> None:
    for name in ("zhangwei", "zhang_wei"):
        made = accounts.make(NewAccount(name, "张伟", (Grant(Role.LEADER),)), actor=ADMINISTRATOR)
        sign_ins.take_invitation(accounts.invite(made, actor=ADMINISTRATOR), PASSWORD)
        sign_ins.sign_in(name, PASSWORD, HERE)
    assert {(line.actor, line.user) for line in found(words="登录")} == {
        ("张伟", "zhangwei"), ("张伟", "zhang_wei"),
    }  # fmt: skip
    assert {line.user for line in found(actor="g_w")} == {"zhang_wei"}
    assert {line.actor for line in found(actor="张伟")} == {"张伟"}
    assert {line.about for line in found(noun="account")} == {"zhangwei", "zhang_wei"}


@pytest.mark.parametrize("words", ["变更账号状态", "account's state", "STATE"])
def test_an_action_is_found_by_its_words_in_either_language(database: object, words: str) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    accounts.lock(a_person("li", Grant(Role.LEADER)), actor=ADMINISTRATOR, reason="100%_确认")
    assert [line.action for line in found(words=words)] == ["account_state"]
    assert [line.action for line in found(words="%_")] == ["account_state"]
    assert found(words="%%") == []


def test_roles_units_states_and_who_takes_over_are_words(either_database: str) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    unit = a_unit(name="示例区教育局")
    old, new = a_person("zhang", Grant(Role.STAFF, unit)), a_person("li", Grant(Role.LEADER))
    accounts.leave(old, actor=ADMINISTRATOR, reason="调离", successor_id=new)
    said = " ".join(changes(line.changes) for line in found(noun="account"))
    for words in ("工作人员 示例区教育局", "正常 → 已离岗", "接任账号：— → li"):
        assert words in said
    for raw in ("staff", f"@{unit}", "active", "left", "successor"):
        assert raw not in said


def test_browsers_that_were_left_idle_are_not_counted_as_signed_in(either_database: str) -> None:
    person = a_person("zhang", Grant(Role.LEADER))
    for _ in range(3):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
    assert account_line(person, actor=AUDITOR).browsers == 3
    with clock.frozen(clock.now() + sign_in_rules().idle + timedelta(minutes=1)):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
        assert account_line(person, actor=AUDITOR).browsers == 1


def test_what_an_entry_refers_to_is_named(either_database: str) -> None:
    site = a_website(unit_id=a_unit(name="示例区教育局"), name="示例区教育网")
    given = {"channel_id": site, "day": NOON.date(), "person": "张三", "pages": 30, "found": 2}
    with clock.frozen(NOON):
        keeping.enter("reading", given, actor=Actor("丁", Role.INSPECTOR))
    (line,) = found(noun="yearly-record")
    assert line.changes["channel_id"] == [None, "示例区教育网"]
    assert line.changes["pages"] == [None, 30], "a number that is no reference stays one"
    assert "示例区教育网" in changes(line.changes, line.noun)


def test_an_entry_says_what_it_is_about(either_database: str) -> None:
    unit = a_unit(name="示例区教育局")
    site = a_website(unit_id=unit, name="示例区教育网")
    with writing() as session:
        for noun, ident in (("channel", site), ("unit", unit), ("channel", 99)):
            of = {"parent_id": (None, 99), "unit_id": (None, unit)}
            record(session, actor=AUDITOR, action="edit", noun=noun, noun_id=ident, changes=of)
    assert [line.about for line in found()] == ["", "示例区教育局", "示例区教育网"]
    assert found()[0].changes == {"parent_id": [None, 99], "unit_id": [None, "示例区教育局"]}
