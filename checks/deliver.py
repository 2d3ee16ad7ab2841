"""Hands the outbox to `apprise`, the only other way out, under the same address guard.

Each message is sent by a process of its own (`checks.deliver_one`): it can be stopped at a time limit
whatever the library does, and the guard holds for every connection that the library makes. No transaction
is open while a message is under way."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass, field
from select import select
from threading import Event
from time import monotonic
from typing import Any

from core.common.settings import ROOT, Settings
from core.monitoring.lease import LeaseToken
from core.reminders import outbox
from core.reminders.digest import fill_outbox
from core.reminders.outbox import Result, Taken
from core.reminders.rules import reminder_rules

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "checks.deliver_one")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy")


@dataclass(frozen=True)
class Deliverer:
    """What a tick needs. `stop` ends it between two messages."""

    settings: Settings
    stop: Event = field(default_factory=Event)

    def tick(self, _token: LeaseToken) -> None:
        """Queue today's reminders, then send what may be sent now. May be killed at any moment."""
        fill_outbox()
        if lost := outbox.give_up_lost():
            log.warning("%s messages were under way when their sender died: a person decides", lost)
        for _ in range(reminder_rules().delivery.at_once):
            taken = None if self.stop.is_set() else outbox.take()
            if taken is None:
                return
            self._send(taken)

    def _send(self, taken: Taken) -> None:
        result, error = deliver(taken, self.settings)
        if not outbox.settle(taken, result, error):
            log.warning("message %s was another sender's by then", taken.id)
        elif result != "sent":
            log.warning("message %s: %s (%s)", taken.id, result, error)


def deliver(taken: Taken, settings: Settings) -> tuple[Result, str]:
    """Send one reserved message; what came of it, and the key of the error. Never raises for the message."""
    order = {
        "address": taken.address,
        "title": taken.title,
        "body": taken.body,
        "allowed": settings.allowed_private,
        "trusted_ca": str(settings.trusted_ca or ""),
    }
    limit = monotonic() + reminder_rules().delivery.limit_s
    sender = subprocess.Popen(  # noqa: S603  our own interpreter and module
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name.lower() not in PROXIES},
    )
    try:
        return _conversation(sender, taken, order, limit)
    finally:
        sender.kill()
        sender.communicate()


def _conversation(
    sender: "subprocess.Popen[bytes]", taken: Taken, order: dict[str, Any], limit: float
) -> tuple[Result, str]:
    """The sender says `ready` once it understood the order; only after `go` may anything leave."""
    _tell(sender, order)
    said = _hear(sender, limit)
    if said.get("error"):
        return ("failed", str(said["error"]))
    if not said.get("ready"):
        return "again", "unknown"
    if not outbox.begin(taken):
        return "again", ""
    _tell(sender, {"go": True})
    began = False
    while said := _hear(sender, limit):
        if said.get("began"):
            began = True
        elif "result" in said:
            return said["result"], str(said.get("error", ""))
    return ("unsure", "timeout") if began else ("again", "unreachable")


def _tell(sender: "subprocess.Popen[bytes]", words: dict[str, Any]) -> None:
    assert sender.stdin is not None
    try:
        sender.stdin.write(json.dumps(words).encode() + b"\n")
        sender.stdin.flush()
    except BrokenPipeError:
        log.warning("the sending process ended at once")


def _hear(sender: "subprocess.Popen[bytes]", limit: float) -> dict[str, Any]:
    """The next line of the sender, empty at its end or at the time limit."""
    assert sender.stdout is not None
    left = limit - monotonic()
    if left <= 0 or not select([sender.stdout], [], [], left)[0]:
        return {}
    line = sender.stdout.readline()
    try:
        said: dict[str, Any] = json.loads(line) if line.strip() else {}
    except ValueError:
        return {}
    return said
