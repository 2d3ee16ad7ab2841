"""Chromium's protocol over a pair of pipes: no port is opened that a page or a neighbour could find."""

import json
import os
import select
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from checks.fetch.deadline import Deadline

_CHUNK = 1 << 20
_MOST = 60_000_000


class BrowserGone(Exception):
    """The browser ended, said something unreadable, or refused what was asked."""


class Pipe:
    """One conversation: questions in turn, and the events that come between."""

    def __init__(self, read: int, write: int, deadline: Deadline, asked: Callable[[str], None]) -> None:
        """`asked` hears each address before the page asks for it."""
        self._read, self._write, self._deadline = read, write, deadline
        self._asked = asked
        self._rest = bytearray()
        self._number = 0
        self.events: deque[dict[str, Any]] = deque(maxlen=5_000)
        self.session: str | None = None

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one question. Raises `BrowserGone`, `TimeoutError`."""
        number = self.tell(method, **parameters)
        while True:
            said = self._next(self._deadline.remaining())
            if said is None:
                continue
            if said.get("id") != number:
                self._note(said)
            elif "error" in said:
                raise BrowserGone(f"{method}: {said['error'].get('message', '')}"[:200])
            else:
                result: dict[str, Any] = said.get("result", {})
                return result

    def tell(self, method: str, **parameters: Any) -> int:
        """Say something without waiting for the answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        try:
            data = json.dumps(message).encode() + b"\0"
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise BrowserGone("the browser ended") from error
        return self._number

    def remaining(self) -> float:
        """Seconds left. Raises `TimeoutError` when none are."""
        return self._deadline.remaining()

    def listen(self, seconds: float) -> None:
        """Take in what the browser says for so long."""
        until = Deadline(min(seconds, self._deadline.remaining()))
        with suppress(TimeoutError):
            while True:
                said = self._next(until.remaining())
                if said is not None:
                    self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        match said.get("method"):
            case None:
                return
            case "Fetch.requestPaused":
                paused = said["params"]
                self._asked(paused["request"]["url"])
                self.tell("Fetch.continueRequest", requestId=paused["requestId"])
            case "Page.javascriptDialogOpening":
                self.tell("Page.handleJavaScriptDialog", accept=False)
            case _:
                self.events.append(said)

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """The next message; None when none came in time. Raises `BrowserGone`."""
        while (end := self._rest.find(b"\0")) < 0:
            if not select.select([self._read], [], [], seconds)[0]:
                return None
            part = os.read(self._read, _CHUNK)
            self._rest += part
            if not part or len(self._rest) > _MOST:
                raise BrowserGone("the browser ended" if not part else "the page is too large")
        said = bytes(self._rest[:end])
        del self._rest[: end + 1]
        try:
            message: dict[str, Any] = json.loads(said)
        except ValueError as error:
            raise BrowserGone("the browser's words cannot be read") from error
        return message
