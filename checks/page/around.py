"""What the words around a date, or of a link, say of it."""

import re
from functools import lru_cache

from .patterns import Found
from .words import words

_BARE = 2  # the length of 时间 and 日期, which are labels of anything
_RANGE_END = re.compile(r"\d\s?日?\s?(?:至|到|~|—|–|--)\s?$")
_EVENT_TIME = re.compile(r"(?:时\s{0,4}间|日\s{0,4}期)[:：]?\s?$")


def event_before(before: str) -> bool:
    """Whether a bare `时间：` stands there: when something takes place, as well as when it was published."""
    return bool(_EVENT_TIME.search(before)) and not labelled(before)


def ends_range(before: str) -> bool:
    """Whether another date and a word for "until" stand there."""
    return bool(_RANGE_END.search(before))


@lru_cache(maxsize=2_048)
def labelled(before: str) -> bool:
    """Whether a label of publishing stands there: `发布时间：` ends in `时间：` as well."""
    plain = "".join(before.split()).rstrip(":")
    return any(plain.endswith(word) for word in listed("label") if len(word) > _BARE)


def bracketed(text: str, found: Found) -> bool:
    """Whether the date stands in brackets."""
    around = text[max(found.start - 1, 0) : found.start] + text[found.end : found.end + 1]
    return any(mark in around for mark in "[](【】)")


@lru_cache(maxsize=4_096)
def titled(text: str) -> bool:
    """Whether the text of a link can be the title of an item."""
    return len(text) >= 4 and text.strip(" >»[]+") not in _navigation()


@lru_cache(maxsize=4_096)
def ending(before: str, after: str) -> bool:
    """Whether the words around a date make it a deadline or the beginning of an effect."""
    return any(word in before for word in listed("ending")) or any(
        word in after for word in ("施行", "实施", "截止", "前")
    )


@lru_cache(maxsize=1)
def clock_words() -> tuple[str, ...]:
    """The words beside which a date is the page's clock."""
    return (*listed("weekday"), *listed("clock"))


@lru_cache(maxsize=1)
def _navigation() -> frozenset[str]:
    return frozenset(listed("navigation"))


def listed(name: str) -> list[str]:
    """One of the lists of words."""
    return list(words()["dates"]["words"][name])
