"""What a reading process is asked and what it answers."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from checks.page import Page


class Opening(NamedTuple):
    """What a page is opened with."""

    body: bytes
    url: str
    content_type: str | None
    today: date


class Question(NamedTuple):
    """Asked of the page `number`: `of(page, *args)`. `opening` is sent when the process does not know the
    page; `forgotten` are pages that nobody will ask about any more."""

    number: int
    of: Callable[..., Any]
    args: tuple[Any, ...]
    opening: Opening | None
    forgotten: tuple[int, ...]


class Answer(NamedTuple):
    """`value`, or why there is none: the page is `unknown` here, no memory was left, or a fault of ours.
    `worked_s`: seconds of a processor that it took."""

    value: Any = None
    unknown: bool = False
    overgrown: bool = False
    fault: Exception | None = None
    worked_s: float = 0.0


def fact(page: Page, name: str) -> Any:
    """The question for one fact of a page by its name."""
    return getattr(page, name)
