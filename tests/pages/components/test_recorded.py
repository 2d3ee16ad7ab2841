"""The audit trail in the reader's words: no raw instants, no names of actions or machines out of the code."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from core.common.text import LANGUAGES, Language, catalogue, use_language
from db.engine import reading
from db.models import AuditEntry
from pages.components.changes import changes
from pages.components.format import action, actor, recorded
from tests.server import ROOT

# As names and values stand in the program.
RAW = re.compile(r"[a-z]+(?:[_-][a-z]+)+|waiting|proved|done|talk|demerit|website|douyin|keep|forced")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2026-11-29 17:32:29.081500+00:00", "2026-11-30 01:32"),
        ("2026-11-29T17:32:29Z", "2026-11-30 01:32"),
        ("2026-11-29 08:00+08:00", "2026-11-29 08:00"),
        ("2026-11-29", "2026-11-29"),
        ("2026-99-29 17:32:29+00:00", "2026-99-29 17:32:29+00:00"),
        ("网站", "网站"),
        (12, "12"),
    ],
)
def test_an_instant_is_the_wall_clock_here(kept: object, shown: str) -> None:
    assert recorded(kept) == shown


def test_changes_show_no_utc() -> None:
    assert "01:32" in changes({"reported_at": [None, "2026-11-29 17:32:29.081500+00:00"]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checker_has_a_name_and_a_person_keeps_theirs(language: Language) -> None:
    use_language(language)
    assert actor("checker") == catalogue(language)["access.role.checker"]
    assert actor("张三") == "张三"


def actions() -> set[str]:
    """Every action that core writes into the audit trail by name."""
    found: set[str] = set()
    for file in (ROOT / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [word.value for word in node.keywords if word.arg == "action" and name == "record"]
            given += node.args[3:4] if name == "set_issue" else []
            found |= {str(one.value) for one in given if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_its_word(language: Language) -> None:
    use_language(language)
    known = actions()
    assert len(known) > 20
    assert {one for one in known if action(one) == one} == set()


def recorded_words(what: str) -> set[str]:
    """Every field, action or noun that core writes into the trail as a word of the source."""
    found: set[str] = set()
    for file in (ROOT / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = (
                getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            )
            if not isinstance(node, ast.Call) or name not in ("record", "of_account"):
                continue
            if what == "changes":
                given = [key for one in ast.walk(node) if isinstance(one, ast.Dict) for key in one.keys]
            else:
                given = [word.value for word in node.keywords if word.arg == what]
                given += node.args[2:3] if name == "of_account" and what == "action" else []
            found |= {str(one.value) for one in given if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("what", "topics"),
    [
        ("changes", ("issue.field",)),
        ("action", ("audit.action", "issue.action")),
        ("noun", ("audit.noun",)),
    ],
)
def test_what_the_trail_names_has_its_word(language: Language, what: str, topics: tuple[str, ...]) -> None:
    known = recorded_words(what)
    assert len(known) > 15
    words = catalogue(language)
    assert {one for one in known if not any(f"{topic}.{one}" in words for topic in topics)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_of_the_demonstration_is_in_words(demo_database: Path, language: Language) -> None:
    use_language(language)
    colon = catalogue(language)["issue.change"].partition("{field}")[2].partition("{old}")[0]
    raw = set()
    with reading() as session:
        kept = session.execute(select(col(AuditEntry.noun), col(AuditEntry.changes))).all()
    assert len({(noun, field) for noun, made in kept for field in made}) > 60
    for noun, made in kept:
        for field, pair in made.items():
            label, _, rest = changes({field: pair}, noun).partition(colon)
            values = rest.split(" → ") if isinstance(pair, list) else []
            raw |= {(noun, field, word) for word in (label, *values) if RAW.fullmatch(word)}
    assert raw == set()
