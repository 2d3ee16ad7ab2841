"""Sends one message and says what came of it: a process of its own, started by `checks.deliver`.

Speaks in lines of JSON: reads the order, answers `ready` (or an error), waits for `go`, tells when a first
connection stands (`began`), then the `result`. The address is a secret: it comes by the pipe, never as an
argument, and nothing of it or of the library's own words is ever repeated."""

import json
import logging
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from checks.fetch.robot import post
from checks.fetch.whole_process import Watch, guard_process
from core.common.errors import ReminderRefused
from core.reminders import robots
from core.reminders.robots import Robot
from core.reminders.services import is_allowed

_STATUS = re.compile(r"error=(\d{3})\b|\((\d{3}), b['\"]")
_UNANSWERED = re.compile(r"timed out|Remote end closed|Connection aborted|reset by peer|unexpectedly closed")
_TLS = re.compile(r"SSL|certificate", re.IGNORECASE)
_LOGIN = re.compile(r"Authentication|\(53[45], b")
BUSY = (421, 425, 429, 450, 451, 452, 500, 502, 503, 504)


class Overheard(logging.Handler):
    """The library's words, kept in memory only to tell failures apart."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def main() -> int:
    """Send the message that stands on standard input."""
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**words: Any) -> None:
        answers.write(json.dumps(words) + "\n")
        answers.flush()

    order = json.loads(sys.stdin.readline())
    _believe(order.get("trusted_ca", ""))
    watch = guard_process(order["allowed"])
    watch.on_begin.append(lambda: say(began=True))
    way, error = _understood(order["address"])
    if way is None:
        say(error=error)
        return 0
    say(ready=True)
    if not json.loads(sys.stdin.readline() or "{}").get("go"):
        return 0
    result, error = _sent(way, order["title"], order["body"], watch)
    say(result=result, error=error)
    return 0


def _understood(address: str) -> tuple[Any, str]:
    """The sender for an address, or why there is none: our own for robots, whose answers the library does not
    read, the library's for everything else."""
    robot = robots.read(address)
    if robot is not None:
        return robot, ""
    if not _allowed(address):
        return None, "guarded"
    import apprise

    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True, plugin_paths=[])
    try:
        way = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    except Exception:
        # Whatever the library raises may repeat the address.
        return None, "address"
    if way is None:
        return None, "address"
    # A second try after one of several recipients was reached would tell that one twice.
    return (way, "") if len(way) <= 1 else (None, "several")


def _allowed(address: str) -> bool:
    """Asked again of what was stored: it may be older than the rules."""
    try:
        return is_allowed(address)
    except ReminderRefused:
        return False


def _sent(way: Any, title: str, body: str, watch: Watch) -> tuple[str, str]:
    overheard = Overheard()
    for name in ("apprise", "urllib3", "requests"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(overheard)
        logger.propagate = False
    try:
        if isinstance(way, Robot):
            return post(way, title, body)
        if way.notify(body=body, title=title):
            return "sent", ""
    except Exception as error:
        overheard.words.append(f"{type(error).__name__} {error}")
    return _why("\n".join(overheard.words), watch)


def _why(words: str, watch: Watch) -> tuple[str, str]:
    """What came of a message that the library could not send. Without a connection nothing has left."""
    if not watch.began:
        return ("failed", "guarded") if watch.refused else ("again", watch.failure or "unreachable")
    if _LOGIN.search(words):
        return "failed", "login"
    status = _STATUS.search(words)
    if status:
        number = int(status[1] or status[2])
        return ("again", "busy") if number in BUSY else ("failed", "rejected")
    if _UNANSWERED.search(words):
        return "unsure", "no_answer"
    return ("again", "tls") if _TLS.search(words) else ("unsure", "unknown")


def _believe(trusted_ca: str) -> None:
    """The office's own authority beside the known ones, for every library of this process."""
    if not trusted_ca:
        return
    import certifi

    with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as both:
        both.write(Path(certifi.where()).read_text("utf-8") + "\n" + Path(trusted_ca).read_text("utf-8"))
    os.environ["REQUESTS_CA_BUNDLE"] = os.environ["SSL_CERT_FILE"] = both.name


if __name__ == "__main__":
    sys.exit(main())
