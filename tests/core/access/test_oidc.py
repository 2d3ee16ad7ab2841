"""Whom an OpenID Connect server's claims let in, in which roles, and whom they do not."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from core.access import Role, accounts, oidc, sign_ins
from core.access.accounts import Grant, NewAccount
from core.access.oidc import BadClaims, ClaimRules
from core.access.sign_ins import SignedIn
from core.common.errors import AccountRefused
from db.engine import reading
from db.models import Account, AuditEntry
from tests.core.access.people import ADMINISTRATOR, HERE, a_person
from tests.rows import a_unit

RULES = ClaimRules(roles={"督查": Role.SUPERVISOR, "联络员": Role.STAFF, "局长": Role.LEADER})
ZHANG = {"iss": "https://sso.example", "sub": "17", "preferred_username": "zhang", "name": "张三"}


def let_in(rules: ClaimRules = RULES, **claims: object) -> SignedIn:
    found = sign_ins.look_up(oidc.sign_in({**ZHANG, **claims}, HERE, rules))
    assert found is not None
    return found


def refused(key: str) -> pytest.RaisesExc[AccountRefused]:
    return pytest.raises(AccountRefused, check=lambda why: why.key == f"account.refused.{key}")


def test_claims_make_an_account_in_their_roles_and_later_ones_change_them(either_database: str) -> None:
    unit = a_unit(code="C7", name="教育局")
    first = let_in(groups=["联络员", "其他"], department="C7")
    assert (first.name, first.role, first.in_use.unit_id) == ("张三", Role.STAFF, unit)
    second = let_in(groups=["督查", "局长"], preferred_username="another", name="李四")
    assert (second.account_id, second.role) == (first.account_id, Role.SUPERVISOR)
    with refused("oidc_no_role"):
        let_in(groups="其他")
    with reading() as session:
        actions = session.exec(select(col(AuditEntry.action)).order_by(col(AuditEntry.id))).all()
    assert actions == ["account_made", "signed_in", "account_roles", "signed_in"]


@pytest.mark.parametrize("department", ["", "C8", None, ["x"], "同名"])
def test_staff_need_the_one_unit_that_the_claim_names(database: Path, department: object) -> None:
    for code in ("C1", "C2"):
        a_unit(code=code, name="同名")
    with refused("oidc_no_unit"):
        let_in(groups=["联络员"], department=department)


def test_who_is_entered_and_never_signed_in_is_linked_once_and_keeps_the_roles_given_here(
    either_database: str,
) -> None:
    made = accounts.make(NewAccount("Zhang", "张三丰", (Grant(Role.AUDITOR),)), actor=ADMINISTRATOR)
    link = accounts.invite(made, actor=ADMINISTRATOR)
    signed = let_in(groups=["督查"])
    assert (signed.account_id, signed.role) == (made, Role.AUDITOR)
    with refused("link"):
        sign_ins.take_invitation(link, "Qinghe-2026-xuncha")
    assert let_in(groups=[]).account_id == made
    with refused("name_taken"):
        let_in(sub="18", groups=["督查"])


def test_a_name_takes_over_no_account_that_has_a_password(database: Path) -> None:
    a_person("zhang", Grant(Role.ADMINISTRATOR))
    with refused("oidc_unknown"):
        let_in(groups=[])
    with refused("name_taken"):
        let_in(groups=["督查"])


@pytest.mark.parametrize(
    "claims",
    [{}, {"sub": ""}, {"iss": 5}, {"preferred_username": " "}, {"groups": {"督查": 1}}, {"groups": "无"}],
)
def test_whom_the_claims_give_nothing_has_no_account(database: Path, claims: dict[str, object]) -> None:
    with refused("oidc_unknown"):
        oidc.sign_in({**ZHANG, "groups": ["督查"] if claims else [], **claims}, HERE, RULES)
    with reading() as session:
        assert session.exec(select(Account)).all() == []


def test_locked_and_left_stay_out(database: Path) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    person = let_in(groups=["督查"])
    accounts.lock(person.account_id, actor=ADMINISTRATOR, reason="x")
    with refused("wrong"):
        let_in(groups=["督查"])


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ({"roles": {"a": "boss"}}, "roles.a"),
        ({"roles": {"a": "checker"}}, "roles.a"),
        ({"roles": []}, "roles"),
        ({"group": "x"}, "group"),
        ({"name": 3}, "name"),
    ],
)
def test_a_table_of_claims_that_cannot_be_used_is_named(table: dict[str, object], wrong: str) -> None:
    with pytest.raises(BadClaims, match=wrong):
        ClaimRules.of(table)
    assert ClaimRules.of({"role": "r", "roles": {"a": "leader"}}).roles == {"a": Role.LEADER}
