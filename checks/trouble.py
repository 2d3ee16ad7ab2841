"""Troubles of our own in plain words, each said once until it changes or passes."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from db.trouble import DatabaseTrouble, kind_of, words_of

log = logging.getLogger(__name__)


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
    """What the database said, and what to do where an operator can do something."""
    if kind_of(error) is DatabaseTrouble.FULL:
        return f"{words_of(error)}. Free some space on the disk of the data folder; work goes on by itself."
    return words_of(error)
