"""Whoever and whenever, in the reader's language: no page and no sentence tells a key of the program."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.common.errors import DomainError
from core.common.text import LANGUAGES, Language, catalogue, t, use_language
from core.issues import store
from core.jobs import Sentence
from db.engine import writing
from db.models import CrawlState, Issue, OutboxState
from pages.components.changes import changes
from tests.rows import a_website, an_issue
from tests.server import ROOT

WHO = re.compile(r"(actor|by|seen_by|\w+ed_by|made_by|set_by)")
STAMP = re.compile(r"%d.{0,3}%H")
# Where instants are written for machines, or the formatter itself.
FORMATTERS = {"core/common/text.py", "core/reporting/charts/response.py", "pages/reminders/page.py"}
FORMATTERS |= {"core/monitoring/backups.py"}  # the name of a file, which must sort and hold no colon


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8"))


def raw_actors(tree: ast.AST, spoken: bool = False) -> Iterator[int]:
    """Lines on which who did something is taken from a row and reaches no formatter."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and WHO.fullmatch(node.attr) and not spoken:
            yield node.lineno
        named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("actor", "actor_name")
        passed_on = isinstance(node, ast.keyword) and node.arg in ("who", "actor")
        asked = isinstance(node, ast.Compare | ast.BoolOp)
        yield from raw_actors(node, spoken or named or passed_on or asked)


def test_no_page_shows_an_actor_without_the_formatter() -> None:
    asked = re.compile(r"if .*\.(\w+_)?by\b|current_actor|as_actor|(signed|known)\.actor")
    found = [
        f"{name}:{line}"
        for name, tree in sources("pages")
        for line in raw_actors(tree)
        if not asked.search((ROOT / name).read_text("utf-8").splitlines()[line - 1])
    ]
    assert found == []


def test_no_instant_is_written_but_by_the_formatter() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in sources("pages", "core")
        for node in ast.walk(tree)
        if name not in FORMATTERS
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and STAMP.search(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_the_checker_and_the_hour_in_words(database: Path, language: Language) -> None:
    use_language(language)
    at = datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC)
    names = [key for key, text in catalogue(language).items() if "{who}" in text]
    assert len(names) > 20
    for key in names:
        values = dict.fromkeys(re.findall(r"\{(\w+)", catalogue(language)[key]), "·")
        said = t(
            key, **{**values, "who": "checker", **{name: at for name in ("when", "at") if name in values}}
        )
        assert t("access.role.checker") in said
        assert "06" not in said
    kept = Sentence(
        "refusal.someone_first", {"number": "1", "state": "·", "who": "checker", "when": at}
    ).kept()
    said = str(Sentence.read(kept))
    assert "2026-11-23 12:05" in said
    assert t("access.role.checker") in said
    use_language("zh")


def test_whoever_comes_second_to_the_checker_reads_its_name(database: Path) -> None:
    from core.access import record
    from core.issues.automation import CHECKER

    issue_id = an_issue(channel_id=a_website())
    with writing() as session:
        record(session, actor=CHECKER, action="verify", noun="issue", noun_id=issue_id, changes={})
        why = store.too_late(session, session.get_one(Issue, issue_id))
    assert isinstance(why, DomainError)
    assert t("access.role.checker") in str(why)
    assert "checker" not in str(why)


@pytest.mark.parametrize(
    ("made", "raw"),
    [
        ({"state": [CrawlState.WAITING, CrawlState.READING]}, ("waiting", "reading")),
        ({"state": [OutboxState.QUEUED, OutboxState.FAILED]}, ("queued", "failed")),
        ({"closed_by": [None, "checker"]}, ("checker",)),
        ({"at": [None, "2026-11-23T04:05:06.000789+00:00"]}, ("04:05", "000789")),
    ],
)
def test_the_trail_of_changes_is_read_in_words(
    database: Path, made: dict[str, list[str]], raw: tuple[str]
) -> None:
    said = changes(made)
    assert not [word for word in raw if word in said]


def test_every_day_is_asked_for_in_one_form() -> None:
    asked = [
        (f"{name}:{node.lineno}", {keyword.arg for keyword in node.keywords})
        for name, tree in sources("pages")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "date_input"
    ]
    assert len(asked) > 20
    assert [place for place, keywords in asked if "format" not in keywords] == []
