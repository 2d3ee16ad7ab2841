"""A page that is read elsewhere: used as any other, each of its facts asked for when it is first wanted."""

import logging
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import finalize

from checks.page import MOST_BYTES, Page
from checks.page.day import Day
from checks.page.lazy import lazy
from core.common.settings import settings

from .limits import Ended, PutAside, SandboxLimits
from .messages import Opening, fact
from .process import ReadingProcess

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
_TRIES = 2


class DistantPage(Page):
    """The page `opening` opens, in one of the reading processes. Every fact may raise `PutAside`."""

    def __init__(self, opening: Opening, number: int, process: ReadingProcess) -> None:
        self.url, self.today = opening.url, Day.of(opening.today)
        self.clipped, self.body = len(opening.body) > MOST_BYTES, opening.body[:MOST_BYTES]
        self._opening, self._number, self._process = opening, number, process
        self._spent = 0.0
        self._aside: PutAside | None = None
        finalize(self, process.forgotten.append, number)

    @property
    def until(self) -> int:
        return self.ask(_until)

    def ask(self, question: Callable[Concatenate[Page, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `Page.ask`, in the other process; question, values and answer have to be such as can be sent.

        Raises `PutAside`."""
        if kwargs:
            raise TypeError("values are sent by their places")
        if self._aside is not None:
            raise self._aside
        process = self._process
        process.waiting += 1
        try:
            with process.lock:
                answer: R = self._asked(process, question, args)
                return answer
        finally:
            process.waiting -= 1

    def _asked(self, process: ReadingProcess, question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """The second try has a fresh process to itself: the first may have died of something else."""
        for tried in range(1, _TRIES + 1):
            left = process.limits.seconds - self._spent
            try:
                answer = process.ask(self._number, question, args, self._opening, seconds=left)
            except Ended as ended:
                self._spent = 0.0
                log.warning("reading %s (try %s): %s", self.url, tried, ended)
                if tried == _TRIES:
                    self._aside = PutAside(self.url, str(ended))
            else:
                self._spent += answer.worked_s
                return answer.value
        assert self._aside is not None
        raise self._aside


def _until(page: Page) -> int:
    return page.until


def _asked_for(name: str) -> "lazy[Any]":
    def read(page: DistantPage) -> Any:
        return page.ask(fact, name)

    read.__name__ = name
    return lazy(read)


for _name, _made in list(vars(Page).items()):
    if isinstance(_made, lazy):
        setattr(DistantPage, _name, _asked_for(_name))


class Sandbox:
    """A few processes that read pages. Used by any number of threads."""

    def __init__(self, limits: SandboxLimits) -> None:
        self.processes = [ReadingProcess(limits) for _ in range(limits.processes)]
        self._numbers = count(1)

    def open(self, body: bytes, url: str, *, content_type: str | None = None, today: date) -> Page:
        """As `checks.page.open_page`, where the fewest others wait."""
        process = min(self.processes, key=lambda process: process.waiting)
        return DistantPage(Opening(body, url, content_type, today), next(self._numbers), process)

    def close(self) -> None:
        """End the processes; what they were reading comes to nothing."""
        for process in self.processes:
            process.kill()


@lru_cache(maxsize=1)
def sandbox() -> Sandbox:
    """The reading processes of this process, as the settings want them; none is started before it is used."""
    chosen = settings()
    # Processes that read sites are many already: each has one of these.
    many = 1 if chosen.processes > 1 else chosen.page_processes
    return Sandbox(SandboxLimits(chosen.page_s, chosen.page_memory_mb, many))
