"""The dated items of a page.

Only a date that belongs to an item says that something was published: the clock in the head, the year in
the foot, the deadline in a title and the date of a meeting to come do not."""

from datetime import date
from typing import NamedTuple

from .words import words


class DateFact(NamedTuple):
    """A day found on a page: `where` (CSS-like path), `how` (a key of `dates.confidence` in `words.toml`),
    the `confidence` (0–1) that goes with it, and the text and address of its item."""

    day: date
    where: str
    how: str
    confidence: float
    item: str
    address: str = ""
    aside: bool = False  # in a box of recommended or most read articles, not in the page's own list
    beside: bool = False  # in a box named after its place, at the left or at the right


def newest(facts: tuple[DateFact, ...]) -> DateFact | None:
    """The newest date that counts; a mention or a loose date only when there is nothing better."""
    return next((fact for fact in facts if counted(fact)), facts[0] if facts else None)


def counted(fact: DateFact) -> bool:
    """Whether a date is more than a mention: a page may be called fresh on its strength."""
    return bool(fact.confidence >= words()["dates"]["limits"]["counted"])


def sure(fact: DateFact) -> bool:
    """Whether a page may be called stale on the strength of this date alone."""
    return bool(fact.confidence >= words()["dates"]["limits"]["sure"])
