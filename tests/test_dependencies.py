"""Each dependency has its reason in `docs/dependencies.md`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)", re.M)
REASON = re.compile(r"^\| `([\w.-]+)` \| (.{20,}) \|$", re.M)


@pytest.mark.parametrize("file", ["requirements.in", "requirements-test.in"])
def test_each_dependency_has_a_reason_and_no_reason_is_left_over(file: str) -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    section = text.partition(f"## `{file}`")[2].partition("\n## ")[0]
    assert set(dict(REASON.findall(section))) == set(NAME.findall((ROOT / file).read_text("utf-8")))
