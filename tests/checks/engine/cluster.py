"""A real cluster on loopback: a scheduler and workers as processes of their own, none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from core.common.settings import ROOT
from tests.server import free_port

LIMIT_S = 180.0  # only a failing test waits so long
# The code may be under somebody's hands while a test runs.
RELEASE = "of the test"
CHECKS = ("-m", "checks")


@dataclass
class ClusterOf:
    """`with ClusterOf(folder) as cluster: cluster.join("电信")`. `certificates`: makes everything TLS."""

    folder: Path
    certificates: Path | None = None
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{'tls' if self.certificates else 'tcp'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            kill(process)

    def serve(self) -> subprocess.Popen[bytes]:
        """Start a scheduler on the cluster's port."""
        with_files = ["--certificates", str(self.certificates / "scheduler")] if self.certificates else []
        return self._begin(["scheduler", "--port", str(self.port), *with_files])

    def join(
        self, vantage: str = "", *, threads: int = 4, wait: bool = True, program: tuple[str, ...] = CHECKS
    ) -> subprocess.Popen[bytes]:
        """A further worker."""
        words = ["worker", "--connect", self.address, "--threads", str(threads)]
        words += ["--vantage", vantage] if vantage else []
        words += ["--certificates", str(self.certificates / "worker")] if self.certificates else []
        return self._begin(words, wait=wait, program=program)

    def join_all(
        self, *vantages: str, threads: int = 4, program: tuple[str, ...] = CHECKS
    ) -> list[subprocess.Popen[bytes]]:
        """Several workers, started together."""
        joined = [self.join(each, threads=threads, wait=False, program=program) for each in vantages]
        for process in joined:
            self.wait_for(process)
        return joined

    def log(self, process: subprocess.Popen[bytes]) -> Path:
        return self.folder / f"part-{self.processes.index(process)}.log"

    def wait_for(self, process: subprocess.Popen[bytes]) -> None:
        """Until it has said that it is there."""
        log = self.log(process)
        until(lambda: "127.0.0.1" in log.read_text("utf-8") or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")

    def _begin(
        self, words: list[str], *, wait: bool = True, program: tuple[str, ...] = CHECKS
    ) -> subprocess.Popen[bytes]:
        process = start(words, self.folder / f"part-{len(self.processes)}.log", program)
        self.processes.append(process)
        if wait:
            self.wait_for(process)
        return process


def start(
    words: list[str], log: Path, program: tuple[str, ...] = CHECKS, **environment: str
) -> subprocess.Popen[bytes]:
    """`python -m checks …`, or a program that does the same, in a process group of its own, with no database
    and nowhere to put one."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISION_")}
    own |= {"SUPERVISION_DATA_DIR": "/dev/null/nowhere", "SUPERVISION_RELEASE": RELEASE}
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, *program, *words],
            cwd=ROOT,
            env={**own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(LIMIT_S)


def until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.05)
