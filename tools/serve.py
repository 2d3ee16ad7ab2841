"""`run` and `serve`: the database, the demo sites, the dashboard, and a clean end."""

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tools import instance
from tools.adopt import adopt
from tools.place import (
    DEFAULT_ADDRESS,
    DEFAULT_DEMO_PORT,
    DEFAULT_PORT,
    PYTHON,
    ROOT,
    data_dir,
    demonstration_dir,
    settings,
)
from tools.processes import Child, Children
from tools.words import say, stop

START_LIMIT = 120.0
GLANCE = 0.2
PORTS_TRIED = 50
DEMO_PORTS = 60
LEAST_FREE_BYTES = 100_000_000
REFUSED = 2


def serve(port: int | None, *, demonstration: bool, adopting: bool = False) -> int:
    """Serve until Ctrl-C or SIGTERM. Exit status 0 then, 1 when a child ended by itself.

    Where another instance already serves the same data, only say its address. `adopting`: the
    demonstration's data are real work from now on. Raises `Stopped` when it cannot start, in words that say
    what to do."""
    _end_on_signals()
    if demonstration:
        _use_own_data()
    try:
        if (address := instance.running(data_dir())) is not None:
            say("already", address=address)
            return 0
        if adopting:
            adopt()
        _check_data_dir(data_dir())
        _upgrade(real=not demonstration and not adopting)
        with Children() as children:
            environment = _demonstration(children) if demonstration else _administrator()
            address = _dashboard(children, port, environment)
            with instance.announced(data_dir(), address):
                say("ready", address=address)
                return _watch(children)
    except KeyboardInterrupt:
        say("ended")
        return 0


def _use_own_data() -> None:
    """The demonstration has a folder and a database file of its own, whatever is set for real work."""
    folder = str(demonstration_dir())
    os.environ.update({"SUPERVISION_DATA_DIR": folder, "SUPERVISION_DATABASE_URL": ""})
    settings.cache_clear()


def _number(name: str, default: int) -> int:
    given = str(settings().get(name, default))
    if not given.isdecimal():
        stop("wrong_number", name=name, given=given)
    return int(given)


def _watch(children: Children) -> int:
    while (ended := children.first_ended()) is None:
        time.sleep(GLANCE)
    say("child_ended", name=ended.name, status=ended.ended)
    return 1


def _check_data_dir(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            stop("disk_full", place=folder, needed=LEAST_FREE_BYTES // 10**6, free=0)
        stop("not_writable", place=folder, reason=error.strerror)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        stop("disk_full", place=folder, needed=LEAST_FREE_BYTES // 10**6, free=free // 10**6)


def _upgrade(*, real: bool) -> None:
    """Bring the database to this version. Raises `Stopped` when it should hold `real` work and does not."""
    done = _database("upgrade", "--json")
    if done.returncode:
        _no_database(done.stderr)
    if real and json.loads(done.stdout)["demonstration"]:
        stop("is_demonstration", place=data_dir())


def _database(*words: str) -> subprocess.CompletedProcess[str]:
    return _module("db", *words)


def _module(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", name, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _demonstration(children: Children) -> dict[str, str]:
    """Start the demo sites and fill the database; what the dashboard's environment needs for it.

    Empty when the database holds real work: it is then served as it is."""
    wanted = _number("SUPERVISION_DEMO_PORT", DEFAULT_DEMO_PORT)
    state = data_dir() / "demo-sites.json"
    demo = children.start(
        "demo",
        *(str(PYTHON), "-m", "checks", "demo-sites", "serve", "--port", str(wanted), "--state", str(state)),
        environment={},
    )
    _wait(demo, lambda: _base_of(demo, state) is not None)
    base = _base_of(demo, state) or wanted
    if base != wanted:
        say("demo_moved", wanted=wanted, base=base)
    say("filling")
    done = _module("core", "demo", "--demo-port", str(base))
    if done.returncode == 0:
        ports = f"{DEFAULT_ADDRESS}:{base}-{base + DEMO_PORTS}"
        return {
            "SUPERVISION_DEMONSTRATION": "1",
            "SUPERVISION_ALLOWED_PRIVATE": json.dumps([ports]),
            "SUPERVISION_TRUSTED_CA": str(state.with_name("demo-sites-ca.pem")),
        }
    children.stop(demo)
    if done.returncode != REFUSED:
        _no_database(done.stderr)
    say("own_data", reason=done.stderr.strip())
    return {}


def _administrator() -> dict[str, str]:
    """Have somebody who can sign in: the first administrator's one-time password is shown here, once."""
    done = subprocess.run(
        [PYTHON, "-m", "core", "administrator"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        _no_database(done.stderr)
    print(done.stdout, end="", flush=True)
    return {"SUPERVISION_SIGN_IN": settings().get("SUPERVISION_SIGN_IN", "required")}


def _no_database(said: str) -> NoReturn:
    print(said.strip(), file=sys.stderr, flush=True)
    stop("no_database")


def _base_of(demo: Child, state: Path) -> int | None:
    """The first port of these sites, None until they wrote their state; the file may be an older one's."""
    try:
        written = json.loads(state.read_text("utf-8"))
        return int(written["base_port"]) if written["pid"] == demo.pid else None
    except (OSError, ValueError, KeyError):
        return None


def _dashboard(children: Children, port: int | None, environment: dict[str, str]) -> str:
    address = settings().get("SUPERVISION_ADDRESS", DEFAULT_ADDRESS)
    wanted = port or _number("SUPERVISION_PORT", DEFAULT_PORT)
    free = _free_port(address, wanted)
    if free != wanted:
        say("port_taken", wanted=wanted, free=free)
    dashboard = children.start(
        "dashboard",
        *(str(PYTHON), "-m", "streamlit", "run", "app.py"),
        *("--server.port", str(free), "--server.address", address),
        environment=environment,
    )
    shown = "127.0.0.1" if address in {"0.0.0.0", "::"} else address  # noqa: S104
    url = f"http://{f'[{shown}]' if ':' in shown else shown}:{free}"
    _wait(dashboard, lambda: instance.answers(f"{url}/healthz"))
    return url


def _free_port(address: str, wanted: int) -> int:
    tried = range(wanted, min(wanted + PORTS_TRIED, 65536))
    free = next((port for port in tried if _is_free(address, port)), None)
    return free if free is not None else stop("no_port", wanted=wanted)


def _is_free(address: str, port: int) -> bool:
    try:
        with socket.create_server((address, port), family=_family(address)):
            return True
    except PermissionError:
        stop("port_forbidden", port=port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        stop("no_address", address=address, reason=error.strerror)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _wait(child: Child, ready: Callable[[], bool]) -> None:
    """Wait until it is `ready`. Raises `Stopped`, after its last lines were shown, when it never is."""
    limit = time.monotonic() + START_LIMIT
    while not ready():
        if child.ended is not None:
            child.show(past=True)
            stop("died", name=child.name, status=child.ended)
        if time.monotonic() > limit:
            child.show(past=True)
            stop("too_slow", name=child.name, seconds=int(START_LIMIT))
        time.sleep(GLANCE)
    child.show()


def _end_on_signals() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # SIGINT too: a shell starts its background jobs with it ignored.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
