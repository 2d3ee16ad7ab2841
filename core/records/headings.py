"""By which headings a file of a chapter names its fields, and by which words the values of its choices."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).with_name("words.toml")


@lru_cache(maxsize=256)
def further_headings(chapter: str, field: str) -> tuple[str, ...]:
    """Further headings of a field: those of its chapter, then those of any."""
    known = _words()
    return tuple(dict.fromkeys((*known.get(chapter, {}).get(field, ()), *known["any"].get(field, ()))))


@lru_cache(maxsize=256)
def further_words(chapter: str, field: str) -> dict[str, str]:
    """Further words of a choice's values: the word, then what it means."""
    found: dict[str, list[str]] = _words()["values"].get(chapter, {}).get(field, {})
    return {word: value for value, words in found.items() for word in words}


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(_WORDS.read_text("utf-8"))
