"""Holding the lease: take it when it is free, keep it while alive, stop believing in it in time."""

import logging
import os
import socket
from time import monotonic
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from checks.trouble import Trouble
from core.monitoring import lease, runs
from core.monitoring.lease import LeaseToken

log = logging.getLogger(__name__)
# A holder that could not renew stops believing before the lease lapses for others.
BELIEF = 0.8


class Leader:
    """One checker's hold on the lease. `token` is None while another checker works."""

    def __init__(self, *, seconds: float) -> None:
        # Host and process number tell people where it runs; only the rest makes it one of a kind: containers
        # of one image all have the same host name and are process 1.
        self.owner = f"{socket.gethostname()[:80]}:{os.getpid()}:{uuid4().hex[:12]}"
        self._seconds = seconds
        self._token: LeaseToken | None = None
        self._renewed = 0.0
        self._waiting_for = ""
        self._trouble = Trouble("heartbeat")

    @property
    def token(self) -> LeaseToken | None:
        """The lease, while it may still be believed in."""
        if self._token and monotonic() - self._renewed > self._seconds * BELIEF:
            log.warning("lease %s could not be renewed in time: stepping down", self._token.fence)
            self._token = None
        return self._token

    def beat(self) -> None:
        """Renew the lease, or try to take it; a database that does not answer counts as not renewed."""
        before = monotonic()
        try:
            if self.token is None:
                self._take()
            elif not lease.renew(self._token or LeaseToken("", 0), seconds=self._seconds):
                log.warning("lease lost to another checker")
                self._token = None
            if self._token:
                self._renewed = before
        except SQLAlchemyError as error:
            self._trouble.say(error)
        else:
            self._trouble.passed()

    def release(self) -> None:
        """Let the next checker begin at once."""
        if self._token:
            lease.release(self._token)
            self._token = None

    def _take(self) -> None:
        self._token = lease.take(self.owner, seconds=self._seconds)
        if not self._token:
            self._stand_by()
        else:
            self._waiting_for = ""
            self._renewed = monotonic()
            abandoned = runs.abandon_others(self._token)
            log.info("took lease %s; closed %s runs left open", self._token.fence, abandoned)

    def _stand_by(self) -> None:
        """Say once who leads, so that a checker that only waits is not taken for one that works."""
        other = lease.last_holder()
        if other is not None and other.owner != self._waiting_for:
            self._waiting_for = other.owner
            log.info("standing by: %s leads, its lease runs until %s", other.owner, other.expires_at)
