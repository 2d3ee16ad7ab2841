"""The virtual environment: built beside the one in use, which it replaces only when it is whole.

`.venv` is a link to a folder in `.venvs`. Whatever stops a set-up, the environment in use stays as it was."""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tools import index
from tools.place import PYTHON, ROOT, VENV
from tools.words import say, stop

RUN = ("requirements.txt",)
TEST = ("requirements.txt", "requirements-test.txt")

NEEDED_BYTES = 1_200_000_000
NEEDED_MODULES = ("venv", "ssl", "sqlite3", "zlib")
BUILDS = VENV.with_name(".venvs")
UNFINISHED = ".unfinished"


def ensure(files: tuple[str, ...], wheels: Path | None = None) -> None:
    """Have a virtual environment with everything that `files` pin. Instant when nothing changed.

    `wheels`: a folder to install from instead of the network. Raises `Stopped` when something is missing that
    this script must not install."""
    if ready(files):
        return
    _check_prerequisites()
    fresh = BUILDS / _fingerprint(files)[:16]
    if not _whole(fresh, files):
        if PYTHON.exists():
            say("beside")
        _build(fresh, files, wheels)
    _put_in_place(fresh)


def ready(files: tuple[str, ...]) -> bool:
    """Whether the environment in use has everything that `files` pin."""
    return PYTHON.exists() and _whole(VENV, files)


def _build(fresh: Path, files: tuple[str, ...], wheels: Path | None) -> None:
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        (fresh / UNFINISHED).touch()
    except OSError as error:
        stop("not_writable", place=fresh, reason=error.strerror)
    say("making", place=VENV)
    _run([sys.executable, "-m", "venv", "--without-pip", str(fresh)])
    for file in files:
        say("installing", file=file)
        _install(fresh / PYTHON.relative_to(VENV), file, wheels)
    for count in range(1, len(files) + 1):
        _stamp(fresh, files[:count]).write_text(_fingerprint(files[:count]), "utf-8")
    (fresh / UNFINISHED).unlink()


def _put_in_place(fresh: Path) -> None:
    """Make `.venv` name the environment `fresh`, then drop every other."""
    if VENV.is_dir() and not VENV.is_symlink():
        # Of an earlier version, which built in place.
        VENV.rename(BUILDS / f"former-{os.getpid()}")
    link = VENV.with_name(f".venv-{os.getpid()}")
    with suppress(FileNotFoundError):
        link.unlink()
    link.symlink_to(fresh.relative_to(ROOT), target_is_directory=True)
    link.replace(VENV)
    for other in BUILDS.iterdir():
        if other != fresh:
            shutil.rmtree(other, ignore_errors=True)


def _whole(environment: Path, files: tuple[str, ...]) -> bool:
    stamp = _stamp(environment, files)
    unfinished = (environment / UNFINISHED).exists()
    return not unfinished and stamp.is_file() and stamp.read_text("utf-8") == _fingerprint(files)


def _stamp(environment: Path, files: tuple[str, ...]) -> Path:
    # RUN begins TEST, so whoever has installed TEST has RUN.
    return environment / f".installed-{len(files)}"


def _fingerprint(files: tuple[str, ...]) -> str:
    digest = hashlib.sha256(platform.python_version().encode())
    for file in files:
        digest.update((ROOT / file).read_bytes())
    return digest.hexdigest()


def _check_prerequisites() -> None:
    for module in NEEDED_MODULES:
        if importlib.util.find_spec(module) is None:
            stop("missing_module", module=module, command=_command_for_python())
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop("disk_full", place=ROOT, needed=NEEDED_BYTES // 10**6, free=free // 10**6)


def _command_for_python() -> str:
    if sys.platform == "darwin":
        return "brew install python@3.12"
    return "sudo apt-get install -y python3 python3-venv"


def _install(python: Path, file: str, wheels: Path | None) -> None:
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    wanted = ["install", "--require-hashes", *source, "-r", file]
    if uv := shutil.which("uv"):
        if _succeeds([uv, "pip", *wanted, "--python", str(python)], UV_NATIVE_TLS="true", **_index_for_uv()):
            return
        say("without_uv")
    _ensure_pip(python, wheels)
    # What is imported is compiled then, as with uv; compiling all of it is a third of pip's work.
    if not _succeeds([str(python), "-m", "pip", "--quiet", *wanted, "--no-compile"]):
        kept = PYTHON.exists() and _whole(VENV, RUN)
        stop("not_installed_kept" if kept else "not_installed", file=file)


def _index_for_uv() -> dict[str, str]:
    chosen = index.chosen()
    return {"UV_DEFAULT_INDEX": chosen} if chosen else {}


def _ensure_pip(python: Path, wheels: Path | None) -> None:
    if _succeeds(
        [str(python), "-c", "import importlib.util, sys; sys.exit(not importlib.util.find_spec('pip'))"]
    ):
        return
    bundled = wheels / index.PIP_WHEEL if wheels else None
    if bundled is not None and bundled.is_file():
        _install_pip(python, bundled)
        return
    if importlib.util.find_spec("ensurepip") is not None:
        _run([str(python), "-m", "ensurepip", "--default-pip"])
        return
    say("fetching_pip")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / index.PIP_WHEEL
        wheel.write_bytes(index.fetch_pip())
        _install_pip(python, wheel)


def _install_pip(python: Path, wheel: Path) -> None:
    _run([str(python), str(wheel / "pip"), "install", "--quiet", "--no-index", "--no-deps", str(wheel)])


def _succeeds(command: list[str], **environment: str) -> bool:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0


def _run(command: list[str]) -> None:
    if not _succeeds(command):
        stop("failed", command=" ".join(command))
