"""`docs/security.md` names tests that exist, one for each threat."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?!threat|---)(.+?) \| (.+?) \| (.+?) \|$", re.M)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_threat_has_a_defence_and_a_test_that_exists() -> None:
    rows = ROW.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    assert len(rows) > 15
    for threat, defence, tests in rows:
        assert defence, threat
        named = NAMED.findall(tests)
        assert named, threat
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"
