"""Version, releases, licence and the files that tools read: present, and true."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^## (.+)$", re.M)
RELEASE = re.compile(r"(\d+\.\d+\.\d+) – (\d{4}-\d\d-\d\d)")
FONTS = sorted(ROOT.glob("**/fonts/*.woff2")) + sorted(ROOT.glob("core/**/*.ttf"))
TEXTS = [
    file
    for pattern in (
        "*.md",
        "*.toml",
        "*.in",
        "core/**/*.py",
        "core/**/*.toml",
        "pages/**/*.css",
        "docs/**/*.md",
    )
    for file in sorted(ROOT.glob(pattern))
]


def _project() -> dict[str, str]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"])


def test_the_newest_release_is_the_version_and_each_is_dated() -> None:
    first, *released = HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert first == "Unreleased"
    found = [RELEASE.fullmatch(heading) for heading in released]
    assert all(found), released
    pairs = [(tuple(map(int, one[1].split("."))), date.fromisoformat(one[2])) for one in found if one]
    assert pairs == sorted(set(pairs), reverse=True)
    assert ".".join(map(str, pairs[0][0])) == _project()["version"]


def test_nothing_else_names_a_version_of_ours() -> None:
    version = f'"{_project()["version"]}"'
    others = [*ROOT.glob("*.py"), *ROOT.glob("core/**/*.py"), *ROOT.glob("tools/**/*.py")]
    assert [str(file) for file in others if version in file.read_text("utf-8")] == []


def test_the_licence_is_the_one_that_is_named() -> None:
    assert _project()["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


def test_each_font_lies_beside_its_own_licence() -> None:
    assert FONTS
    licences = {font.parent / "OFL.txt" for font in FONTS}
    assert [str(file) for file in licences if "SIL OPEN FONT LICENSE" not in file.read_text("utf-8")] == []


def test_what_runs_before_a_commit_exists_and_fetches_nothing() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        assert hook["language"] == "system", hook["id"]
        named = [word for word in hook["entry"].split() if word.startswith("tests/")]
        assert [word for word in named if not (ROOT / word).exists()] == []


@pytest.mark.parametrize("rule", ["end_of_line", "insert_final_newline", "trim_trailing_whitespace"])
def test_texts_are_as_editorconfig_has_them(rule: str) -> None:
    broken = {
        "end_of_line": lambda text: b"\r" in text,
        "insert_final_newline": lambda text: bool(text) and not text.endswith(b"\n"),
        "trim_trailing_whitespace": lambda text: re.search(rb"[ \t]\n", text) is not None,
    }
    assert f"\n{rule} = " in (ROOT / ".editorconfig").read_text("utf-8")
    assert [str(file) for file in TEXTS if broken[rule](file.read_bytes())] == []
