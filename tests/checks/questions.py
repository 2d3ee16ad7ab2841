"""Questions that no page asks for, as a check might put them: a reading process imports them by name."""

import os
import signal

from checks.page import Page


def hold(page: Page) -> int:
    """Hold the interpreter, as a parser of text does."""
    return sum(range(10**15))


def eat(page: Page) -> int:
    kept: list[bytearray] = []
    while True:
        kept.append(bytearray(b"x" * 1_000_000))


def ask_for_all(page: Page) -> int:
    """One allocation far beyond the limit, quicker than anybody could see it grow."""
    return len(bytes(10**12))


def die(page: Page) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wrong(page: Page) -> None:
    raise LookupError("no such fact")


def pid(page: Page) -> int:
    return os.getpid()


def linger(page: Page, first: int) -> str:
    """Hold on in the process `first`, answer elsewhere."""
    if os.getpid() == first:
        signal.pause()
    return page.title.value
