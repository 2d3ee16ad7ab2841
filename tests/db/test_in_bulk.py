"""Many new rows at once keep what triggers keep, and are kept as one by one."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from core.imports.apply import apply
from db.aggregates import in_bulk
from db.aggregates.verify import verify
from db.engine import engines, reading
from db.models import Issue
from db.models.verdict import VerdictChange
from tests.core.imports import files
from tests.core.imports.test_imports import OFFICE, an_office, looked_at, noon
from tests.rows import all_of

__all__ = ["noon"]
TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")


def triggers() -> list[tuple[str, str]]:
    with engines().read.connect() as connection:
        if connection.dialect.name != "sqlite":
            return []
        return [tuple(row) for row in connection.execute(TRIGGERS)]


def noted() -> set[int]:
    with reading() as session:
        return set(session.execute(select(col(VerdictChange.channel_id))).scalars())


def entered(least: int, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    monkeypatch.setattr(in_bulk, "LEAST", least)
    file, plan = looked_at("issues", files.ISSUES)
    apply(file, seen=plan.fingerprint(), skip_wrong=True, actor=OFFICE)
    return [one.model_dump() for one in all_of(Issue)]


def test_counts_notes_and_triggers_are_what_they_would_be_row_by_row(either_database, monkeypatch):
    channels = an_office()
    before = triggers()
    rows = entered(1, monkeypatch)
    assert len(rows) == 3
    assert verify() == dict.fromkeys(verify(), 0)
    assert noted() >= {channels["示例门户"]}
    assert triggers() == before
    monkeypatch.setattr(in_bulk, "LEAST", 10**9)
    assert looked_at("issues", files.ISSUES)[1].count("add") == 0


def test_an_import_that_fails_leaves_every_trigger(database, monkeypatch):
    an_office()
    before = triggers()
    monkeypatch.setattr(in_bulk, "LEAST", 1)
    monkeypatch.setattr("db.aggregates.counters.add_since", lambda *_: 1 / 0)
    file, plan = looked_at("issues", files.ISSUES)
    with pytest.raises(ZeroDivisionError):
        apply(file, seen=plan.fingerprint(), skip_wrong=True, actor=OFFICE)
    assert (triggers(), all_of(Issue)) == (before, [])
