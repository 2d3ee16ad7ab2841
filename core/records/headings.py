"""By which headings a file of a chapter names its fields, and by which words the values of its choices."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.common.text import LANGUAGES, catalogue
from core.records.chapter import Chapter, Field
from core.registry.fields import fold
from core.registry.importing.filled_in import headings_in
from core.registry.importing.table import Table

_WORDS = Path(__file__).with_name("words.toml")
# How sure a heading is: the field's own name, a name of other offices' files.
OWN, FURTHER = 0, 1


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


def month_words(which: str) -> tuple[str, ...]:
    """What headings of months end in (`endings`), or the months in words (`numerals`)."""
    return tuple(_words()["months"][which])


def headings(one: Chapter, table: Table, *, further: bool) -> tuple[int, dict[int, Field]] | None:
    """The row of the headings and the field of each column; None where a required field has none. A field
    that two columns might be is the one that says so best, and of equals the first."""
    known = _spelled(one, further=further)
    needed = {each.name for each in one.fields if each.required}
    found = headings_in(table, known, lambda meant: needed <= {each.name for each, _ in meant})
    if found is None:
        return None
    best: dict[str, int] = {}
    for place, (each, _) in sorted(found[1].items(), key=lambda pair: (pair[1][1], pair[0])):
        best.setdefault(each.name, place)
    return found[0], {place: one.field(name) for name, place in best.items()}


def _spelled(one: Chapter, *, further: bool) -> dict[str, tuple[Field, int]]:
    known: dict[str, tuple[Field, int]] = {}
    for each in one.fields:
        own = (catalogue(language)[f"records.field.{one.key}.{each.name}"] for language in LANGUAGES)
        _add(known, own, each, OWN)
    for each in one.fields if further else ():
        _add(known, further_headings(one.key, each.name), each, FURTHER)
    return known


def _add(known: dict[str, tuple[Field, int]], words: Iterable[str], each: Field, sure: int) -> None:
    for word in words:
        known.setdefault(fold(word), (each, sure))


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(_WORDS.read_text("utf-8"))
