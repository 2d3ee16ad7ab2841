"""Old sign-ins and failures go by rule; the newest of a person, what limits count, and the trail stay."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from core.access import Role, upkeep
from core.access.accounts import Grant
from core.access.rules import sign_in_rules
from core.access.sign_ins import look_up, sign_in
from core.common import clock
from core.common.errors import AccountRefused
from db.engine import reading
from db.models import AuditEntry, AuditSeal, SignIn, SignInFailure
from tests.core.access.people import HERE, PASSWORD, a_person
from tests.rows import NOON


def ids(table: type[SignIn] | type[SignInFailure]) -> list[int | None]:
    with reading() as session:
        return list(session.exec(select(col(table.id)).order_by(col(table.id))).all())


def at(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=days))


def failed() -> None:
    with pytest.raises(AccountRefused):
        sign_in("zhao", "wrong", HERE)


def test_what_is_old_goes_by_rule_and_the_trail_stays(
    either_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    kept = sign_in_rules().keep_sign_ins.days
    at(monkeypatch, 0)
    for name in ("zhao", "qian"):
        a_person(name, Grant(Role.LEADER))
    for _ in range(5):
        sign_in("zhao", PASSWORD, HERE)
    sign_in("qian", PASSWORD, HERE)
    failed()
    at(monkeypatch, 1)
    token = sign_in("zhao", PASSWORD, HERE)
    failed()
    with reading() as session:
        entries = session.exec(select(func.count()).select_from(AuditEntry)).one()
    at(monkeypatch, kept)
    upkeep.upkeep()
    assert (len(ids(SignIn)), len(ids(SignInFailure))) == (7, 2)
    at(monkeypatch, kept + 0.5)
    upkeep.upkeep()
    assert (ids(SignIn), ids(SignInFailure)) == ([6, 7], [2])
    with reading() as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == entries
        assert session.exec(select(func.count()).select_from(AuditSeal)).one() == entries
    at(monkeypatch, 1)
    assert look_up(token) is not None
