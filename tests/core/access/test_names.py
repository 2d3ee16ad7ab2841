"""Names as they are pasted and forged: what nobody sees makes no second person and breaks nothing."""

import pytest
from sqlmodel import select

from core.access import Role, accounts, oidc, sign_ins
from core.access.accounts import Grant, NewAccount
from core.access.oidc import ClaimRules
from core.common.errors import AccountRefused
from db.engine import reading
from db.models import Account
from tests.core.access.people import ADMINISTRATOR, HERE, PASSWORD, a_person
from tests.core.access.test_sign_in import refused

LEADER = Grant(Role.LEADER)
# A zero-width space and a soft hyphen of a web page, the end of a line, a NUL, half a character.
UNSEEN = ["zh\u200bang", "zh\u00adang", "zhang\r\n", "\ufeffzhang", "zha\0ng", "zha\ud800ng", "\u202ezhang"]


@pytest.mark.parametrize("name", UNSEEN)
def test_a_pasted_name_is_the_person_it_looks_like(either_database: str, name: str) -> None:
    person = a_person("zhang", LEADER)
    assert sign_ins.sign_in(name, PASSWORD, HERE)
    assert accounts.called(name) == person
    with refused("name_taken"):
        accounts.make(NewAccount(name, "张", (LEADER,)), actor=ADMINISTRATOR)


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_sees_is_not_kept_and_breaks_nothing(either_database: str, text: str) -> None:
    accounts.make(NewAccount(text, text, (LEADER,), phone=text), actor=ADMINISTRATOR)
    with reading() as session:
        kept = session.exec(select(Account)).one()
    assert (kept.name, kept.name_key, kept.display_name, kept.phone) == ("zhang",) * 4
    with refused("wrong"):
        sign_ins.sign_in("li", text, HERE)


@pytest.mark.parametrize("empty", ["\u200b", "\0", "\u3000", "\ufeff\n"])
def test_a_name_of_nothing_that_is_seen_is_none(database: object, empty: str) -> None:
    for name, shown in ((empty, "张"), ("zhang", empty)):
        with refused("no_name"):
            accounts.make(NewAccount(name, shown, (LEADER,)), actor=ADMINISTRATOR)


@pytest.mark.parametrize(
    "new", [NewAccount("a", "张" * 101, (LEADER,)), NewAccount("a", "b", (LEADER,), "1" * 41)]
)
def test_what_no_column_holds_is_refused_in_a_sentence(either_database: str, new: NewAccount) -> None:
    with refused("long") as why:
        accounts.make(new, actor=ADMINISTRATOR)
    assert str(why.value) in {"姓名最多 100 个字。", "电话最多 40 个字。"}


@pytest.mark.parametrize("subject", ["s\0", "s\u200b", " s", "s" * 201, "s\ud800", ["s", "t"], 7, None])
def test_a_subject_that_is_not_plain_is_nobody(either_database: str, subject: object) -> None:
    claims = {"iss": "https://id", "sub": subject, "preferred_username": "zhang", "groups": ["l"]}
    with refused("oidc_unknown"):
        oidc.sign_in(claims, HERE, ClaimRules(roles={"l": Role.LEADER}))


@pytest.mark.parametrize("odd", [*UNSEEN, {"a": 1}, [["zhang"]], 10**400, [None]])
def test_odd_claims_are_read_or_refused(either_database: str, odd: object) -> None:
    claims = {"iss": "https://id", "sub": "s", "preferred_username": odd, "name": odd, "department": odd}
    rules = ClaimRules(roles={"l": Role.LEADER, "s": Role.STAFF})
    for groups in (["l", odd], [odd], "s", odd):
        why = ""
        try:
            assert oidc.sign_in({**claims, "groups": groups}, HERE, rules)
        except AccountRefused as refusal:
            why = refusal.key
        assert why in {
            "",
            "account.refused.oidc_unknown",
            "account.refused.oidc_no_unit",
            "account.refused.oidc_no_role",
        }
