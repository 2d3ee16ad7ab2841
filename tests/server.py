"""The real dashboard as a child process, for tests that look at it from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
            with DIRECT.open(self.url + path, timeout=60) as answer:
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
    """A port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


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
