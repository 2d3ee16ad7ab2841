"""The real dashboard as a child process, for tests that look at it from outside."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 180.0  # a machine may be busy
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A running dashboard: its address, its data folder, its process, and what it has printed so far."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of `path`; an error status is an answer too."""
        try:
            with DIRECT.open(self.url + path, timeout=START_LIMIT) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def stop(self) -> int:
        """Ask it to end, as an operator would, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Dashboard]:
    """Start `streamlit run app.py` with its data in `folder`; stop it at the end."""
    port = free_port()
    log = folder / "dashboard.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py"]
            + ["--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=environment_of(folder, environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    dashboard = Dashboard(f"http://127.0.0.1:{port}", folder / "data", process, log)
    try:
        _wait_for(dashboard)
        yield dashboard
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(120)
    finally:
        process.kill()


def free_port() -> int:
    """A port of this machine that nobody uses now, each only once. Whoever serves on it begins later: it is
    not one of those that the system hands out meanwhile to whoever connects, and not the next process's."""
    for _ in range(len(_OURS)):
        port = _OURS[next(_count) % len(_OURS)]
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no free port")


def _ours() -> range:
    """The ports below those that the system hands out."""
    try:
        lowest = int(HANDED_OUT.read_text().split()[0])
    except OSError:
        lowest = 32_768
    return range(min(20_000, lowest // 2), lowest)


HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")
_OURS = _ours()
_count = itertools.count(os.getpid() * 997)


def environment_of(folder: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process whose data lie in `folder`, without settings of whoever runs the tests."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISION_")}
    base = {"SUPERVISION_DATA_DIR": str(folder / "data"), "SUPERVISION_CHECKER": "external"}
    if "SUPERVISION_DEMONSTRATION" in changes:
        # Its one click a role is tried by itself; everything else looks at what is behind it.
        base["SUPERVISION_SIGN_IN"] = "open"
    return {**own, **base, **changes}


def _wait_for(dashboard: Dashboard) -> None:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        assert dashboard.process.poll() is None, dashboard.log.read_text("utf-8")
        try:
            dashboard.get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(dashboard.log.read_text("utf-8"))
