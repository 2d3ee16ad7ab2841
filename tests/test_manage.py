"""`manage.py`: set-up in a fresh folder, the words it says, and a clean end of what it starts."""

import ast
import base64
import hashlib
import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import DIRECT, ROOT, free_port
from tools.commands import coverage

SET_UP = "from tools import install; install.ensure(install.RUN)"
WITHOUT_ENSUREPIP = "import sys; sys.modules['ensurepip'] = None; "
SERVE = """
import sys
from pathlib import Path
from tools import place
place.PYTHON = Path(sys.executable)
from tools.serve import serve
from tools.words import Stopped
try:
    sys.exit(serve({port}, demonstration=False))
except Stopped as stopped:
    sys.exit(str(stopped))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What set-up needs, with one small package of its own to install."""
    folder = tmp_path / "project"
    for name in ("tools", "core/common/catalogue"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "core/__init__.py", "core/common/text.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text(_wheel(folder, "1.0"))
    return folder


def test_a_second_start_installs_nothing_and_a_changed_list_is_installed(project: Path) -> None:
    assert "requirements.txt" in _python(project, SET_UP).stdout
    assert _version(project) == "1.0"
    assert _python(project, SET_UP).stdout == ""

    (project / "requirements.txt").write_text(_wheel(project, "2.0"))
    _python(project, SET_UP)
    assert _version(project) == "2.0"


def test_a_set_up_killed_half_way_leaves_the_environment_in_use_and_is_done_afresh(project: Path) -> None:
    _python(project, SET_UP)
    (project / "requirements.txt").write_text(_wheel(project, "2.0"))
    killed = "from tools import install; install._install = lambda *_: __import__('os').kill(0, 9); "
    process = subprocess.run(
        [sys.executable, "-c", killed + SET_UP], cwd=project, env=_environment(), start_new_session=True
    )
    assert process.returncode == -signal.SIGKILL
    assert _version(project) == "1.0"
    _python(project, SET_UP)
    assert _version(project) == "2.0"
    assert len(list((project / ".venvs").iterdir())) == 1


def test_a_failed_set_up_is_not_taken_for_a_finished_one(project: Path) -> None:
    _python(project, SET_UP)
    good = (project / "requirements.txt").read_text()
    (project / "requirements.txt").write_text(good.replace("sha256:", "sha256:0000")[: len(good)])
    failed = _python(project, SET_UP)
    assert failed.returncode
    assert "PIP_INDEX_URL" in failed.stderr
    assert _version(project) == "1.0"
    (project / "requirements.txt").write_text(good)
    _python(project, SET_UP)
    assert _version(project) == "1.0"


def test_what_fails_to_install_for_tests_leaves_the_product_as_it_was(project: Path) -> None:
    _python(project, SET_UP)
    (project / "requirements-test.txt").write_text("./no-such-file.whl --hash=sha256:0\n")
    failed = _python(project, SET_UP.replace("install.RUN", "install.TEST"))
    assert failed.returncode
    assert "原有环境未改动" in failed.stderr
    assert _python(project, SET_UP).stdout == ""
    assert _version(project) == "1.0"


def test_an_environment_of_an_earlier_version_is_replaced(project: Path) -> None:
    (project / ".venv" / "lib").mkdir(parents=True)
    _python(project, SET_UP)
    assert (project / ".venv").is_symlink()
    assert _version(project) == "1.0"


def test_the_index_of_pips_own_settings_is_used(project: Path, tmp_path: Path, index: "Index") -> None:
    wheel = _bundled_pip()
    index.offer(wheel.name, wheel.read_bytes())
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {index.url}\n")
    pinned = f"from tools import index; index.PIP_WHEEL = {wheel.name!r}; index.PIP_SHA256 = 'x'; "
    refused = _python(project, pinned + "index.fetch_pip()", PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    assert "校验值" in refused.stderr
    assert f"{index.url}/pip/" in refused.stderr


def test_a_password_of_the_index_is_not_shown(project: Path) -> None:
    secret = "https://name:secret@index.example/simple/pip/"
    shown = _python(project, f"from tools import index; print(index._shown({secret!r}))")
    assert shown.stdout.strip() == "https://index.example/simple/pip/"


def test_without_ensurepip_the_pinned_pip_comes_from_the_index(project: Path, index: "Index") -> None:
    wheel = _bundled_pip()
    index.offer(wheel.name, wheel.read_bytes())
    pinned = (
        f"from tools import index; index.PIP_WHEEL = {wheel.name!r}; "
        f"index.PIP_SHA256 = {hashlib.sha256(wheel.read_bytes()).hexdigest()!r}; "
    )
    done = _python(project, WITHOUT_ENSUREPIP + pinned + SET_UP, PIP_INDEX_URL=index.url)
    assert done.returncode == 0, done.stderr
    assert _version(project) == "1.0"


def test_a_pip_with_another_checksum_is_not_used(project: Path, index: "Index") -> None:
    index.offer("pip-26.3-py3-none-any.whl", b"something else")
    refused = _python(project, WITHOUT_ENSUREPIP + SET_UP, PIP_INDEX_URL=index.url)
    assert refused.returncode
    assert "校验值" in refused.stderr
    assert not list(project.glob(".venv/lib/*/site-packages/pip*"))


def test_a_missing_module_is_named_with_the_command_that_brings_it(project: Path) -> None:
    stopped = _python(project, f"import sys; sys.modules['sqlite3'] = None; {SET_UP}")
    assert "sqlite3" in stopped.stderr
    assert "apt-get install" in stopped.stderr or "brew install" in stopped.stderr


def test_an_old_python_learns_in_both_languages_what_is_needed() -> None:
    old = "import sys, runpy; sys.version_info = (3, 8, 2); runpy.run_path('manage.py', run_name='__main__')"
    reported = _python(ROOT, old).stderr
    assert "需要 Python 3.11" in reported
    assert "Python 3.11 or newer is needed, this is 3.8" in reported
    ast.parse((ROOT / "manage.py").read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    "command", [[], ["run"], ["serve"], ["test"], ["check"], ["lint"], ["fmt"], ["bench"], ["soak"]]
)
def test_help_speaks_both_languages(command: list[str]) -> None:
    shown = subprocess.run(
        [sys.executable, "manage.py", *command, "--help"],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown)
    assert " / " in shown


def test_a_line_of_the_env_file_counts_less_than_the_environment(project: Path) -> None:
    (project / ".env").write_text(
        '# port\nexport SUPERVISION_PORT = "9001" # main\n'
        "SUPERVISION_LANGUAGE=zh # ours\nsupervision_x='a # b'\n"
    )
    shown = _python(
        project,
        "from tools.place import settings as s; "
        "print(*[s()['SUPERVISION_' + name] for name in ('PORT', 'LANGUAGE', 'X')], sep='|')",
        SUPERVISION_LANGUAGE="en",
    )
    assert shown.stdout.strip() == "9001|en|a # b"


def test_serving_takes_another_port_when_its_own_is_taken_and_ends_on_sigterm(tmp_path: Path) -> None:
    taken = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    manager = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=taken.server_port)],
        cwd=ROOT,
        env=_environment(SUPERVISION_DATA_DIR=str(tmp_path / "data"), SUPERVISION_CHECKER="external"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with taken, manager:
        address = _address_in(manager)
        assert not address.endswith(f":{taken.server_port}")
        assert DIRECT.open(address).status == 200
        manager.send_signal(signal.SIGTERM)
        assert manager.wait(120) == 0
    with pytest.raises(OSError, match="refused"):
        DIRECT.open(address)


def test_a_second_start_finds_the_first_and_says_its_address(tmp_path: Path) -> None:
    environment = _environment(SUPERVISION_DATA_DIR=str(tmp_path / "data"), SUPERVISION_CHECKER="external")
    first = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with first:
        address = _address_in(first)
        second = _python(ROOT, SERVE.format(port=free_port()), **environment)
        assert second.returncode == 0
        assert address in second.stdout
        first.send_signal(signal.SIGTERM)
        assert first.wait(120) == 0
    assert not (tmp_path / "data" / "instance.json").exists()


def test_a_demonstration_is_not_served_as_real_work(tmp_path: Path) -> None:
    environment = _environment(SUPERVISION_DATA_DIR=str(tmp_path / "data"))
    subprocess.run([sys.executable, "-m", "core", "demo"], cwd=ROOT, env=environment, check=True)
    refused = _python(ROOT, SERVE.format(port=free_port()), **environment)
    assert refused.returncode
    assert "serve --adopt" in refused.stderr


def test_data_of_the_demonstration_become_real_work_by_a_command(tmp_path: Path) -> None:
    environment = _environment(SUPERVISION_DATA_DIR=str(tmp_path / "data"))
    own = {**environment, "SUPERVISION_DATA_DIR": str(tmp_path / "data" / "demonstration")}
    subprocess.run([sys.executable, "-m", "db", "upgrade"], cwd=ROOT, env=own, check=True)
    taken = "from pathlib import Path; import sys; from tools import adopt, words; "
    taken += "adopt.PYTHON = Path(sys.executable); adopt.adopt()"
    assert _python(ROOT, taken, **environment).returncode == 0
    assert (tmp_path / "data" / "supervision.db").stat().st_size > 0
    assert (tmp_path / "data" / "demonstration" / "supervision.db").exists()


@pytest.mark.parametrize("begun", ["", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "])
def test_sigterm_ends_the_tool_that_was_started(tmp_path: Path, begun: str) -> None:
    """Also where a shell began it in the background, without an ear for Ctrl-C."""
    (tmp_path / "sleeps.py").write_text("import time; print('ready', flush=True); time.sleep(600)")
    code = begun + "import sys; from pathlib import Path; from tools import commands; "
    code += "commands.PYTHON = Path(sys.executable); sys.exit(commands._tool('sleeps'))"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=_environment(PYTHONPATH=str(tmp_path)),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        while "ready" not in process.stdout.readline():
            pass
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.terminate()
        try:
            assert process.wait(120) == 1
        finally:
            process.kill()
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


@pytest.mark.parametrize(("words", "status"), [([], 1), (["test_half.py"], 0)])
def test_the_floor_of_coverage_is_asked_of_the_whole_run_alone(
    tmp_path: Path, words: list[str], status: int
) -> None:
    (tmp_path / "half.py").write_text("def half(n):\n    if n:\n        return n / 2\n    return 0\n")
    (tmp_path / "test_half.py").write_text("from half import half\ndef test_it(): assert half(2) == 1\n")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.coverage.run]\nbranch = true\nsource = ['half']\n[tool.coverage.report]\nfail_under = 85\n"
    )
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *coverage(words), *words]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout
    assert done.returncode == status


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    refused = _python(
        ROOT,
        SERVE.format(port=free_port()),
        SUPERVISION_DATA_DIR=str(tmp_path / "data"),
        SUPERVISION_LANGUAGE="en",
    )
    assert refused.returncode
    assert f"Cannot write to {tmp_path / 'data'}" in refused.stderr


class Index:
    """A package index on this machine: one HTML page with relative links, as mirrors have it."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self.url = f"http://127.0.0.1:{port}/simple"

    def offer(self, name: str, body: bytes) -> None:
        """Put one file of the project pip there."""
        page = self._folder / "simple" / "pip"
        page.mkdir(parents=True)
        (self._folder / name).write_bytes(body)
        (page / "index.html").write_text(f'<a href="../../{name}#sha256=0">{name}</a>')


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    folder = tmp_path / "index"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Index(folder, server.server_port)
        server.shutdown()


def _python(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(**changes: str) -> dict[str, str]:
    """This environment without our settings, and without uv: pip is what every machine has."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISION_")}
    uv = shutil.which("uv")
    folders = [f for f in own["PATH"].split(os.pathsep) if not uv or Path(f) != Path(uv).parent]
    return {**own, "PATH": os.pathsep.join(folders), "NO_PROXY": "127.0.0.1", **changes}


def _version(project: Path) -> str:
    code = "import tiny_of_ours; print(tiny_of_ours.VERSION)"
    python = project / ".venv" / "bin" / "python"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _wheel(folder: Path, version: str) -> str:
    """Make the wheel of a package of one line; the line of requirements.txt that pins it."""
    name = f"tiny_of_ours-{version}"
    info = f"{name}.dist-info"
    files = {
        "tiny_of_ours.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny-of-ours\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
    file = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"./{file.name} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _bundled_pip() -> Path:
    """The wheel of pip that this Python carries; Debian keeps it elsewhere, or in another package."""
    ensurepip = pytest.importorskip("ensurepip")
    folders = (Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels"))
    found = [wheel for folder in folders for wheel in folder.glob("pip-*.whl")]
    return found[0] if found else pytest.skip("this Python carries no wheel of pip")


def _address_in(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "The dashboard is ready: " in line:
            return line.partition(": ")[2].split()[0]
    raise AssertionError("".join(said))
