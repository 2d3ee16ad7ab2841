"""The systemd units of `deploy/systemd`: systemd reads them without complaint and finds little exposed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
# systemd's own scale: 0 nothing exposed, 10 everything; an unhardened service has 9.6.
MOST_EXPOSED = 2.5


@pytest.fixture
def analyze() -> str:
    return shutil.which("systemd-analyze") or pytest.skip("no systemd on this machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The units, with the program where systemd can find it."""
    program = tmp_path / "supervision"
    (program / ".venv" / "bin").mkdir(parents=True)
    (program / ".venv" / "bin" / "python").symlink_to("/bin/true")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/supervision", str(program))
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def test_systemd_reads_every_unit_without_a_word(analyze: str, folder: Path) -> None:
    files = [str(folder / unit.name) for unit in UNITS]
    read = subprocess.run(
        [analyze, "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in read.stderr.splitlines() if "supervision" in line]
    assert (read.returncode, ours) == (0, [])


@pytest.mark.parametrize("service", SERVICES, ids=lambda unit: unit.stem)
def test_little_of_the_machine_is_exposed(analyze: str, folder: Path, service: Path) -> None:
    command = [analyze, "security", "--offline=true", "--no-pager", str(folder / service.name)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    level = re.search(r"exposure level for \S+: ([\d.]+)", shown)
    assert level is not None, shown
    assert float(level[1]) <= MOST_EXPOSED


def test_the_commands_of_the_units_are_the_products_own() -> None:
    commands = " ".join(unit.read_text("utf-8") for unit in SERVICES)
    for words in ("-m streamlit run app.py", "-m checks", "-m db backup"):
        assert words in commands
