"""`bundle` and `run --from`: set-up on a machine that has no way out."""

import platform
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.test_manage import ROOT, _environment, _wheel
from tools import bundle
from tools.lock_lines import lines

HERE = f"{platform.machine()}-{sys.version_info[0]}.{sys.version_info[1]}"
OFFLINE = ("unshare", "-rn", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh")
FROM = """
import sys
from pathlib import Path
from tools import bundle, install
from tools.words import Stopped
try:
    install.ensure(install.RUN, bundle.wheels_of(Path(sys.argv[1]), Path(sys.argv[2])))
except Stopped as stopped:
    sys.exit(str(stopped))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What set-up needs, and an archive `bundle.tar` with the one small package it installs."""
    folder = tmp_path / "project"
    for name in ("tools", "core/common/catalogue"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "core/__init__.py", "core/common/text.py"):
        shutil.copy(ROOT / name, folder / name)
    packed = tmp_path / "packed"
    (packed / "wheels" / HERE).mkdir(parents=True)
    line = _wheel(packed / "wheels" / HERE, "1.0")
    (folder / "requirements.txt").write_text(f"tiny-of-ours==1.0 {line.partition(' ')[2]}")
    bundle._checksums(packed)
    bundle._pack(packed, tmp_path / "bundle.tar")
    return folder


def test_it_sets_up_where_no_address_outside_can_be_reached(project: Path) -> None:
    _without_network()
    out = _offline(project, "import socket; socket.create_connection(('192.0.2.1', 80), 5)")
    assert "unreachable" in out.stderr
    done = _from(project, project.parent / "bundle.tar")
    assert done.returncode == 0, done.stderr
    asked = [project / ".venv" / "bin" / "python", "-c", "import tiny_of_ours as t; print(t.VERSION)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "1.0\n"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda data: data[:700], "读不出"),
        (lambda data: b"", "读不出"),
        (lambda data: data.replace(b"VERSION = '1.0'", b"VERSION = '6.6'"), "不符"),
    ],
    ids=["cut", "empty", "changed"],
)
def test_a_damaged_archive_is_refused_before_anything_is_installed(project: Path, harm, said: str) -> None:
    archive = project.parent / "bundle.tar"
    whole = archive.read_bytes()
    archive.write_bytes(harm(whole))
    assert archive.read_bytes() != whole
    refused = _from(project, archive)
    assert refused.returncode
    assert said in refused.stderr
    assert not (project / ".venv").exists()


def test_an_archive_for_another_machine_says_what_it_holds(project: Path, tmp_path: Path) -> None:
    packed = tmp_path / "other"
    (packed / "wheels" / "aarch64-3.99").mkdir(parents=True)
    (packed / "wheels" / "aarch64-3.99" / "x").touch()
    bundle._checksums(packed)
    bundle._pack(packed, tmp_path / "other.tar")
    refused = _from(project, tmp_path / "other.tar")
    assert "aarch64-3.99" in refused.stderr
    assert HERE in refused.stderr


@pytest.mark.parametrize(("python", "numpy"), [("3.11.2", "2.4.6"), ("3.12.0", "2.5.5"), ("3.13.0", "2.5.5")])
def test_the_lines_for_another_python_are_judged_by_that_python(python: str, numpy: str) -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    chosen = list(lines(text, "x86_64", python))
    assert [line.split()[0] for line in chosen if line.startswith("numpy=")] == [f"numpy=={numpy}"]
    assert all("--hash=sha256:" in line and ";" not in line for line in chosen)


@pytest.mark.parametrize("python", bundle.PYTHONS)
def test_what_is_packed_for_a_python_serves_each_of_its_patch_versions(python: str) -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    packed = {line for patch in bundle.PYTHONS[python] for line in lines(text, "x86_64", patch)}
    first = int(bundle.PYTHONS[python][0].rpartition(".")[2])
    for patch in range(first, 30):
        assert set(lines(text, "x86_64", f"{python}.{patch}")) - packed == set()


@pytest.mark.soak
def test_the_whole_product_runs_from_its_archive_without_a_network(tmp_path: Path) -> None:
    _without_network()
    archive = tmp_path / "bundle.tar"
    subprocess.run([sys.executable, "manage.py", "bundle", archive], cwd=ROOT, check=True)
    with tarfile.open(archive) as packed:
        packed.extract("source.tar.gz", tmp_path, filter="data")
    with tarfile.open(tmp_path / "source.tar.gz") as source:
        source.extractall(tmp_path, filter="data")
    manager = subprocess.Popen(
        [*OFFLINE, sys.executable, "manage.py", "run", "--from", archive],
        cwd=tmp_path / "supervision",
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with manager:
        assert manager.stdout is not None
        said = ""
        for line in manager.stdout:
            said += line
            if "The dashboard is ready" in line:
                break
        assert "The dashboard is ready" in said, said
        address = said.partition("The dashboard is ready: ")[2].split()[0]
        assert _asked_inside(manager.pid, address) == "200"
        manager.send_signal(signal.SIGTERM)
        assert manager.wait(180) == 0


def _asked_inside(pid: int, address: str) -> str:
    """The status of the page at `address` in the network of the process `pid`."""
    code = f"import urllib.request as u; print(u.urlopen({address!r}, timeout=180).status)"
    inside = ["nsenter", "--target", str(pid), "--user", "--net", "--preserve-credentials"]
    asked = [*inside, sys.executable, "-c", code]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _without_network() -> None:
    if shutil.which("unshare") is None or subprocess.run([*OFFLINE, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")


def _from(project: Path, archive: Path) -> subprocess.CompletedProcess[str]:
    return _offline(project, FROM, str(archive), str(project.parent / "unpacked"))


def _offline(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*OFFLINE, sys.executable, "-c", code, *words]
    return subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
