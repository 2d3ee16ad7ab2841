"""Troubles of our own in plain words, each said once until it changes or passes."""

import logging

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)
FULL = ("is full", "No space left")


class Trouble:
    """What went wrong last in one job; the same trouble again is not worth another line."""

    def __init__(self, job: str) -> None:
        self._job = job
        self._last = ""

    def say(self, error: SQLAlchemyError) -> None:
        words = plain(error)
        if words != self._last:
            log.error("%s: %s", self._job, words)
        self._last = words

    def passed(self) -> None:
        if self._last:
            log.info("%s: works again", self._job)
        self._last = ""


def plain(error: SQLAlchemyError) -> str:
    """What the database said, without the statement and without any address or password."""
    text = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
    if any(sign in text for sign in FULL):
        return f"{text}. Free some space on the disk of the data folder; work goes on by itself then."
    return text
