"""One reading process seen from the one that asks: started when needed, watched, killed, replaced."""

import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic
from typing import Any

from core.common.settings import ROOT

from .limits import Ended, SandboxLimits
from .messages import Answer, Opening, Question
from .usage import memory_mb, worked_s

_GLANCE_S, _STARTS_WITHIN_S = 0.05, 60.0
# Time is the processor's where it is known: on a busy machine an orderly page would be blamed for others.
# One that waits for nothing at all ends after so many times as long.
_WAITS = 6
# Before a page is opened, a process that has grown so far is replaced: none pays for those before it.
_TIRED = 0.5


class ReadingProcess:
    """A place for one process. Whoever asks takes `lock`: it answers one question at a time."""

    def __init__(self, limits: SandboxLimits) -> None:
        self.lock, self.limits = Lock(), limits
        self.waiting = 0
        self.forgotten: deque[int] = deque()
        self._process: subprocess.Popen[bytes] | None = None
        self._ours: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def ask(
        self, number: int, of: Callable[..., Any], args: tuple[Any, ...], opening: Opening, *, seconds: float
    ) -> Answer:
        """The answer to a question about the page `number`, which is sent along if it is not known there.

        Raises `Ended` when there is none within `seconds` and the limit of memory; the process is gone then.
        What the question itself raises is raised here."""
        connection = self._started()
        try:
            answer = self._asked(connection, Question(number, of, args, None, self._drained()), seconds)
            if answer.unknown and memory_mb(self.pid) > self.limits.memory_mb * _TIRED:
                self.kill()
                connection = self._started()
            if answer.unknown:
                answer = self._asked(connection, Question(number, of, args, opening, ()), seconds)
            if answer.overgrown:
                raise Ended(f"needed over {self.limits.memory_mb} MB")
        except Ended:
            self.kill()
            raise
        if answer.fault is not None:
            raise answer.fault
        return answer

    def kill(self) -> None:
        """End the process at once: it holds nothing that could not be sent again."""
        if self._process is not None and self._ours is not None:
            self._process.kill()
            self._process.wait()
            self._ours.close()
        self._process = self._ours = None

    def _started(self) -> Connection:
        """The connection to a process that lives."""
        if self._process is not None and self._process.poll() is not None:
            self.kill()
        if self._ours is not None:
            return self._ours
        self._ours, theirs = Pipe()
        # Not by `multiprocessing`, which would import all over again what this process was started with.
        self._process = subprocess.Popen(  # noqa: S603
            (
                *(sys.executable, "-m", "checks.sandbox.worker", str(theirs.fileno())),
                *(str(self.limits.seconds), str(self.limits.memory_mb)),
            ),
            cwd=ROOT,
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        with suppress(EOFError, OSError):  # died at once: said when it is asked
            if self._ours.poll(_STARTS_WITHIN_S):
                self._ours.recv()
        return self._ours

    def _drained(self) -> tuple[int, ...]:
        return tuple(self.forgotten.popleft() for _ in range(len(self.forgotten)))

    def _asked(self, connection: Connection, question: Question, seconds: float) -> Answer:
        began, worked = monotonic(), worked_s(self.pid)
        try:
            connection.send(question)
            while not connection.poll(_GLANCE_S):
                passed = monotonic() - began
                if passed > seconds and (passed > seconds * _WAITS or worked_s(self.pid) - worked > seconds):
                    raise Ended(f"took over {self.limits.seconds:g} s")
                if memory_mb(self.pid) > self.limits.memory_mb:
                    raise Ended(f"needed over {self.limits.memory_mb} MB")
            answer: Answer = connection.recv()
        except (EOFError, OSError):
            raise Ended("ended the process that read it") from None
        return answer
