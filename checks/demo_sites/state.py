"""Where the demo sites run and which faults are injected: one file, shared by server and commands."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import IO

from checks.demo_sites.faults import Faults, fit
from core.common.settings import settings
from db.demo.sites import DemoSite, site_list


class NotRunningError(RuntimeError):
    """No demo sites run on this state file."""


class AlreadyRunningError(RuntimeError):
    """Demo sites run on this state file already."""


@dataclass(frozen=True, slots=True)
class DemoState:
    """Running demo sites. `sites`: faults by key of site."""

    base_port: int
    pid: int
    sites: Mapping[str, Faults]


def default_file() -> Path:
    """The state file when none is named."""
    return settings().data_dir / "demo-sites.json"


def authority_file(file: Path) -> Path:
    """Where the certificate of the demo sites' authority lies: beside its state file."""
    return file.with_name(f"{file.stem}-ca.pem")


def read(file: Path) -> DemoState:
    """What runs on `file`. Raises `NotRunningError` when nothing does, or the file is not a state file."""
    try:
        state = _parse(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotRunningError(file) from None
    with _lock_file(file, "run").open("a") as lock:
        if _locked(lock, fcntl.LOCK_SH):
            raise NotRunningError(file)
    return state


def write(file: Path, state: DemoState) -> None:
    """Replace `file` in one step: a reader sees the old state or the new one, never half."""
    sites = {key: sorted(fault.value for fault in faults) for key, faults in state.sites.items()}
    text = json.dumps({"base_port": state.base_port, "pid": state.pid, "sites": sites}, indent=1)
    replace(file, text.encode())


def replace(file: Path, content: bytes) -> None:
    """Write `content` beside `file` and rename it into place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def changing(file: Path) -> Iterator[None]:
    """Hold the right to change `file`: two commands at once wait for each other and lose nothing."""
    with _lock_file(file, "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def running(file: Path) -> Iterator[None]:
    """Be the process of `file` while the block runs; the state file goes with it.

    A lock, not the process number, says who is alive: the system frees it however a process dies, and
    numbers are soon used again, in a container above all. Raises `AlreadyRunningError`."""
    with _lock_file(file, "run").open("a") as lock:
        if not any(_tries(lock)):
            raise AlreadyRunningError(file)
        file.unlink(missing_ok=True)  # left by a process that was killed
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            authority_file(file).unlink(missing_ok=True)


def _parse(data: dict[str, object]) -> DemoState:
    by_key: dict[str, DemoSite] = {site.key: site for site in site_list()}
    sites = data["sites"]
    if not isinstance(sites, dict):
        raise TypeError("sites")
    return DemoState(
        base_port=int(str(data["base_port"])),
        pid=int(str(data["pid"])),
        sites={key: fit(by_key[key], faults) for key, faults in sites.items()},
    )


def _lock_file(file: Path, purpose: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f".{file.name}.{purpose}")


def _locked(lock: IO[str], kind: int) -> bool:
    """Take `lock` if it is free and say whether it was."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tries(lock: IO[str]) -> Iterator[bool]:
    """A command that looks whether they run holds the lock for a moment: wait that moment."""
    for _ in range(10):
        yield _locked(lock, fcntl.LOCK_EX)
        sleep(0.05)
