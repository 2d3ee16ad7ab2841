"""Words lost the digit that ordered them (migration 0026): rows of every vocabulary come through, the sealed
trail keeps what was written, and lists still stand in the order of the process."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlmodel import SQLModel, col, select

from core.common import clock
from db import chain, engine, models
from db.aggregates.verify import verify
from db.engine import reading, writing
from db.migrate import SCRIPTS, upgrade
from db.models import (
    AuditEntry,
    ChannelExit,
    Duty,
    DutyPerson,
    Finding,
    FindingState,
    ImportBatch,
    ImportChange,
    Issue,
    IssueExtension,
    IssueState,
    RegisteredState,
    RuleRevision,
    Severity,
    Unit,
    UnitLevel,
)
from db.models.rectification import ExtensionState
from db.ordering import in_order
from db.types import OrderedWord, Word
from tests.rows import a_unit, a_website, all_of, an_issue

DIGITS = "0025"


def test_every_row_comes_through_both_ways(either_database):
    _rows()
    before = _everything()
    entry = _trail()
    _down()
    assert _words("issue", "state") == [
        "1-open", "2-accepted", "3-returned", "4-reported", "5-verifying", "6-verified", "7-dismissed",
        "8-waived",
    ]  # fmt: skip
    assert _words("issue", "severity") == ["1-veto", "2-serious", "3-general"]
    assert _words("channel", "registered")[0] == "1-running"
    assert _words("finding", "state") == ["1-open", "2-dismissed", "3-resolved"]
    upgrade()
    assert _everything() == before
    assert entry == [row.changes for row in all_of(AuditEntry)]
    assert sum(verify().values()) == 0
    assert chain.verify().breaks == ()


def test_documents_are_rewritten_where_a_word_stands_alone(either_database):
    rules = {"check": {"dns": {"severity": "veto"}}, "deadline": {"veto": 5}, "note": "an open matter"}
    site = a_website()
    with writing() as session:
        session.add(
            RuleRevision(
                key="d", revision=1, version="d.1", document=rules, saved_at=clock.now(), saved_by="甲"
            )
        )
        session.add(
            ChannelExit(
                channel_id=site, left_on=clock.today(), registered=RegisteredState.CLOSED,
                before=RegisteredState.RUNNING, ground="", settled={"7": "reported"}, actor="甲",
                at=clock.now(),
            )
        )  # fmt: skip
    _down()
    with engine.engines().read.connect() as connection:
        document = str(connection.execute(text("SELECT document FROM rule_revision")).scalar_one())
        assert "1-veto" in document
        assert "an open matter" in document
        assert "4-reported" in str(connection.execute(text("SELECT settled FROM channel_exit")).scalar_one())
    upgrade()
    assert all_of(RuleRevision)[0].document == rules
    assert all_of(ChannelExit)[0].settled == {"7": "reported"}


def test_the_partial_indexes_hold_after_it(either_database):
    _down()
    upgrade()
    site = a_website()
    first = _finding(site, FindingState.OPEN)
    with pytest.raises(Exception, match=r"(?i)unique"):
        _finding(site, FindingState.DISMISSED)
    _finding(site, FindingState.RESOLVED)
    an_issue(channel_id=site, finding_id=first, state=IssueState.VERIFYING)
    an_issue(channel_id=site, finding_id=first, state=IssueState.VERIFIED)
    with pytest.raises(Exception, match=r"(?i)unique"):
        an_issue(channel_id=site, finding_id=first, state=IssueState.OPEN)


def test_a_list_stands_in_the_order_of_the_vocabulary(either_database):
    for level in (UnitLevel.OPERATOR, UnitLevel.DISTRICT, UnitLevel.INDUSTRY):
        a_unit(level=level)
    with reading() as session:
        levels = session.execute(select(col(Unit.level)).order_by(in_order(Unit.level))).scalars().all()
    assert levels == list(UnitLevel)
    assert sorted([IssueState.WAIVED, IssueState.REPORTED, IssueState.ACCEPTED]) == [
        IssueState.ACCEPTED, IssueState.REPORTED, IssueState.WAIVED,
    ]  # fmt: skip
    assert max(Severity.VETO, Severity.GENERAL) is Severity.GENERAL
    assert IssueState.VERIFIED <= "verified" < IssueState.WAIVED


def test_what_goes_by_spelling_is_refused():
    with pytest.raises(TypeError, match="in_order"):
        col(Issue.state) < IssueState.VERIFIED  # noqa: B015
    with pytest.raises(TypeError, match="in_order"):
        col(Unit.level).desc()
    with pytest.raises(TypeError, match="in_order"):
        col(Issue.severity).between(Severity.VETO, Severity.SERIOUS)


def test_no_query_orders_by_the_bare_column():
    found = [
        f"{file}:{call.lineno}"
        for room in ("core", "checks", "pages", "db")
        for file in sorted(Path(room).rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "order_by"
        if any(_is_ordered(argument) for argument in call.args)
    ]
    assert found == []


def _is_ordered(argument: ast.expr) -> bool:
    """Whether this is `col(Table.column)` of a column whose words have an order."""
    match argument:
        case ast.Call(func=ast.Name("col"), args=[ast.Attribute(ast.Name(table), column)]):
            kind = getattr(getattr(getattr(models, table, None), column, None), "type", None)
            return isinstance(kind, Word) and issubclass(kind.vocabulary, OrderedWord)
    return False


def test_old_spellings_are_read():
    assert IssueState("6-verified") is IssueState.VERIFIED
    assert Duty("4-shift") is Duty.SHIFT
    for nonsense in ("9-verified-x", "-open", "open ", ""):
        with pytest.raises(ValueError, match="IssueState"):
            IssueState(nonsense)


def _rows() -> None:
    """A row for every word of the vocabularies that many rows carry, and sums over them."""
    unit = a_unit(level=UnitLevel.INDUSTRY)
    sites = [a_website(unit_id=unit, registered=state) for state in RegisteredState]
    for state in IssueState:
        verified = clock.today() if state is IssueState.VERIFIED else None
        issue = an_issue(channel_id=sites[0], state=state, verified_on=verified, unit_id=unit)
    for severity in Severity:
        an_issue(severity=severity, unit_id=unit, due_on=clock.today() - timedelta(days=3))
    for state, site in zip(FindingState, sites, strict=False):
        _finding(site, state)
    with writing() as session:
        session.add_all(DutyPerson(unit_id=unit, duty=duty, name="甲") for duty in Duty)
        session.add_all(
            IssueExtension(
                issue_id=issue, state=state, due_before=clock.today(), due_asked=clock.today(), reason="",
                asked_by="甲", asked_at=clock.now(),
            )
            for state in ExtensionState
        )  # fmt: skip
        session.add(
            ImportChange(
                batch_id=_batch(), noun="channel", noun_id=sites[0], added=False, version=2,
                changes={"registered": ["leaving", "closed"], "name": ["open", "leaving"]},
            )
        )  # fmt: skip


def _batch() -> int:
    with writing() as session:
        batch = ImportBatch(at=clock.now(), actor="甲", file_name="x.csv", digest="0")
        session.add(batch)
        session.flush()
        return batch.id


def _finding(site: int, state: FindingState) -> int:
    with writing() as session:
        finding = Finding(
            channel_id=site, check="dns", state=state, first_seen_at=clock.now(), confirmed_at=clock.now(),
            last_seen_at=clock.now(),
        )  # fmt: skip
        session.add(finding)
        session.flush()
        return finding.id


def _trail() -> list[dict[str, Any]]:
    """A sealed entry in the spelling of the day it was written."""
    with writing() as session:
        session.add(
            AuditEntry(
                at=clock.now(), actor="甲", role="supervisor", action="accept", noun="issue", noun_id=1,
                changes={"state": ["1-open", "2-accepted"]},
            )
        )  # fmt: skip
    chain.seal_all()
    return [row.changes for row in all_of(AuditEntry)]


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that has an ordered word, as the models read it."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        words = [one for one in table.c if isinstance(one.type, Word)]
        if (
            any(issubclass(one.type.vocabulary, OrderedWord) for one in words)
            and table.name.find("counter") < 0
        ):
            with reading() as session:
                rows = session.execute(select(*table.c).order_by(*table.primary_key)).all()
            found[table.name] = [tuple(row) for row in rows]
    return found


def _words(table: str, column: str) -> list[str]:
    with engine.engines().read.connect() as connection:
        return list(connection.execute(text(f"SELECT DISTINCT {column} FROM {table} ORDER BY 1")).scalars())


def _down() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    command.downgrade(config, DIGITS)
    assert inspect(engine.engines().read).has_table("issue")
