"""Deputies for holidays: for whom, from when to when, in a role which that person holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.access import Role, accounts, sign_ins
from core.access.accounts import Grant
from core.access.listing import account_line
from core.access.trail_listing import TrailFilter, trail_lines
from core.common import clock
from core.common.errors import AccountRefused
from tests.core.access.people import ADMINISTRATOR, a_person
from tests.rows import a_unit

LEADER = Grant(Role.LEADER)


def test_a_deputy_stands_in_from_day_to_day_and_list_and_trail_say_for_whom(either_database: str) -> None:
    unit = a_unit(name="示例区教育局")
    first = clock.today() + timedelta(days=1)
    away = a_person("wang", Grant(Role.STAFF, unit))
    deputy = a_person("zhang", LEADER)
    lent = Grant(Role.STAFF, unit, first, first + timedelta(days=2), away)
    accounts.set_grants(deputy, [LEADER, lent], actor=ADMINISTRATOR)
    assigned = account_line(deputy, actor=ADMINISTRATOR).assigned
    assert [(one.grant, one.unit, one.deputy_for) for one in assigned] == [
        (LEADER, "", ""),
        (lent, "示例区教育局", "wang女士"),
    ]
    roles = []
    for days in range(-1, 4):
        with clock.frozen(clock.start_of(first + timedelta(days=days))):
            roles.append([row.role for row in sign_ins.assigned_roles(deputy)])
    only, both = [Role.LEADER], [Role.STAFF, Role.LEADER]
    assert roles == [only, both, both, both, only]
    assert changes() == [None, "wang女士 (wang)"]
    accounts.set_grants(deputy, [LEADER], actor=ADMINISTRATOR)
    assert changes() == ["wang女士 (wang)", None]


def changes() -> object:
    newest = trail_lines(TrailFilter(words="调整身份"), actor=ADMINISTRATOR).rows[0]
    return newest.changes["deputy_for"]


def test_who_is_no_deputy_is_refused_and_nothing_changes(database: object) -> None:
    unit, other, today = a_unit(name="示例区教育局"), a_unit(name="示例区卫健委"), clock.today()
    away, deputy = a_person("wang", Grant(Role.STAFF, unit)), a_person("zhang", LEADER)
    right = Grant(Role.STAFF, unit, today, today, away)
    for why, wrong in {
        "deputy_days": replace(right, last_day=None),
        "deputy_self": replace(right, deputy_for=deputy),
        "deputy_role": replace(right, unit_id=other),
        "gone": replace(right, deputy_for=999),
        "days": replace(right, last_day=today - timedelta(days=1)),
    }.items():
        with pytest.raises(AccountRefused) as said:
            accounts.set_grants(deputy, [LEADER, wrong], actor=ADMINISTRATOR)
        assert said.value.key == f"account.refused.{why}"
        assert [one.grant for one in account_line(deputy, actor=ADMINISTRATOR).assigned] == [LEADER]


def test_a_role_that_is_only_lent_is_lent_to_nobody_else(database: object) -> None:
    unit, today = a_unit(), clock.today()
    away = a_person("wang", Grant(Role.STAFF, unit))
    lent = Grant(Role.STAFF, unit, today, today, away)
    deputy = a_person("zhang", LEADER, lent)
    with pytest.raises(AccountRefused):
        accounts.set_grants(a_person("li", LEADER), [replace(lent, deputy_for=deputy)], actor=ADMINISTRATOR)


def test_who_takes_over_is_no_deputy_for_themselves_and_deputies_stay_when_someone_has_left(
    database: object,
) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    unit, today = a_unit(), clock.today()
    away = a_person("wang", Grant(Role.STAFF, unit))
    lent = Grant(Role.STAFF, unit, today, today, away)
    deputy, other = a_person("zhang", LEADER, lent), a_person("li", LEADER, lent)
    accounts.leave(deputy, actor=ADMINISTRATOR, reason="调动", successor_id=away)
    assert {one.grant for one in account_line(away, actor=ADMINISTRATOR).assigned} == {
        LEADER,
        Grant(Role.STAFF, unit),
    }
    accounts.leave(away, actor=ADMINISTRATOR, reason="调动")
    accounts.set_grants(other, [lent, Grant(Role.AUDITOR)], actor=ADMINISTRATOR)
    assert lent in {one.grant for one in account_line(other, actor=ADMINISTRATOR).assigned}
