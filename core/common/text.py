"""Words of the interface, from the catalogues in `core/common/catalogue/<language>/<topic>.toml`."""

import tomllib
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
CATALOGUE = Path(__file__).parent / "catalogue"

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


def t(key: str, **values: object) -> str:
    """The text of `key` in the language in use, with `{name}` replaced by `values`.

    Raises `KeyError` for a key no catalogue has: a missing word is a fault, never shown as its key."""
    text = catalogue(_language.get())[key]
    return text.format(**values) if values else text


def has(key: str) -> bool:
    """Whether the catalogue in use knows `key`."""
    return key in catalogue(_language.get())


def _flatten(prefix: str, value: Any, entries: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}", inner, entries)
    else:
        entries[prefix] = str(value)
