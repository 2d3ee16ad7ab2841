"""`python -m db verify` finds what a trigger would never have written, names it, and can put it right."""

import json

import pytest
from sqlalchemy import text

from core.common.outcome import Outcome
from db.__main__ import main
from db.engine import engines
from tests.rows import a_leader, a_report, a_unit, a_website, recorded

SPOILED = {
    "channel.balance": "UPDATE channel SET balance = 7",
    "channel.worst": "UPDATE channel SET worst = 3",
    "daily_total": "UPDATE daily_total SET ok = ok + 1",
    "channel_counter": "UPDATE channel_counter SET n = n + 1",
    "state_counter": "DELETE FROM state_counter",
    "issue_counter": "INSERT INTO issue_counter (what, day, n) VALUES ('found', '2026-01-02', 3)",
}


@pytest.fixture
def registry(either_database):
    site = a_website(unit_id=a_unit())
    recorded(a_leader(), a_report(site, Outcome.OK))


def verified(capsys, *options: str) -> tuple[int, dict[str, int]]:
    capsys.readouterr()
    status = main(["verify", "--json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_what_the_triggers_kept_is_right(registry, capsys):
    status, found = verified(capsys)
    assert (status, found["differing"]) == (0, 0)
    assert SPOILED.keys() <= found.keys()


@pytest.mark.parametrize("name", SPOILED)
def test_what_was_spoiled_is_named_kept_and_repaired_when_asked_for(registry, capsys, name):
    with engines().write.begin() as connection:
        connection.execute(text(SPOILED[name]))
    assert verified(capsys)[0] == 1
    status, found = verified(capsys)
    assert (status, found[name] > 0) == (1, True)
    assert verified(capsys, "--repair")[0] == 0
    assert verified(capsys)[1]["differing"] == 0
