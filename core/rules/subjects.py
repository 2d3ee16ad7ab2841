"""What a channel is in the words of `applies_to`, and which of those words can be one channel's together.

The words of published indicators are data (`mapping.toml`); besides them every kind of channel is a word, so
that a local indicator can be for any of them, also for those that an office added itself."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from core.registry.kinds import kept_for_kinds, kinds

FILE = Path(__file__).with_name("mapping.toml")


def subjects(kind: str, category: str) -> frozenset[str]:
    """What a channel is in the words of `applies_to`; nothing for a kind that is no longer known."""
    known = kinds().get(kind)
    if known is None:
        return frozenset()
    words = _words()[known.report or known.medium]
    every = _words()["account"]["every"] if known.medium == "account" else ()
    return frozenset([kind, *every, *words["every"], *words.get(category, ())])


@kept_for_kinds
def whole_subjects() -> tuple[frozenset[str], ...]:
    """Everything that a channel of some kind and category is, each once."""
    found = {
        subjects(kind, category): None
        for kind, known in kinds().items()
        for category in ("", *_words()[known.report or known.medium])
        if category != "every"
    }
    return tuple(found)


@kept_for_kinds
def subject_words() -> tuple[str, ...]:
    """Every word of `applies_to` there is: those of the published indicators first, then the kinds."""
    published = [word for group in _words().values() for words in group.values() for word in words]
    return tuple(dict.fromkeys([*published, *kinds()]))


def go_together(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether what applies to `one` and what applies to `other` can meet in one channel."""
    left, right = set(one), set(other)
    return bool(left & right) or any(left & whole and right & whole for whole in whole_subjects())


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    words: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text("utf-8"))["subjects"]
    return words
