"""What a database cannot keep (NUL, half a surrogate pair) is replaced on its way in, on both alike."""

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from core.access import Actor, Role
from core.common import clock
from core.issues import transitions
from db import chain, engine
from db.models import AuditEntry, Issue, IssueState
from db.storable import as_json
from tests.rows import a_unit, all_of, an_issue

SUPERVISOR = Actor("监管人员", Role.SUPERVISOR)
ODD = ["断\x00字", "半\ud800字", "半\udc00字", "\udfff\x00"]
WHOLE = ["𠮷家", "🎉", "\\u0000", "\\ud800", "普通", ""]


@pytest.mark.parametrize("word", ODD)
def test_words_that_cannot_be_kept_come_in_with_a_mark_in_their_place(
    either_database: str, word: str
) -> None:
    issue = an_issue(title=f"首页{word}", state=IssueState.REPORTED)
    assert transitions.send_back([issue], reason=f"仍{word}打不开", actor=SUPERVISOR).done == (issue,)
    title = all_of(Issue)[0].title
    assert title.startswith("首页")
    assert "\N{REPLACEMENT CHARACTER}" in title
    assert len(title) == 2 + len(word)
    with engine.reading() as session:
        assert session.exec(select(Issue.id).where(col(Issue.title) == f"首页{word}")).one() == issue
        assert session.exec(select(AuditEntry.reason)).one().encode("utf-8").startswith("仍".encode())
    chain.seal_all()
    assert chain.verify().whole


@pytest.mark.parametrize("word", ODD)
def test_what_is_kept_as_json_can_be_asked_for_by_the_database(either_database: str, word: str) -> None:
    _noted("a", {"title": ["", word], word: [1, {"in": [word]}]})
    with engine.reading() as session:
        found = session.exec(select(col(AuditEntry.changes)["title"][1].as_string())).one()
    assert len(found) == len(word)
    assert "\N{REPLACEMENT CHARACTER}" in found


@pytest.mark.parametrize("word", WHOLE)
def test_everything_else_comes_back_as_it_was(either_database: str, word: str) -> None:
    an_issue(title=f"首页{word}")
    _noted(word, {"title": ["", word], word: [1]})
    assert all_of(Issue)[0].title == f"首页{word}"
    entry = all_of(AuditEntry)[0]
    assert (entry.actor, entry.changes) == (word, {"title": ["", word], word: [1]})


def test_many_rows_of_one_statement_are_looked_at_too(either_database: str) -> None:
    unit, now = a_unit(), clock.now()
    said = {"at": now, "actor": "a\x00", "role": "leader", "action": "x", "noun": "unit", "noun_id": unit}
    with engine.writing() as session:
        session.add_all([AuditEntry(**said, changes={"n": number}) for number in range(5)])
        session.flush()
        session.execute(insert(AuditEntry), [{**said, "changes": {}, "reason": "\ud800"}] * 3)
    assert {one.actor for one in all_of(AuditEntry)} == {"a\N{REPLACEMENT CHARACTER}"}


def test_json_without_such_words_is_written_once_and_as_before() -> None:
    assert as_json({"标题": ["𠮷"]}) == '{"\\u6807\\u9898": ["\\ud842\\udfb7"]}'


def _noted(actor: str, changes: dict[str, object]) -> None:
    said = {"at": clock.now(), "actor": actor, "role": "leader", "action": "x", "noun": "issue", "noun_id": 1}
    with engine.writing() as session:
        session.add(AuditEntry(**said, changes=changes))
