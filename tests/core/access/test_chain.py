"""The trail is only added to, and a changed or removed entry shows."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.access import Actor, Role, record
from core.access.chain import last_verified, noted_position, verified
from core.access.upkeep import upkeep
from core.common.errors import DomainError
from db import append_only, chain
from db.__main__ import main
from db.engine import engines, writing

ACTOR = Actor("张", Role.SUPERVISOR, account_id=7, came_from="192.0.2.1")
AUDITOR = Actor("审", Role.AUDITOR)


def entries(count: int) -> None:
    with writing() as session:
        for number in range(count):
            record(
                session,
                actor=ACTOR,
                action="edit",
                noun="channel",
                noun_id=number,
                changes={"name": ("甲", "乙"), "share": (0.1, 1e-7)},
                reason="更名 😀",
            )


def tampered(statement: str) -> None:
    with engines().write.begin() as connection:
        append_only.take_down(connection)
        connection.execute(text(statement))
    append_only.install()


def test_a_whole_chain_is_verified(either_database: str) -> None:
    entries(3)
    assert chain.verify().waiting == 3
    assert chain.seal_all() == 3
    entries(2)
    chain.seal_all()
    state = chain.verify()
    assert (state.sealed, state.waiting, state.whole) == (5, 0, True)
    assert state.head != chain.BEGINNING


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE audit_entry SET actor = '李' WHERE id = 2", "changed"),
        ("UPDATE audit_entry SET reason = '' WHERE id = 2", "changed"),
        ("UPDATE audit_entry SET account_id = 8 WHERE id = 2", "changed"),
        ("UPDATE audit_entry SET account_id = NULL WHERE id = 2", "changed"),
        ("DELETE FROM audit_entry WHERE id = 2", "removed"),
        ("DELETE FROM audit_seal WHERE position = 2", "order"),
    ],
)
def test_tampering_shows_where_it_happened(either_database: str, statement: str, kind: str) -> None:
    entries(4)
    chain.seal_all()
    tampered(statement)
    state = chain.verify()
    assert not state.whole
    assert kind in {each.kind for each in state.breaks}
    assert all(each.position in (2, 3) for each in state.breaks)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_seal"]
)
def test_the_database_refuses_to_change_the_trail(either_database: str, statement: str) -> None:
    entries(1)
    chain.seal_all()
    with pytest.raises(DBAPIError, match="append-only"), engines().write.begin() as connection:
        connection.execute(text(statement))
    assert chain.verify().whole


def test_verifying_is_recorded_and_known_afterwards(either_database: str) -> None:
    assert last_verified(actor=AUDITOR) is None
    entries(2)
    assert verified(actor=AUDITOR).whole
    tampered("DELETE FROM audit_entry WHERE id = 1")
    verified(actor=AUDITOR)
    last = last_verified(actor=AUDITOR)
    assert last is not None
    assert (last.actor, last.breaks > 0) == ("审", True)
    with pytest.raises(DomainError):
        verified(actor=ACTOR)


def test_the_command_verifies_the_chain_too(either_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    entries(3)
    upkeep()
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trail_sealed"] == 3
    tampered("UPDATE audit_entry SET actor = '李' WHERE id = 3")
    assert main(["verify", "--repair", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["trail_breaks"] == 1


@pytest.mark.parametrize("way", ["end", "anew"])
def test_an_end_that_was_cut_off_shows_by_a_digest_written_down(
    either_database: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    entries(4)
    chain.seal_all()
    noted = chain.verify().head[:16].upper()
    entries(2)
    chain.seal_all()
    assert chain.position_of(f" {noted[:8]} {noted[8:]} ") == 4
    assert main(["verify", "--head", noted]) == 0
    if way == "end":
        tampered("DELETE FROM audit_seal WHERE position > 3")
        tampered("DELETE FROM audit_entry WHERE id > 3")
    else:
        tampered("DELETE FROM audit_seal")
        tampered("UPDATE audit_entry SET actor = '李' WHERE id = 4")
        chain.seal_all()
    assert chain.verify().whole
    assert main(["verify"]) == 0
    assert main(["verify", "--head", noted]) == 1
    assert noted_position(noted, actor=AUDITOR) is None
    capsys.readouterr()


@pytest.mark.parametrize("noted", ["", "0", "%", "f" * 15, "z" * 16, "_" * 16, "0" * 65])
def test_what_is_no_digest_is_in_no_chain(database: object, noted: str) -> None:
    entries(1)
    chain.seal_all()
    assert chain.position_of(noted) is None
