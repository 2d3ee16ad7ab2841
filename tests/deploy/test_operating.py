"""`docs/operating.md`: its commands are run, in its order, on one empty data folder."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, environment_of

TEXT = (ROOT / "docs" / "operating.md").read_text("utf-8")
RUN = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
NAMED = re.compile(r"\b(?:deploy|docs|core|checks)/[\w./-]*\w")


def test_every_command_works_in_its_order(tmp_path: Path) -> None:
    lines = [line for block in RUN.findall(TEXT) for line in block.splitlines()]
    assert len(lines) >= 6
    environment = {**environment_of(tmp_path, {}), "PYTHONPATH": str(ROOT)}
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "python"
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "backups" / "monday.db").is_file()


def test_every_file_that_is_named_exists() -> None:
    named = set(NAMED.findall(TEXT))
    assert named
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_setting_that_is_named_exists() -> None:
    from core.common.settings import Settings

    named = {name.lower() for name in re.findall(r"SUPERVISION_(\w+)", TEXT)}
    assert named - set(Settings.model_fields) == set()


@pytest.mark.parametrize("unit", ["dashboard", "checker", "backup"])
def test_each_unit_is_said_to_be_started(unit: str) -> None:
    assert f"supervision-{unit}" in TEXT
    assert (ROOT / "deploy" / "systemd" / f"supervision-{unit}.service").is_file()
