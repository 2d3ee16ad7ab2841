"""`docs/security.md` names tests that exist, one for each threat."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?!threat|---)(.+?) \| (.+?) \| (.+?) \|$", re.M)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


# Test files that stand against a threat as a whole: each has a row.
GUARDS = (
    "pages/test_roles",
    "pages/test_outside_text",
    "patterns/test_linear",
    "core/registry/test_hostile_files",
)
GUARDS += (
    "checks/page/test_hostile",
    "checks/test_hostile_sites",
    "checks/test_odd_answers",
    "checks/fetch/test_guard",
)
GUARDS += ("db/test_restore_shared", "test_protection", "test_sign_in", "test_locks", "test_bundle")


def test_each_threat_has_a_defence_and_a_test_that_exists() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    assert len(rows) > 60
    for threat, defence, tests in rows:
        assert defence, threat
        named = NAMED.findall(tests)
        assert named, threat
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"


def test_each_guard_has_its_row() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    assert [name for name in GUARDS if f"`tests/{name}.py::" not in text] == []
