"""The layers: imports run downwards only, words stand in both catalogues, nothing is too long to read."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.common.settings import Settings
from core.common.text import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "db": {"db"},
    "core": {"core", "db"},
    "checks": {"checks", "core", "db"},
    "pages": {"pages", "core"},
}
ROOMS = set(ALLOWED)
TOPS = (*sorted(ROOMS), "tests", "tools", "docs")
BANNED = {
    "db": {"streamlit", "requests", "altair", "apscheduler"},
    "core": {"streamlit", "requests", "apscheduler", "pycurl", "httpx"},
    "checks": {"streamlit", "altair"},
    "pages": {"sqlalchemy", "sqlmodel", "requests", "urllib3", "pycurl"},
}
LONGEST = 400
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def files(room: str) -> list[Path]:
    return [path for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_run_downwards_only(room):
    wrong = {
        str(path.relative_to(ROOT)): extra
        for path in files(room)
        if (extra := imported(path) & (ROOMS - ALLOWED[room]))
    }
    assert wrong == {}


def test_inside_core_nothing_imports_upwards():
    """The contracts of `pyproject.toml`, as `manage.py check` runs them."""
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_each_room_keeps_to_its_libraries(room):
    wrong = {
        str(path.relative_to(ROOT)): extra for path in files(room) if (extra := imported(path) & BANNED[room])
    }
    assert wrong == {}


NETWORK = {"requests", "urllib3", "pycurl", "socket", "ssl", "httpx", "aiohttp", "http", "distributed"}
# The engine speaks to the parts of its own cluster only.
WAY_OUT = (
    "checks/fetch",
    "checks/probe",
    "checks/crawl",
    "checks/demo_sites",
    "checks/engine",
    "checks/browser/proxy.py",
)
# Names of this machine and of free ports are no connection to anybody.
HARMLESS = {"checks/leader.py": {"socket"}}


def test_only_the_guarded_way_out_opens_connections():
    wrong = {}
    for room in ("db", "core", "checks"):
        for path in files(room):
            name = str(path.relative_to(ROOT))
            extra = imported(path) & NETWORK - HARMLESS.get(name, set())
            if extra and not name.startswith(WAY_OUT):
                wrong[name] = extra
    assert wrong == {}


def test_both_languages_have_the_same_words():
    chinese, english = (set(catalogue(language)) for language in LANGUAGES)
    assert chinese - english == set()
    assert english - chinese == set()


def test_both_languages_fill_in_the_same_values():
    names = re.compile(r"\{(\w+)")
    chinese, english = (catalogue(language) for language in LANGUAGES)
    wrong = {
        key: (chinese[key], english[key])
        for key in chinese
        if set(names.findall(chinese[key])) != set(names.findall(english.get(key, "")))
    }
    assert wrong == {}


# The switch names each language in its own words, and a command's help shows the Chinese headings it reads.
CHINESE_IN_ENGLISH = {"navigation.languages.zh"}


def test_every_setting_has_its_name_on_the_page_of_the_checker():
    named = {
        key.removeprefix("checker.setting.") for key in catalogue("zh") if key.startswith("checker.setting.")
    }
    assert set(Settings.model_fields) - named == set()


def test_english_words_are_english():
    chinese = {key for key, text in catalogue("en").items() if CHINESE.search(text)}
    assert chinese - CHINESE_IN_ENGLISH == set()


def literals(path: Path) -> list[str]:
    """Strings of a file that are not docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]


@pytest.mark.parametrize("room", ["pages", "core"])
def test_words_of_the_interface_stand_in_catalogues(room):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in files(room)
        if (found := [text for text in literals(path) if len(text) > 1 and CHINESE.search(text)])
    }
    assert wrong == {}


KEY = re.compile(r"\bt\(\s*\"([a-z_]+(?:\.[\w-]+)+)\"")


@pytest.mark.parametrize("room", ["pages", "core", "checks"])
def test_every_word_that_is_asked_for_exists(room):
    known = catalogue("zh")
    asked = {
        (str(p.relative_to(ROOT)), key) for p in files(room) for key in KEY.findall(p.read_text("utf-8"))
    }
    assert {(file, key) for file, key in asked if key not in known} == set()


@pytest.mark.parametrize("room", ["pages", "core", "checks", "db"])
def test_no_file_is_too_long_to_read(room):
    long = {
        str(p.relative_to(ROOT)): n
        for p in files(room)
        if (n := len(p.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_no_class_of_ours_is_called_with_its_parameters():
    """Python 3.11 writes them into the new object: one with slots and no changes raises a `TypeError`."""
    trees = {path: ast.parse(path.read_text("utf-8")) for room in ROOMS for path in files(room)}
    ours = {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and {"frozen", "slots"}
        <= {word.arg for one in node.decorator_list for word in getattr(one, "keywords", [])}
    }
    assert "Column" in ours
    # The counts of the database are called like a class of the standard library.
    ours.remove("Counter")
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Subscript)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ours
    ]
    assert wrong == []


def test_outside_text_is_never_drawn_as_html():
    assert [str(p) for p in files("pages") if "unsafe_allow_html" in p.read_text("utf-8")] == []


# Words that said something else here than in the field; `docs/architecture.md` has today's.
RETIRED = re.compile(r"(?:town|wish|tally|held|told|thing)s?(?:es)?|tallies|wished", re.IGNORECASE)
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Names of the last release that are answered with today's, and what earlier migrations once made.
ANSWERED = {
    "db/owned.py",
    "db/__main__.py",
    "core/common/settings.py",
    "tests/core/common/test_settings.py",
    "tests/test_architecture.py",
}


def test_retired_words_are_gone():
    """In names, sentences and file names alike, outside the changelog and the migrations of the past."""
    wrong = {}
    for path in (*ROOT.glob("*.md"), *(p for top in TOPS for p in (ROOT / top).rglob("*"))):
        name = str(path.relative_to(ROOT))
        if name == "CHANGELOG.md" or name in ANSWERED or "versions" in path.parts or "data" in path.parts:
            continue
        text = path.read_text("utf-8") if path.suffix in {".py", ".toml", ".md", ".css"} else ""
        found = {part for part in PARTS.findall(f"{name} {text}") if RETIRED.fullmatch(part)}
        if found:
            wrong[name] = found
    assert wrong == {}
