"""Who is let in, for how long, and what ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import col, select, update

from core.access import Role, accounts, passwords, set_up, sign_ins, totp
from core.access.accounts import Grant, NewAccount
from core.access.rules import sign_in_rules
from core.access.sign_ins import Client
from core.common import clock
from core.common.errors import AccountRefused, DomainError
from core.common.text import LANGUAGES, use_language
from db.engine import reading, writing
from db.models import Account, AccountState, AuditEntry, SignIn
from tests.core.access.people import ADMINISTRATOR, HERE, PASSWORD, a_person
from tests.rows import a_unit

LEADER = Grant(Role.LEADER)


def refused(key: str) -> pytest.RaisesExc[AccountRefused]:
    return pytest.raises(AccountRefused, check=lambda why: why.key == f"account.refused.{key}")


def test_a_person_signs_in_and_is_known_by_the_token(either_database: str) -> None:
    unit = a_unit()
    person = a_person("zhang", Grant(Role.STAFF, unit))
    signed = sign_ins.look_up(sign_ins.sign_in("zhang", PASSWORD, HERE))
    assert signed is not None
    assert (signed.account_id, signed.role, signed.in_use.unit_id) == (person, Role.STAFF, unit)
    assert signed.actor.came_from == HERE.came_from
    assert not signed.must_change


@pytest.mark.parametrize("name", ["ZHANG", "zhang ", "ｚｈａｎｇ"])
def test_a_name_is_the_same_in_capitals_and_in_full_width(database: object, name: str) -> None:
    a_person("zhang", LEADER)
    assert sign_ins.look_up(sign_ins.sign_in(name, PASSWORD, HERE))


def test_a_password_typed_on_a_chinese_keyboard_is_the_same_password(database: object) -> None:
    a_person("zhang", LEADER)
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in PASSWORD)
    assert sign_ins.sign_in("zhang", wide, HERE)


def test_the_database_holds_neither_password_nor_token(database: object) -> None:
    a_person("zhang", LEADER)
    token = sign_ins.sign_in("zhang", PASSWORD, HERE)
    with reading() as session:
        account = session.exec(select(Account)).one()
        kept = session.exec(select(SignIn)).one()
        trail = [str(entry.changes) + entry.reason for entry in session.exec(select(AuditEntry)).all()]
    assert token not in kept.token_digest
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$")
    assert not any(PASSWORD in said or token in said for said in trail)


@pytest.mark.parametrize(
    ("name", "password"),
    [("zhang", "falsch"), ("nobody", PASSWORD), ("", ""), ("zhang", ""), ("zhang", "x" * 10_000)],
)
def test_every_mistake_gets_the_same_answer(database: object, name: str, password: str) -> None:
    a_person("zhang", LEADER)
    with refused("wrong"):
        sign_ins.sign_in(name, password, HERE)


@pytest.mark.parametrize("kept", ["", "x", "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7Q8Zt6iW4S5pYk1lY7S2q6H0p1lq0mC"])
def test_a_damaged_digest_lets_nobody_in(database: object, kept: str) -> None:
    a_person("zhang", LEADER)
    with writing() as session:
        session.exec(update(Account).values(password_hash=kept))
    with refused("wrong"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_an_office_hashes_as_the_library_recommends_and_renews_what_was_cheaper(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person("zhang", LEADER)
    monkeypatch.setattr(passwords, "_lent", None)
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)
    with reading() as session:
        kept = session.exec(select(Account.password_hash)).one()
    assert kept is not None
    assert "$m=65536,t=3,p=4$" in kept


def test_an_unknown_name_costs_a_verification_too(database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    hasher = passwords._hasher()
    monkeypatch.setattr(
        passwords,
        "_hasher",
        lambda: type(
            "H",
            (),
            {
                "verify_and_update": lambda _s, p, h: (asked.append(h), hasher.verify_and_update(p, h))[1],
                "hash": hasher.hash,
                "verify": hasher.verify,
            },
        )(),
    )
    with refused("wrong"):
        sign_ins.sign_in("nobody", PASSWORD, HERE)
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$")


def test_too_many_failures_lock_the_name_for_a_while_even_with_the_right_password(
    either_database: str,
) -> None:
    a_person("zhang", LEADER)
    rules = sign_in_rules()
    for _ in range(rules.per_name):
        with refused("wrong"):
            sign_ins.sign_in("zhang", "Falsch-2026-x", HERE)
    with refused("wait"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
    elsewhere = Client("198.51.100.9")
    with clock.frozen(clock.now() + rules.window + timedelta(seconds=1)), refused("wrong"):
        sign_ins.sign_in("zhang", PASSWORD, elsewhere)
    with clock.frozen(clock.now() + rules.locked + timedelta(seconds=1)):
        assert sign_ins.sign_in("zhang", PASSWORD, elsewhere)
    with reading() as session:
        assert session.exec(select(AuditEntry).where(col(AuditEntry.action) == "account_locked")).all()


def test_an_address_that_tries_many_names_has_to_wait(database: object) -> None:
    a_person("zhang", LEADER)
    for number in range(sign_in_rules().per_address):
        with refused("wrong"):
            sign_ins.sign_in(f"guess{number}", "", HERE)
    with refused("wait"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
    assert sign_ins.sign_in("zhang", PASSWORD, Client("198.51.100.9"))


@pytest.mark.parametrize(
    ("tries", "waits", "comes_in"),
    [
        # Whoever has one address of IPv6 has the whole network of it.
        ("2001:db8:1:2::{number:x}", "2001:DB8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.8"),
    ],
)
def test_addresses_that_are_one_place_wait_together(
    database: object, tries: str, waits: str, comes_in: str
) -> None:
    a_person("zhang", LEADER)
    for number in range(sign_in_rules().per_address):
        with refused("wrong"):
            sign_ins.sign_in(f"guess{number}", "", Client(tries.format(number=number)))
    with refused("wait"):
        sign_ins.sign_in("zhang", PASSWORD, Client(waits))
    assert sign_ins.sign_in("zhang", PASSWORD, Client(comes_in))


def test_a_sign_in_ends_when_idle_and_after_its_longest_day(database: object) -> None:
    a_person("zhang", LEADER)
    rules = sign_in_rules()
    now = clock.now()
    with clock.frozen(now):
        token = sign_ins.sign_in("zhang", PASSWORD, HERE)
    with clock.frozen(now + rules.idle + timedelta(seconds=1)):
        assert sign_ins.look_up(token) is None
    at = now
    while at - now < rules.longest:
        at += rules.idle / 2
        with clock.frozen(at):
            still = sign_ins.look_up(token)
    assert still is not None
    with clock.frozen(at + rules.idle / 2):
        assert sign_ins.look_up(token) is None


def test_signing_out_ends_this_browser_and_locking_ends_all(database: object) -> None:
    person = a_person("zhang", LEADER)
    a_person("admin", Grant(Role.ADMINISTRATOR))
    first, second = (sign_ins.sign_in("zhang", PASSWORD, HERE) for _ in range(2))
    sign_ins.sign_out(first)
    assert sign_ins.look_up(first) is None
    assert sign_ins.look_up(second)
    accounts.lock(person, actor=ADMINISTRATOR, reason="手机遗失")
    assert sign_ins.look_up(second) is None
    with refused("wrong"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
    accounts.unlock(person, actor=ADMINISTRATOR, reason="已找回")
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_a_changed_password_signs_the_other_browsers_out(database: object) -> None:
    a_person("zhang", LEADER)
    here, there = (sign_ins.sign_in("zhang", PASSWORD, HERE) for _ in range(2))
    with refused("old_wrong"):
        sign_ins.set_password(here, "x", "Neu-2026-passwort")
    with refused("weak_short"):
        sign_ins.set_password(here, PASSWORD, "Ab1-")
    with refused("same"):
        sign_ins.set_password(here, PASSWORD, PASSWORD)
    sign_ins.set_password(here, PASSWORD, "Neu-2026-passwort")
    assert sign_ins.look_up(here)
    assert sign_ins.look_up(there) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Kurz-1", "short"),
        ("nurkleinebuchstaben", "simple"),
        ("1234567890-", "simple"),
        ("Zhang-2026-xuncha", "name"),
        ("Ab1" * 60, "long"),
        ("P@ssw0rd12", "common"),
        ("区县监管Abcdef12", None),
        ("correct-Horse-7", None),
    ],
)
def test_a_new_password_has_to_be_good(password: str, why: str | None) -> None:
    assert passwords.why_weak(password, "zhang") == why


def test_a_link_sets_a_password_once_and_not_after_its_time(database: object) -> None:
    made = accounts.make(NewAccount("wang", "王", (LEADER,)), actor=ADMINISTRATOR)
    old = accounts.invite(made, actor=ADMINISTRATOR)
    link = accounts.invite(made, actor=ADMINISTRATOR)
    with refused("link"):
        sign_ins.take_invitation(old, PASSWORD)
    with refused("weak_short"):
        sign_ins.take_invitation(link, "kurz")
    with clock.frozen(clock.now() + sign_in_rules().invitation + timedelta(seconds=1)), refused("link"):
        sign_ins.take_invitation(link, PASSWORD)
    sign_ins.take_invitation(link, PASSWORD)
    with refused("link"):
        sign_ins.take_invitation(link, PASSWORD)
    assert sign_ins.sign_in("wang", PASSWORD, HERE)


def test_a_code_is_asked_for_and_opens_once(either_database: str) -> None:
    person = a_person("zhang", LEADER)
    secret = totp.new_secret()
    signed = sign_ins.look_up(sign_ins.sign_in("zhang", PASSWORD, HERE))
    assert signed is not None
    with refused("code"):
        totp.set_up(person, secret, "000000", actor=signed.actor)
    now = clock.now()
    with clock.frozen(now):
        totp.set_up(person, secret, pyotp.TOTP(secret).at(now), actor=signed.actor)
        with refused("wrong"):
            sign_ins.sign_in("zhang", PASSWORD, HERE)
        code = pyotp.TOTP(secret).at(now)
        assert sign_ins.sign_in("zhang", PASSWORD, HERE, code=f"{code[:3]} {code[3:]}")
        with refused("wrong"):
            sign_ins.sign_in("zhang", PASSWORD, HERE, code=code)
    with pytest.raises(DomainError):
        totp.take_off(person, actor=sign_ins.look_up(sign_ins.sign_in_as(a_person("li", LEADER), HERE)).actor)  # type: ignore[union-attr]
    totp.take_off(person, actor=ADMINISTRATOR)
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_a_person_works_in_one_of_several_roles_and_a_deputy_only_on_the_days(database: object) -> None:
    unit, other = a_unit(), a_unit(name="示例区卫生健康委员会")
    today = clock.today()
    deputy = Grant(Role.STAFF, other, first_day=today, last_day=today + timedelta(days=2))
    person = a_person("zhang", Grant(Role.STAFF, unit), deputy)
    token = sign_ins.sign_in("zhang", PASSWORD, HERE)
    _own, lent = sign_ins.assigned_roles(person)
    sign_ins.choose(token, lent.id)
    signed = sign_ins.look_up(token)
    assert signed is not None
    assert signed.in_use.unit_id == other
    with clock.frozen(clock.start_of(today + timedelta(days=3))):
        assert [row.unit_id for row in sign_ins.assigned_roles(person)] == [unit]
    with refused("no_role"):
        sign_ins.choose(token, 999)


def test_who_has_no_role_today_is_not_let_in(database: object) -> None:
    a_person("zhang", Grant(Role.LEADER, last_day=clock.today() - timedelta(days=1)))
    with refused("no_role_today"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_an_old_password_must_be_changed(database: object) -> None:
    person = a_person("zhang", LEADER)
    with clock.frozen(clock.now() + timedelta(days=sign_in_rules().password.valid_days)):
        signed = sign_ins.look_up(sign_ins.sign_in_as(person, HERE))
        assert signed is not None
        assert signed.must_change


def test_the_first_administrator_is_made_once_and_must_change_the_password(either_database: str) -> None:
    assert not accounts.anyone_can_sign_in()
    password = set_up.first_administrator("admin", "系统管理员")
    assert password is not None
    assert accounts.anyone_can_sign_in()
    signed = sign_ins.look_up(sign_ins.sign_in("admin", password, HERE))
    assert signed is not None
    assert signed.role is Role.ADMINISTRATOR
    assert signed.must_change
    assert set_up.first_administrator("admin", "系统管理员") is None


def test_the_last_administrator_stays(database: object) -> None:
    person = a_person("admin", Grant(Role.ADMINISTRATOR))
    for act in (
        lambda: accounts.lock(person, actor=ADMINISTRATOR, reason="x"),
        lambda: accounts.leave(person, actor=ADMINISTRATOR, reason="x"),
        lambda: accounts.set_grants(person, [LEADER], actor=ADMINISTRATOR),
    ):
        with refused("last_administrator"):
            act()
    with reading() as session:
        assert session.exec(select(Account)).one().state is AccountState.ACTIVE


def test_a_successor_takes_the_roles_of_a_person_who_leaves(database: object) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    unit = a_unit()
    old, new = a_person("zhang", Grant(Role.STAFF, unit)), a_person("li", LEADER)
    token = sign_ins.sign_in("zhang", PASSWORD, HERE)
    accounts.leave(old, actor=ADMINISTRATOR, reason="调离", successor_id=new)
    assert sign_ins.look_up(token) is None
    assert {(row.role, row.unit_id) for row in sign_ins.assigned_roles(new)} == {
        ("leader", None),
        ("staff", unit),
    }
    with refused("left"):
        accounts.invite(old, actor=ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_makes_accounts(database: object, role: Role) -> None:
    from core.access import Actor

    actor = Actor("x", role)
    for act in (
        lambda: accounts.make(NewAccount("a", "b", (LEADER,)), actor=actor),
        lambda: accounts.invite(1, actor=actor),
        lambda: accounts.set_grants(1, [LEADER], actor=actor),
        lambda: accounts.lock(1, actor=actor, reason="x"),
        lambda: accounts.unlock(1, actor=actor, reason="x"),
        lambda: accounts.leave(1, actor=actor, reason="x"),
    ):
        with pytest.raises(DomainError, match="权限"):
            act()


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (NewAccount("", "b", (LEADER,)), "no_name"),
        (NewAccount("a", " ", (LEADER,)), "no_name"),
        (NewAccount("x" * 65, "b", (LEADER,)), "name_long"),
        (NewAccount("a", "b", ()), "no_role"),
        (NewAccount("a", "b", (Grant(Role.STAFF),)), "unit_of_role"),
        (NewAccount("a", "b", (Grant(Role.STAFF, 999),)), "unit_gone"),
        (NewAccount("a", "b", (Grant(Role.CHECKER),)), "no_role"),
    ],
)
def test_a_wrong_entry_is_refused_with_a_sentence_and_changes_nothing(
    database: object, new: NewAccount, why: str
) -> None:
    with refused(why) as refusal:
        accounts.make(new, actor=ADMINISTRATOR)
    for language in LANGUAGES:
        use_language(language)
        assert "account.refused" not in str(refusal.value)
    with reading() as session:
        assert session.exec(select(Account)).all() == []


@pytest.mark.parametrize("ahead", [timedelta(hours=9), timedelta(days=400)])
def test_a_clock_that_ran_ahead_shuts_nobody_out_and_lets_nobody_stay(
    either_database: str, ahead: timedelta
) -> None:
    person, rules, now = a_person("zhang", LEADER), sign_in_rules(), clock.now()
    secret = totp.new_secret()
    with clock.frozen(now + ahead):
        token = sign_ins.sign_in("zhang", PASSWORD, HERE)
        signed = sign_ins.look_up(token)
        assert signed is not None
        totp.set_up(person, secret, pyotp.TOTP(secret).at(now + ahead), actor=signed.actor)
        sign_ins.sign_in("zhang", PASSWORD, HERE, code=pyotp.TOTP(secret).at(now + ahead))
        for _ in range(rules.per_name):
            with pytest.raises(AccountRefused):
                sign_ins.sign_in("zhang", "wrong", HERE)
    with clock.frozen(now):
        assert sign_ins.look_up(token) is None
        assert sign_ins.look_up(sign_ins.sign_in("zhang", PASSWORD, HERE, code=pyotp.TOTP(secret).at(now)))


def test_one_name_entered_by_many_at_once_is_one_account(either_database: str) -> None:
    def enter(number: int) -> int | str:
        try:
            return accounts.make(NewAccount("zhang", f"张{number}", (LEADER,)), actor=ADMINISTRATOR)
        except AccountRefused as why:
            return why.key

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(enter, range(6)))
    assert sorted(made, key=str)[1:] == ["account.refused.name_taken"] * 5
    with reading() as session:
        assert session.exec(select(Account.name_key)).all() == ["zhang"]
