"""No table has the demonstration as its only writer: what is shown somewhere can be entered."""

import ast
from pathlib import Path

from sqlmodel import SQLModel

import db.models
from core.records.chapters import CHAPTERS

ROOT = Path(__file__).parents[3]
SUMS = "added up by triggers, db/aggregates"
BY_THE_DATABASE = {
    "ChannelCounter": SUMS,
    "ColumnNow": SUMS,
    "DailyRollup": "computed from the results of a day, db/rollup.py",
    "DailyTotal": SUMS,
    "IssueCounter": SUMS,
    "StateCounter": SUMS,
    "WindowStat": "computed from the daily rollups, db/rollup.py",
}


def tables() -> set[str]:
    return {
        name
        for name in db.models.__all__
        if isinstance(model := getattr(db.models, name), type)
        and issubclass(model, SQLModel)
        and hasattr(model, "__table__")
    }


def written_in(path: Path) -> set[str]:
    """The names that a module calls, or hands to `insert`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            found.add(called.id if isinstance(called, ast.Name) else getattr(called, "attr", ""))
            found |= {one.id for one in node.args if isinstance(one, ast.Name)} if _inserts(called) else set()
    return found


def _inserts(called: ast.expr) -> bool:
    return "insert" in (called.id if isinstance(called, ast.Name) else getattr(called, "attr", ""))


def test_every_table_has_a_writer_outside_the_demonstration():
    written = {one.model.__name__ for one in CHAPTERS}
    for room in ("core", "checks", "db"):
        for path in (ROOT / room).rglob("*.py"):
            if not path.is_relative_to(ROOT / "db/demo") and not path.is_relative_to(ROOT / "db/models"):
                written |= written_in(path)
    assert tables() - written == set(BY_THE_DATABASE)
