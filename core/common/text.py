"""Words of the interface, from the catalogues in `core/common/catalogue/<language>/<topic>.toml`."""

import tomllib
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal
from unicodedata import category

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
CATALOGUE = Path(__file__).parent / "catalogue"
# By what name the checker stands in the trail and in stamps of who did something.
CHECKER = "checker"

_language: ContextVar[Language] = ContextVar("language", default="zh")


def use_language(language: Language) -> None:
    """Choose the language of every later `t` in this thread or task."""
    _language.set(language)


def language() -> Language:
    """The language in use."""
    return _language.get()


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> dict[str, str]:
    """All entries of one language as `topic.key[.key…]` → text."""
    entries: dict[str, str] = {}
    for file in sorted((CATALOGUE / language).glob("*.toml")):
        _flatten(file.stem, tomllib.loads(file.read_text("utf-8")), entries)
    return entries


def t(key: str, /, **values: object) -> str:
    """The text of `key` in the language in use, with `{name}` replaced by `values`.

    Whoever fills `{who}` and every instant are said as a reader sees them (`actor`, `instant`). Raises
    `KeyError` for a key no catalogue has: a missing word is a fault, never shown as its key."""
    text = catalogue(_language.get())[key]
    return filled(text, **{name: _said(name, value) for name, value in values.items()}) if values else text


def filled(text: str, /, **values: object) -> str:
    """`text` with its places filled; `{count:issue|issues}` is the first word for one, else the second."""
    # Python's own form is ten times faster, and most sentences need no more.
    return _PLURALS.format(text, **values) if "|" in text else text.format(**values)


class _Plurals(Formatter):
    def format_field(self, value: Any, spec: str) -> str:
        one, choice, many = spec.partition("|")
        if not choice:
            return str(super().format_field(value, spec))
        return one if str(value) == "1" else many


_PLURALS = _Plurals()


def actor(name: str) -> str:
    """Who did something: a person's name, or what the checker is called in the reader's language."""
    return t("access.role.checker") if name == CHECKER else name


def instant(at: datetime) -> str:
    """An instant as the wall clock in Shanghai, with its day: the one form in sentences and documents."""
    # Not with the module: set-up speaks before anything is installed, also where there are no time zones.
    from core.common.clock import SHANGHAI

    local = at.astimezone(SHANGHAI) if at.tzinfo else at
    return local.strftime("%Y-%m-%d %H:%M")


def printable(text: str) -> str:
    """`text` without what no document can hold: control characters but tab and line end, halves of pairs
    and what Unicode calls no character. Line ends become one kind."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return plain if plain.isprintable() else "".join(filter(_holds, plain))


def has(key: str) -> bool:
    """Whether the catalogue in use knows `key`."""
    return key in catalogue(_language.get())


def _holds(letter: str) -> bool:
    code = ord(letter)
    if letter in "\t\n":
        return True
    return category(letter) not in ("Cc", "Cs") and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def _said(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return actor(value) if name == "who" and isinstance(value, str) else value


def _flatten(prefix: str, value: Any, entries: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}", inner, entries)
    else:
        entries[prefix] = str(value)
