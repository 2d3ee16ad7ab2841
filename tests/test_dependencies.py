"""Each dependency has its reason in `docs/dependencies.md`."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)", re.M)
PRODUCT = ("app.py", "pages", "core", "checks", "db", "tools")
# Used by name alone: SQLAlchemy loads the driver that an address names, Python the table of zones,
# Streamlit what its sign-in speaks with.
UNIMPORTED = {"psycopg", "tzdata", "authlib", "httpx"}
REASON = re.compile(r"^\| `([\w.-]+)` \| (.{20,}) \|$", re.M)


@pytest.mark.parametrize("file", ["requirements.in", "requirements-test.in"])
def test_each_dependency_has_a_reason_and_no_reason_is_left_over(file: str) -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    section = text.partition(f"## `{file}`")[2].partition("\n## ")[0]
    assert set(dict(REASON.findall(section))) == set(NAME.findall((ROOT / file).read_text("utf-8")))


def imported() -> Iterator[str]:
    """The outermost package of every import in the product."""
    for place in PRODUCT:
        for file in [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (name.name.partition(".")[0] for name in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]


def test_the_product_imports_each_of_its_dependencies() -> None:
    owners = packages_distributions()
    used = {owner.lower().replace("_", "-") for module in set(imported()) for owner in owners.get(module, ())}
    assert set(NAME.findall((ROOT / "requirements.in").read_text("utf-8"))) - used == UNIMPORTED
