"""The locks are closed under extras, so that every pip installs from them what was pinned and nothing newer.

Pip before 24 does not take the pin of `coverage` for one of `coverage[toml]`: it asks for the newest then."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-test.txt")
PYTHONS = ("3.11", "3.12", "3.13")
PIN = re.compile(r"^[A-Za-z0-9][^\s\\]*==[^\\]*", re.M)
Extras = dict[str, set[str]]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_each_extra_that_is_required_is_pinned_with_it(lock: str, python: str) -> None:
    pins = _pins((ROOT / lock).read_text("utf-8"), python)
    assert len(pins) > 30
    assert _missing(pins, python) == []


def test_a_pin_without_its_extra_is_seen() -> None:
    whole = (ROOT / "requirements-test.txt").read_text("utf-8")
    assert "coverage[toml]==" in whole
    stripped = _pins(whole.replace("coverage[toml]==", "coverage=="), "3.11")
    assert "pytest-cov wants coverage[toml]" in _missing(stripped, "3.11")


@pytest.mark.soak
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("tool", ["pip==23.0.1", "pip==23.2.1", "pip==24.0", "pip", "uv"])
def test_each_installer_takes_both_locks_over_the_network(tmp_path: Path, tool: str, python: str) -> None:
    if tool == "pip==23.0.1" and python != "3.11":
        pytest.skip("pip 23.0.1, Debian 12's, does not start on Python 3.12 and later")
    own = tmp_path / "own" / "bin" / "python"
    subprocess.run([_interpreter(python), "-m", "venv", tmp_path / "own"], check=True)
    subprocess.run([own, "-m", "pip", "install", "-q", "--upgrade", tool], check=True)
    command = [own, "-m", *(("uv", "pip") if tool == "uv" else ("pip",))]
    for lock in LOCKS:
        done = subprocess.run(
            [*command, "install", "--dry-run", "--require-hashes", "-r", str(ROOT / lock)],
            env={**os.environ, "VIRTUAL_ENV": str(tmp_path / "own"), "UV_NATIVE_TLS": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    shutil.rmtree(tmp_path / "own")


def _interpreter(python: str) -> str:
    """The program of this Python, pyenv's too. On a machine without one the test is skipped."""
    if sys.version.startswith(f"{python}."):
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    # pyenv puts a name into the path for every version it has, which refuses unless the version is chosen.
    programs = [shutil.which(f"python{python}"), *kept.glob(f"{python}.*/bin/python{python}")]
    for program in filter(None, programs):
        if not subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode:
            return str(program)
    pytest.skip(f"no Python {python} on this machine")


def _pins(text: str, python: str) -> Extras:
    """Name → extras of every pin of a lock that applies to Linux and this Python."""
    pins: Extras = {}
    for line in PIN.findall(text):
        pin = Requirement(line.strip())
        if pin.marker is None or pin.marker.evaluate(_environment(python)):
            pins.setdefault(canonicalize_name(pin.name), set()).update(map(canonicalize_name, pin.extras))
    return pins


def _missing(pins: Extras, python: str) -> list[str]:
    """`A wants B[x]` for each extra that an installed distribution asks for and the lock does not pin."""
    return [
        f"{name} wants {wanted.name}[{extra}]"
        for name, extras in sorted(pins.items())
        for wanted in _wanted(name, extras, python)
        for extra in map(canonicalize_name, sorted(wanted.extras))
        if extra not in pins.get(canonicalize_name(wanted.name), set())
    ]


def _wanted(name: str, extras: set[str], python: str) -> list[Requirement]:
    """What it requires there; nothing for a distribution that this machine does not need."""
    try:
        given = [Requirement(line) for line in requires(name) or []]
    except PackageNotFoundError:
        return []
    environments = [{**_environment(python), "extra": extra} for extra in ("", *extras)]
    return [
        one
        for one in given
        if one.marker is None or any(one.marker.evaluate(environment) for environment in environments)
    ]


def _environment(python: str) -> dict[str, str]:
    return {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "extra": "",
    }
