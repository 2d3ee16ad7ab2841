"""Child processes that are shown, watched, and stopped together."""

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tools.place import ROOT

LINES_KEPT = 30
PATIENCE = 15.0


class Child:
    """A process in its own session, so that Ctrl-C reaches only this script, which then stops it in order.

    What it prints is kept, a few lines of it, until `show` lets it through to our standard error."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._last_lines: deque[str] = deque(maxlen=LINES_KEPT)
        self._shown = False
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment, "SUPERVISION_PARENT_PID": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def ended(self) -> int | None:
        """Its exit status, None while it lives."""
        status = self._process.poll()
        if status is not None:
            self._reader.join(1)
        return status

    def show(self, *, past: bool = False) -> None:
        """From now on print what it says, with `past` also the last lines kept so far."""
        self._shown = True
        while past and self._last_lines:
            self._print(self._last_lines.popleft())

    def stop(self) -> None:
        """Ask it to end, wait, then insist."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self, output: Iterable[str]) -> None:
        for line in output:
            if text := line.rstrip():
                if self._shown:
                    self._print(text)
                else:
                    self._last_lines.append(text)

    def _print(self, text: str) -> None:
        print(f"[{self.name}] {text}", file=sys.stderr, flush=True)


class Children:
    """The children of one `run`; leaving the block stops them, the youngest first."""

    def __init__(self) -> None:
        self._started: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._started):
            child.stop()

    def start(self, name: str, *arguments: str, environment: Mapping[str, str]) -> Child:
        """Start the command `arguments`."""
        child = Child(name, arguments, environment)
        self._started.append(child)
        return child

    def first_ended(self) -> Child | None:
        """A child that has ended although nobody stopped it."""
        return next((child for child in self._started if child.ended is not None), None)

    def stop(self, child: Child) -> None:
        """Stop one and forget it."""
        child.stop()
        self._started.remove(child)
