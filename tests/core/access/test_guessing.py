"""Guessing secrets is limited wherever one is asked for, and whoever was shut out finds a way back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import col, select

from core.access import Role, accounts, passwords, set_up, sign_ins, totp
from core.access.accounts import Grant
from core.access.rules import sign_in_rules
from core.access.sign_ins import Client
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import reading
from db.models import Account, AuditEntry, SignInFailure
from tests.core.access.people import ADMINISTRATOR, HERE, PASSWORD, a_person
from tests.core.access.test_sign_in import refused
from tests.rows import a_unit

LEADER = Grant(Role.LEADER)
NEW = f"{PASSWORD}-2"


def shut_out(name: str) -> None:
    for _ in range(sign_in_rules().per_name):
        with refused("wrong"):
            sign_ins.sign_in(name, "Falsch-2026-x", HERE)
    with refused("wait"):
        sign_ins.sign_in(name, PASSWORD, HERE)


def entries(action: str) -> list[AuditEntry]:
    with reading() as session:
        return list(session.exec(select(AuditEntry).where(col(AuditEntry.action) == action)).all())


def test_who_is_unlocked_comes_in_at_once_and_is_limited_anew(either_database: str) -> None:
    person = a_person("zhang", LEADER)
    shut_out("zhang")
    accounts.unlock(person, actor=ADMINISTRATOR, reason="本人确认")
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)
    shut_out("zhang")


def test_who_follows_a_new_link_comes_in_at_once(either_database: str) -> None:
    person = a_person("zhang", Grant(Role.STAFF, a_unit()))
    shut_out("zhang")
    sign_ins.take_invitation(accounts.invite(person, actor=ADMINISTRATOR), NEW, came_from="192.0.2.9")
    assert sign_ins.sign_in("zhang", NEW, HERE)
    assert [(entry.came_from, entry.role) for entry in entries("password_set")] == [
        ("", "staff"),
        ("192.0.2.9", "staff"),
    ]


def test_failures_are_in_the_trail_by_account_and_never_with_what_was_typed(database: object) -> None:
    person = a_person("zhang", LEADER)
    for name in ("zhang", "Geheim-2026-xyz"):
        with refused("wrong"):
            sign_ins.sign_in(name, "Falsch-2026-x", HERE)
    assert [(entry.noun_id, entry.came_from) for entry in entries("sign_in_failed")] == [
        (person, HERE.came_from)
    ]
    with reading() as session:
        said = " ".join(f"{one.changes}{one.reason}{one.actor}" for one in session.exec(select(AuditEntry)))
    assert "geheim" not in said.casefold()


def test_a_browser_that_was_left_open_is_no_place_to_guess(either_database: str) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    person = a_person("zhang", LEADER)
    token = sign_ins.sign_in("zhang", PASSWORD, HERE)
    signed = sign_ins.look_up(token)
    assert signed is not None
    totp.set_up(person, secret := totp.new_secret(), pyotp.TOTP(secret).now(), actor=signed.actor)

    def guess_password() -> None:
        sign_ins.set_password(token, "Falsch-2026-x", NEW)

    def guess_code() -> None:
        totp.take_off(person, actor=signed.actor, code="000000")

    def limited(guess: Callable[[], None], wrong: str) -> None:
        for _ in range(sign_in_rules().per_name):
            with refused(wrong):
                guess()
        with refused("wait"):
            guess()
        accounts.unlock(person, actor=ADMINISTRATOR, reason="本人确认")

    limited(guess_password, "old_wrong")
    limited(guess_code, "code")
    limited(guess_password, "old_wrong")
    assert sign_ins.has_code(person)


def test_many_at_once_do_not_get_past_the_limit(
    either_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person("zhang", LEADER)
    verify, many = passwords.verify, sign_in_rules().per_name

    def slow(password: str, kept: str | None) -> tuple[bool, str | None]:
        if password == PASSWORD:
            guesses.shutdown(wait=True)
        return verify(password, kept)

    def guess(_number: int) -> str:
        try:
            return sign_ins.sign_in("zhang", "Falsch-2026-x", Client("198.51.100.9"))
        except AccountRefused as why:
            return why.key

    guesses = ThreadPoolExecutor(2)
    monkeypatch.setattr(passwords, "verify", slow)
    said = [guesses.submit(guess, number) for number in range(many)]
    # Asked while nobody had failed yet, answered when all had: the right one came too late.
    with pytest.raises(AccountRefused):
        sign_ins.sign_in("zhang", PASSWORD, HERE)
    assert {one.result() for one in said} == {"account.refused.wrong"}
    assert len(entries("account_locked")) == 1


@pytest.mark.parametrize("what", ["locked", "password"])
def test_who_is_locked_while_the_password_is_verified_is_not_let_in(
    either_database: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    person = a_person("zhang", LEADER)
    verify = passwords.verify

    def meanwhile(password: str, kept: str | None) -> tuple[bool, str | None]:
        if what == "locked":
            accounts.lock(person, actor=ADMINISTRATOR, reason="手机遗失")
        else:
            sign_ins.take_invitation(link, NEW)
        return verify(password, kept)

    link = accounts.invite(person, actor=ADMINISTRATOR)
    monkeypatch.setattr(passwords, "verify", meanwhile)
    with refused("wrong"):
        sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_a_link_that_is_about_does_not_open_a_locked_account(either_database: str) -> None:
    a_person("admin", Grant(Role.ADMINISTRATOR))
    person = a_person("zhang", LEADER)
    link = accounts.invite(person, actor=ADMINISTRATOR)
    accounts.lock(person, actor=ADMINISTRATOR, reason="离岗审查")
    with refused("link"):
        sign_ins.take_invitation(link, NEW)
    with refused("locked"):
        accounts.invite(person, actor=ADMINISTRATOR)
    accounts.unlock(person, actor=ADMINISTRATOR, reason="审查结束")
    with refused("link"):
        sign_ins.take_invitation(link, NEW)
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_an_administrator_signs_somebody_out_everywhere_and_the_trail_tells_who_left(
    database: object,
) -> None:
    person = a_person("zhang", LEADER)
    tokens = [sign_ins.sign_in("zhang", PASSWORD, HERE) for _ in range(3)]
    sign_ins.sign_out(tokens[0])
    sign_ins.sign_out(tokens[0])
    assert [entry.came_from for entry in entries("signed_out")] == [HERE.came_from]
    assert accounts.sign_out_everywhere(person, actor=ADMINISTRATOR) == 2
    assert [sign_ins.look_up(token) for token in tokens] == [None] * 3
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)


def test_a_one_time_password_runs_out_and_the_next_start_gives_another(either_database: str) -> None:
    first = set_up.first_administrator("admin", "系统管理员")
    assert first is not None
    late = clock.now() + sign_in_rules().one_time + timedelta(seconds=1)
    with clock.frozen(late):
        with refused("one_time_over"):
            sign_ins.sign_in("admin", first, HERE)
        second = set_up.first_administrator("admin", "系统管理员")
        assert second is not None
        sign_ins.set_password(sign_ins.sign_in("admin", second, HERE), second, NEW)
        assert set_up.first_administrator("admin", "系统管理员") is None
    with clock.frozen(late + timedelta(days=2)):
        assert sign_ins.sign_in("admin", NEW, HERE)
        assert set_up.first_administrator("admin", "系统管理员") is None


def test_an_administrator_without_password_and_phone_is_let_in_again_at_the_terminal(
    either_database: str,
) -> None:
    person = a_person("admin", Grant(Role.ADMINISTRATOR))
    a_person("zhang", LEADER)
    token = sign_ins.sign_in("admin", PASSWORD, HERE)
    signed = sign_ins.look_up(token)
    assert signed is not None
    totp.set_up(person, secret := totp.new_secret(), pyotp.TOTP(secret).now(), actor=signed.actor)
    shut_out("admin")
    for name in ("zhang", "nobody"):
        with refused("no_administrator"):
            set_up.let_in_again(name)
    given = set_up.let_in_again("ADMIN")
    assert sign_ins.look_up(token) is None
    again = sign_ins.look_up(sign_ins.sign_in("admin", given, HERE))
    assert again is not None
    assert again.must_change
    with refused("wrong"):
        sign_ins.sign_in("admin", PASSWORD, HERE)
    with reading() as session:
        assert session.exec(select(Account.totp_sealed).where(col(Account.id) == person)).one() is None
        assert session.exec(select(SignInFailure)).all()
