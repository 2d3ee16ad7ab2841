"""The one error of the trade: each kind has its sentences in both languages, one `except` serves all."""

import ast
import re
from pathlib import Path

import pytest

from core.access import Actor, Role, require
from core.common import errors
from core.common.errors import DomainError
from core.common.settings import ROOT
from core.common.text import LANGUAGES, catalogue

KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, DomainError)
}


def raised(path: Path) -> set[str]:
    """Whole keys of every refusal that the file spells out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in KINDS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(KINDS[node.func.id](first.value).key)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentence(language: str):
    keys = {key for path in (ROOT / "core").rglob("*.py") for key in raised(path)}
    assert len(keys) > 100
    assert keys - set(catalogue(language)) == set()


def test_where_the_sentences_of_a_kind_stand_is_said_in_one_module():
    pattern = re.compile(r"(?:self\.key|catalogue) = f?\"")
    found = {
        path.name
        for path in (ROOT / "core").rglob("*.py")
        if path != Path(errors.__file__) and pattern.search(path.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("role", "least", "allowed"),
    [
        (Role.LEADER, Role.LEADER, True),
        (Role.LEADER, Role.STAFF, False),
        (Role.SUPERVISOR, Role.STAFF, True),
        (Role.CHECKER, Role.LEADER, False),
    ],
)
def test_a_role_reaches_as_far_as_it_reaches(role: Role, least: Role, allowed: bool):
    if allowed:
        require(Actor("A", role), least)
    else:
        with pytest.raises(DomainError) as refused:
            require(Actor("A", role), least)
        assert refused.value.key == "refusal.role"
