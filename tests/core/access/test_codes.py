"""One-time codes: recovery codes open once, an office may want codes of a role, and who takes them off."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlmodel import col, select

from core.access import Actor, Role, sign_ins, totp
from core.access.accounts import Grant
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import BadSettings, settings
from db.engine import reading
from db.models import AuditEntry, RecoveryCode
from tests.core.access.people import ADMINISTRATOR, HERE, PASSWORD, a_person
from tests.core.access.test_sign_in import refused
from tests.rows import NOON

LEADER = Grant(Role.LEADER)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def the_person(name: str = "zhang", grant: Grant = LEADER) -> Actor:
    signed = sign_ins.look_up(sign_ins.sign_in_as(a_person(name, grant), HERE))
    assert signed is not None
    return signed.actor


def own(actor: Actor) -> int:
    assert actor.account_id is not None
    return actor.account_id


def set_up(actor: Actor) -> tuple[str, tuple[str, ...]]:
    secret = totp.new_secret()
    code = pyotp.TOTP(secret).at(clock.now())
    return secret, totp.set_up(own(actor), secret, code, actor=actor)


def test_each_recovery_code_opens_once_for_its_own_person(either_database: str) -> None:
    _, codes = set_up(the_person())
    _, others = set_up(the_person("li"))
    assert len({*codes, *others}) == 2 * totp.RECOVERY_CODES
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in codes[0])
    assert sign_ins.sign_in("zhang", PASSWORD, HERE, code=f" {wide} ")
    for wrong in (codes[0], others[0], "", codes[1][:-1]):
        with refused("wrong"):
            sign_ins.sign_in("zhang", PASSWORD, HERE, code=wrong)


def test_a_code_is_not_used_up_by_a_wrong_password(database: Path) -> None:
    actor = the_person()
    secret, codes = set_up(actor)
    for code in (codes[0], pyotp.TOTP(secret).at(clock.now())):
        with refused("wrong"):
            sign_ins.sign_in("zhang", "falsch", HERE, code=code)
        assert sign_ins.sign_in("zhang", PASSWORD, HERE, code=code)
    assert totp.recovery_left(own(actor)) == totp.RECOVERY_CODES - 1


def test_neither_database_nor_trail_holds_a_code(database: Path) -> None:
    secret, codes = set_up(the_person())
    with reading() as session:
        kept = [row.digest for row in session.exec(select(RecoveryCode)).all()]
        trail = [str(row.changes) + row.reason for row in session.exec(select(AuditEntry)).all()]
    assert not any(code in "".join([*kept, *trail]) for code in (*codes, secret))


def test_codes_are_taken_off_with_a_code_or_by_an_administrator(either_database: str) -> None:
    actor = the_person()
    _, codes = set_up(actor)
    with refused("code_set"):
        set_up(actor)
    with refused("code"):
        totp.take_off(own(actor), actor=actor, code="000000")
    totp.take_off(own(actor), actor=actor, code=codes[3])
    assert totp.recovery_left(own(actor)) == 0
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)
    _, fresh = set_up(actor)
    with pytest.raises(DomainError):
        totp.take_off(own(actor), actor=the_person("li"), code=fresh[0])
    with refused("wrong"):
        sign_ins.sign_in("zhang", PASSWORD, HERE, code=codes[4])
    totp.take_off(own(actor), actor=ADMINISTRATOR)
    with refused("wrong"):
        sign_ins.sign_in("zhang", "falsch", HERE, code=fresh[0])
    assert sign_ins.sign_in("zhang", PASSWORD, HERE)
    with reading() as session:
        actions = session.exec(
            select(col(AuditEntry.action)).where(col(AuditEntry.action).like("totp%"))
        ).all()
    assert actions == ["totp_set_up", "totp_taken_off", "totp_set_up", "totp_taken_off"]


@pytest.fixture
def codes_of_auditors(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_CODE_ROLES", "auditor, administrator")
    settings.cache_clear()


def test_an_office_may_want_codes_of_a_role(codes_of_auditors: None) -> None:
    leader, auditor = the_person(), the_person("li", Grant(Role.AUDITOR))
    assert not must("zhang")
    assert must("li")
    secret, _ = set_up(auditor)
    assert not must("li", pyotp.TOTP(secret).at(clock.now()))
    with refused("code_required"):
        later = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
        totp.take_off(own(auditor), actor=auditor, code=later)
    set_up(leader)


def must(name: str, code: str = "") -> bool:
    signed = sign_ins.look_up(sign_ins.sign_in(name, PASSWORD, HERE, code=code))
    assert signed is not None
    return signed.must_set_code


def test_a_role_that_is_none_is_named_at_the_start(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_CODE_ROLES", "auditor, boss")
    settings.cache_clear()
    with pytest.raises(BadSettings, match="boss"):
        settings()
