"""Child processes of the dashboard: the embedded checker, alive while no other checker is, and the process
that does long work."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "checks")
JOBS = (sys.executable, "-m", "core", "jobs")
PARENT = "SUPERVISION_PARENT_PID"


class CheckerChild:
    """Starts a checker whenever none holds the lease, and takes it along when the dashboard ends.

    `lease_taken` tells whether some checker, here or elsewhere, holds the lease; it may block and may raise.
    A child that lives while nobody has the lease for `silence` is killed and replaced: its heart stands
    still, be it inside a page or stopped inside a write. None: it is never asked. Durations are seconds."""

    def __init__(
        self,
        lease_taken: Callable[[], bool],
        *,
        command: Sequence[str] = COMMAND,
        name: str = "checker",
        every: float = 2.0,
        quick_death: float = 10.0,
        longest_pause: float = 60.0,
        patience: float = 10.0,
        silence: float | None = None,
    ) -> None:
        self._lease_taken = lease_taken
        self._command = command
        self._name = name
        self._every = every
        self._quick_death = quick_death
        self._longest_pause = longest_pause
        self._patience = patience
        self._silence = silence
        self._heard = 0.0
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0
        self._trouble = ""

    @property
    def pid(self) -> int | None:
        """Process number of the child, None when there is none."""
        return self._child.pid if self._child else None

    async def run(self) -> None:
        """Look again every few seconds until cancelled, then stop the child."""
        try:
            while True:
                await asyncio.to_thread(self._look_or_complain)
                await asyncio.sleep(self._every)
        finally:
            await asyncio.to_thread(self.stop)

    def look(self) -> None:
        """Start a child if there is none, its pause is over, and nobody holds the lease."""
        if self._alive():
            self._listen()
            return
        if monotonic() < self._started + self._pause or self._lease_taken():
            return
        self._child = subprocess.Popen(  # noqa: S603
            self._command, cwd=ROOT, env={**os.environ, PARENT: str(os.getpid())}, stdin=subprocess.DEVNULL
        )
        self._started = self._heard = monotonic()
        log.info("%s started as process %s", self._name, self._child.pid)

    def _listen(self) -> None:
        """Kill a child whose heart has stopped. A database that is away raises, and kills nobody."""
        if self._silence is None or self._child is None:
            return
        if self._lease_taken():
            self._heard = monotonic()
        elif monotonic() - self._heard > self._silence:
            log.error("process %s lives, but nobody holds the lease: it is killed", self._child.pid)
            self._child.kill()
            self._child.wait()

    def _look_or_complain(self) -> None:
        try:
            self.look()
            self._trouble = ""
        except Exception as error:
            # The database may be away for long; a line every two seconds would bury everything else.
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.warning("cannot look after the %s: %s", self._name, error)

    def stop(self) -> None:
        """End the child: ask, wait, then insist."""
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(self._patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _alive(self) -> bool:
        if self._child is None:
            return False
        status = self._child.poll()
        if status is None:
            return True
        self._child = None
        self._back_off(status)
        return False

    def _back_off(self, status: int) -> None:
        if monotonic() - self._started < self._quick_death:
            self._pause = min(max(2 * self._pause, self._every), self._longest_pause)
        else:
            self._pause = 0.0
        log.warning(
            "%s ended with status %s; next start in %.0f s at the earliest", self._name, status, self._pause
        )


async def end_with_parent(*, every: float = 2.0) -> None:
    """Ask this process to end when the one named in `SUPERVISION_PARENT_PID` is no longer its parent.

    Whoever started the dashboard may be killed without a chance to stop it."""
    parent = os.environ.get(PARENT, "")
    if not parent.isdecimal() or os.getppid() != int(parent):
        return
    while os.getppid() == int(parent):
        await asyncio.sleep(every)
    os.kill(os.getpid(), signal.SIGTERM)
