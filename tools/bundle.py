"""`bundle`: one archive with all that a machine without the internet needs, for `run --from ARCHIVE`.

Inside: `source.tar.gz`, `SHA256SUMS`, and a folder of wheels for each machine and Python, such as
`wheels/x86_64-3.12`. The fonts are part of the source."""

import hashlib
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools import index, install
from tools.place import PYTHON, ROOT
from tools.words import say, stop

LOCK = install.RUN[0]
CHECKSUMS = "SHA256SUMS"
# Every tag by its name: pip takes an old one for no promise of the newer.
PLATFORMS = {
    machine: tuple(f"{tag}_{machine}" for tag in ("manylinux_2_28", "manylinux_2_17", "manylinux2014"))
    for machine in ("x86_64", "aarch64")
}
# Conditions in the lock ask for the patch version too. Packed is what either end wants: the oldest in use
# (Debian 12 has 3.11.2), and the newest there may ever be.
PYTHONS = {"3.11": ("3.11.2", "3.11.99"), "3.12": ("3.12.0", "3.12.99"), "3.13": ("3.13.0", "3.13.99")}
# Left out: what set-up and work write beside the source.
LEFT_OUT = frozenset({".venv", ".venvs", ".git", ".env", "__pycache__"})
WRITTEN = frozenset({"data", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"})


def write(target: Path, machines: list[str], pythons: list[str]) -> int:
    """Write the archive `target`. Needs the network. Raises `Stopped` in words that say what to do."""
    _check_wanted(machines, pythons)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for machine in machines:
            for python in pythons:
                say("bundle_wheels", machine=machine, python=python)
                _wheels(folder / "wheels" / f"{machine}-{python}", machine, python)
        say("bundle_packing", place=target)
        with tarfile.open(folder / "source.tar.gz", "w:gz") as source:
            source.add(ROOT, "supervision", filter=_kept)
        _checksums(folder)
        _pack(folder, target)
    say("bundled", place=target, size=target.stat().st_size // 10**6)
    return 0


def wheels_of(archive: Path, folder: Path) -> Path:
    """Unpack the wheels for this machine and Python into `folder`; every file as its checksum says.

    Raises `Stopped` when the archive is damaged or holds none for this machine."""
    here = f"{platform.machine()}-{sys.version_info[0]}.{sys.version_info[1]}"
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        wrong = list(_damaged(folder))
    except (OSError, EOFError, tarfile.TarError, KeyError, ValueError) as error:
        stop("bundle_unreadable", place=archive, reason=error)
    if wrong:
        stop("bundle_damaged", place=archive, files=", ".join(wrong[:5]))
    found = folder / "wheels" / here
    if not found.is_dir():
        inside = ", ".join(sorted(path.name for path in (folder / "wheels").glob("*")))
        stop("bundle_other_machine", here=here, inside=inside)
    return found


def _check_wanted(machines: list[str], pythons: list[str]) -> None:
    for wanted, known in ((machines, PLATFORMS), (pythons, PYTHONS)):
        for one in wanted:
            if one not in known:
                stop("bundle_unknown", given=one, known=", ".join(known))


def _wheels(folder: Path, machine: str, python: str) -> None:
    folder.mkdir(parents=True)
    packed: set[str] = set()
    for patch in PYTHONS[python]:
        wanted = [line for line in _lock_for(machine, patch) if line not in packed]
        packed.update(wanted)
        if wanted and not _download(folder, machine, patch, wanted):
            stop("bundle_not_fetched", machine=machine, python=python)
    # For a machine whose Python comes without ensurepip.
    (folder / index.PIP_WHEEL).write_bytes(index.fetch_pip())


def _download(folder: Path, machine: str, patch: str, wanted: list[str]) -> bool:
    platforms = [word for tag in PLATFORMS[machine] for word in ("--platform", tag)]
    command = [str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--python-version", patch, *platforms, "-d", str(folder)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lock:
        lock.write("\n".join(wanted))
        lock.flush()
        return subprocess.run([*command, "-r", lock.name], cwd=ROOT, check=False).returncode == 0


def _lock_for(machine: str, patch: str) -> list[str]:
    """The lines of the lock that apply there, without their conditions: pip would ask them of this Python."""
    command = [str(PYTHON), "-m", "tools.lock_lines", LOCK, machine, patch]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode:
        stop("failed", command=asked.stderr.strip()[-300:])
    return asked.stdout.splitlines()


def _kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    parts = PurePosixPath(entry.name).parts[1:]
    # `data` at the top is the installation's; deeper down it is samples of the tests.
    left_out = LEFT_OUT.intersection(parts) or WRITTEN.intersection(parts[:1])
    return None if left_out or entry.name.endswith((".pyc", ".tar", ".part")) else entry


def _checksums(folder: Path) -> None:
    lines = [f"{_digest(file)}  {file.relative_to(folder)}\n" for file in _files(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")


def _damaged(folder: Path) -> Iterator[str]:
    lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {str(file.relative_to(folder)): file for file in _files(folder) if file.name != CHECKSUMS}
    for name in sorted(listed.keys() | there.keys()):
        if name not in listed or name not in there or _digest(there[name]) != listed[name]:
            yield name


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _pack(folder: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(part, "w") as packed:
            for file in sorted(folder.iterdir()):
                packed.add(file, file.name)
        part.replace(target)
    except OSError as error:
        stop("not_writable", place=target, reason=error.strerror)
    finally:
        part.unlink(missing_ok=True)
