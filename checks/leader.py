"""Holding the lease: take it when it is free, keep it while alive, stop believing in it in time."""

import logging
import os
import socket
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from checks.trouble import Trouble
from core.monitoring import lease, runs
from core.monitoring.lease import Held

log = logging.getLogger(__name__)
# A holder that could not renew stops believing before the lease lapses for others.
BELIEF = 0.8


class Leader:
    """One checker's hold on the lease. `held` is None while another checker works."""

    def __init__(self, *, seconds: float) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}"
        self._seconds = seconds
        self._held: Held | None = None
        self._renewed = 0.0
        self._trouble = Trouble("heartbeat")

    @property
    def held(self) -> Held | None:
        """The lease, while it may still be believed in."""
        if self._held and monotonic() - self._renewed > self._seconds * BELIEF:
            log.warning("lease %s could not be renewed in time: stepping down", self._held.fence)
            self._held = None
        return self._held

    def beat(self) -> None:
        """Renew the lease, or try to take it; a database that does not answer counts as not renewed."""
        before = monotonic()
        try:
            if self.held is None:
                self._take()
            elif not lease.renew(self._held or Held("", 0), seconds=self._seconds):
                log.warning("lease lost to another checker")
                self._held = None
            if self._held:
                self._renewed = before
        except SQLAlchemyError as error:
            self._trouble.say(error)
        else:
            self._trouble.passed()

    def release(self) -> None:
        """Let the next checker begin at once."""
        if self._held:
            lease.release(self._held)
            self._held = None

    def _take(self) -> None:
        self._held = lease.take(self.owner, seconds=self._seconds)
        if self._held:
            self._renewed = monotonic()
            abandoned = runs.abandon_others(self._held)
            log.info("took lease %s; closed %s runs left open", self._held.fence, abandoned)
