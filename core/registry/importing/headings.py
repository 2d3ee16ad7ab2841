"""Finding the row of headings and what each column holds, in Chinese or English."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.common.text import LANGUAGES, catalogue
from core.registry.fields import fields, fold
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Table, is_blank
from core.registry.values import Raw

IDENTITY = ("code", "site_code", "name", "account")
LEAST_MATCHES = 2
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Headings:
    """`columns` maps the place of a column, from 0, to the key of its field; `unknown` are headings that
    no field has. Data begin below row `number`."""

    number: int
    columns: dict[int, str]
    unknown: tuple[str, ...]


def find_headings(table: Table) -> Headings:
    """The headings of a table. Raises `FileRefused` when there are none or a field has two columns."""
    rows = [row for row in table.rows[: limits().heading_rows] if not is_blank(row.cells)]
    if not rows:
        raise FileRefused("empty")
    best = max(rows, key=lambda row: len(_matched(row.cells)))
    columns = _matched(best.cells)
    if len(columns) < LEAST_MATCHES or not set(columns.values()) & set(IDENTITY):
        raise FileRefused("no_headings", found=_shown(rows[0].cells), wanted=_wanted())
    twice = [key for key, count in Counter(columns.values()).items() if count > 1]
    if twice:
        raise FileRefused("heading_twice", heading=fields()[twice[0]].label)
    unknown = [
        str(cell).strip()
        for place, cell in enumerate(best.cells)
        if place not in columns and str(cell or "").strip()
    ]
    return Headings(best.number, columns, tuple(unknown))


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Every heading a file may use, folded, and the key of its field."""
    known: dict[str, str] = {}
    for key, field in fields().items():
        labels = [catalogue(language)[f"field.label.{key}"] for language in LANGUAGES]
        for word in (*field.also, *labels):
            known[fold(word)] = key
    for key in fields():
        known.setdefault(fold(key), key)
    return known


def _matched(cells: Sequence[Raw]) -> dict[int, str]:
    found = {place: _field(cell) for place, cell in enumerate(cells) if isinstance(cell, str)}
    return {place: key for place, key in found.items() if key}


def _field(cell: str) -> str | None:
    known = spellings()
    # Notes such as "(required)" stand in brackets or on a line of their own.
    short = re.split(r"[(\uff08\[\u3010\r\n]", cell.strip(), maxsplit=1)[0]
    return known.get(fold(cell)) or known.get(fold(short))


def _shown(cells: Sequence[Raw]) -> str:
    words = [str(cell).strip()[:30] for cell in cells if cell is not None and str(cell).strip()]
    return " | ".join(words[:SHOWN])


def _wanted() -> str:
    return " | ".join(fields()[key].label for key in ("code", "name", "kind", "unit", "url"))
