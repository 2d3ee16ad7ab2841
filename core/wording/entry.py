"""One entry of a word list, and the lists that come with the product."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.wordlist import WordList as WordList

FOLDER = Path(__file__).parent / "lists"
FILES = (WordList.WRONG, WordList.EXACT, WordList.BANNED)
GROUPS = ("sure", "likely", "doubtful")
SHORTEST_EXACT = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """`phrase` is what is looked for: the wrong or banned word, the exact name, or a phrase to leave alone.
    `confidence` 0–1: how sure it is that a hit is an error. `unless`: phrases in which it is right."""

    list: WordList
    phrase: str
    right: str = ""
    confidence: float = 0.9
    unless: tuple[str, ...] = ()
    note: str = ""
    enabled: bool = True

    @property
    def suggestion(self) -> str:
        """What to write instead; empty where the word is only to be left out."""
        return self.phrase if self.list is WordList.EXACT else self.right


@lru_cache(maxsize=1)
def shipped() -> tuple[Entry, ...]:
    """The entries of `lists/*.toml`."""
    return tuple(entry for which in FILES for entry in _read(which))


@lru_cache(maxsize=1)
def shipped_version() -> str:
    """The newest version of the lists that come with the product."""
    return max(str(_file(which)["version"]) for which in FILES)


def _read(which: WordList) -> Iterator[Entry]:
    data = _file(which)
    unless = data.get("unless", {})
    for group in (data[name] for name in GROUPS if name in data):
        for pair in group["words"].split():
            phrase, _, right = pair.partition("=")
            yield Entry(which, phrase, right, group["confidence"], tuple(unless.get(phrase, ())))


def _file(which: WordList) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{which.value}.toml").read_text("utf-8"))
