"""Finding the row of headings and what each column holds, in Chinese or English."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.common.text import LANGUAGES, catalogue
from core.registry.fields import fields, fold
from core.registry.importing.layout import ADDRESS, address_headings, one_text
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table
from core.registry.values import Raw

IDENTITY = ("code", "site_code", "name", "account", ADDRESS)
LEAST_MATCHES = 2
SHOWN = 12
NOT_TAKEN = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """`columns` maps the position of a column, from 0, to the key of its field or `ADDRESS`; `names` to its
    heading; `unknown` are headings that no field has; `rivals` those whose field another column is
    taken for. Data begin below row `number`."""

    number: int
    columns: dict[int, str]
    unknown: tuple[str, ...]
    names: dict[int, str] = field(default_factory=dict)
    rivals: tuple[str, ...] = ()


def find_headings(table: Table, learned: Mapping[str, str] | None = None) -> Headings:
    """The headings of a table. `learned` maps folded headings to the field a person said, or to "".

    Raises `FileRefused` when there are none or two columns have the very same heading of a field."""
    known = {**spellings(), **{word: (key, -1) for word, key in (learned or {}).items()}}
    if not table.rows:
        raise FileRefused("empty")
    found, likely = headings_among(table, known, lambda keys: bool(keys & set(IDENTITY)))
    if found is None:
        raise FileRefused(
            "no_headings", unknown=likely, found=_shown(table.rows[0].cells), wanted=_wanted(),
        )  # fmt: skip
    return found


def headings_among(
    table: Table, known: Mapping[str, tuple[str, int]], enough: Callable[[set[str]], bool]
) -> tuple[Headings | None, tuple[str, ...]]:
    """The headings among the first rows of a table that is not empty, by what each means (`known`, as
    `spellings` gives it); None when no row has two whose fields are `enough`, and then what may be the
    headings. Raises `FileRefused` when two columns have the very same heading of a field."""
    rows = table.rows[: limits().heading_rows]
    named = [_named(table, index, known) for index in range(len(rows))]
    matched = [_matched(names, known) for names in named]
    best = max(range(len(rows)), key=lambda index: len({key for key, _ in matched[index].values()}))
    # Headings two rows high: the lower row is where the data begin.
    while best + 1 < len(rows) and matched[best + 1] == matched[best]:
        best += 1
    keys = {key for key, _ in matched[best].values()}
    if len(keys) < LEAST_MATCHES or not enough(keys):
        likely = max(named, key=lambda names: len(set(names.values())))
        return None, tuple(dict.fromkeys(likely.values())) if len(likely) >= LEAST_MATCHES else ()
    names, meant = named[best], matched[best]
    if best + 1 < len(rows) and _goes_on(rows[best], rows[best + 1], matched[best + 1]):
        best += 1
        names, meant = names | named[best], meant | matched[best]
    return _settled(rows[best], names, meant), ()


def _goes_on(row: Row, lower: Row, matched: dict[int, tuple[str, int]]) -> bool:
    """Whether the row below holds nothing but further headings: those of two rows whose cells are not
    merged, as a text file has them."""
    filled = [place for place, cell in enumerate(lower.cells) if one_text(cell)]
    return lower.number == row.number + 1 and len(filled) >= LEAST_MATCHES and all(
        place in matched for place in filled
    )  # fmt: skip


def _settled(row: Row, names: dict[int, str], matched: dict[int, tuple[str, int]]) -> Headings:
    """One column for each field: the likelier where two could be it."""
    columns: dict[int, str] = {}
    rivals: list[str] = []
    for place in sorted(matched, key=lambda place: (matched[place][1], place)):
        key = matched[place][0]
        first = next((other for other, taken in columns.items() if taken == key), None)
        if first is None:
            columns[place] = key
        elif fold(names[first]) == fold(names[place]):
            raise FileRefused("heading_twice", heading=names[place])
        else:
            rivals.append(names[place])
    unknown = tuple(name for place, name in names.items() if place not in matched)
    columns = {place: columns[place] for place in sorted(columns) if columns[place] != NOT_TAKEN}
    return Headings(row.number, columns, unknown, names, tuple(rivals))


@lru_cache(maxsize=1)
def spellings() -> dict[str, tuple[str, int]]:
    """Every heading a file may use, folded → the key of its field, and how sure that is: 0 the surest."""
    known: dict[str, tuple[str, int]] = {}
    for key, entry in fields().items():
        labels = [catalogue(language)[f"field.label.{key}"] for language in LANGUAGES]
        for rank, word in enumerate((*labels, *entry.also)):
            known.setdefault(fold(word), (key, max(0, rank - len(labels) + 1)))
    for key in fields():
        known.setdefault(fold(key), (key, 0))
    return known | {fold(word): (ADDRESS, 0) for word in address_headings()}


def _named(table: Table, index: int, known: Mapping[str, tuple[str, int]]) -> dict[int, str]:
    """Column → its heading if row `index` holds the headings; one of two rows stands under what is above."""
    row = table.rows[index]
    above = table.rows[index - 1] if index and table.rows[index - 1].number == row.number - 1 else None
    names: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        own = one_text(cell) if isinstance(cell, str) else ""
        over = _over(table, above, place) if above else ""
        if own and over and over != own and _known(own, known) is None and _known(over + own, known):
            names[place] = over + own
        elif own:
            names[place] = own
    return names


def _over(table: Table, above: Row, place: int) -> str:
    """The text above a cell, also from a merged cell that begins further left."""
    left = table.begins_at(above.number, place)
    cell = above.cells[left] if left < len(above.cells) else None
    return one_text(cell) if isinstance(cell, str) else ""


def _matched(names: dict[int, str], known: Mapping[str, tuple[str, int]]) -> dict[int, tuple[str, int]]:
    found = {place: _known(name, known) for place, name in names.items()}
    return {place: entry for place, entry in found.items() if entry is not None}


def _known(name: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    # Notes such as "(required)" stand in brackets or on a line of their own.
    short = re.split(r"[(\uff08\[\u3010\r\n]", name.strip(), maxsplit=1)[0]
    return words.get(fold(name)) or words.get(fold(short))


def _shown(cells: Sequence[Raw]) -> str:
    words = [str(cell).strip()[:30] for cell in cells if cell is not None and str(cell).strip()]
    return " | ".join(words[:SHOWN])


def _wanted() -> str:
    return " | ".join(fields()[key].label for key in ("code", "name", "kind", "unit", "url"))
