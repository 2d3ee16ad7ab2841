"""Registers with a column for each platform, in which the accounts of a unit stand by their names.

Each column becomes a table of the usual shape, in which the row says of which kind it is."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from core.registry.fields import doubtful_words, fields, fold, value_words, yesno_words
from core.registry.importing.headings import Headings, Known, headings_among, meaning, names_a_channel
from core.registry.importing.layout import UNITS, announces, is_nothing, one_text
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table
from core.registry.values import Raw

LEAST = 2  # columns of platforms
_BETWEEN = re.compile(r"[\r\n\u3001;\uff1b]+")
_COUNTED = re.compile(r"[\uff08(]?(?:\u8d26\u53f7)?(?:\u6570\u91cf|\u4e2a\u6570|\u6570|\u4e2a)[)\uff09]?$")
_TICKS = frozenset("\u221a\u2713\u2714")
_MARKS = frozenset("\u221a\u2713\u2714\u00d7\u2717\u2718")
_OTHERWISE = {"name", "kind", "account", "site_code", "code"}  # of a register of the usual shape


def platform_lists(table: Table, known: Mapping[str, Known]) -> list[tuple[Table, Headings]]:
    """The tables of a sheet with a column for each platform; none for any other sheet."""
    for at, kinds, meant in _rows_of_kinds(table, known):
        below = table.rows[at + 1 :]
        if meant & _OTHERWISE == {"name"} and _hold(below, kinds, _is_mark):
            return _lists(table, at, kinds, known, marked=True)
        if not meant & _OTHERWISE and meant & {*UNITS, "supervisor"}:
            return _lists(table, at, kinds, known) if _hold(below, kinds, _is_name) else []
    return []


def without_names(table: Table, known: Mapping[str, Known]) -> FileRefused | None:
    """What is said of a sheet that only counts the accounts of each unit, or ticks their platforms: of no
    account it says which it is. None for any other sheet."""
    for at, kinds, meant in _rows_of_kinds(table, known):
        for name, holds in (("marks", _is_mark), ("counts", _is_number)):
            if not meant & _OTHERWISE and _hold(table.rows[at + 1 :], kinds, holds):
                return FileRefused(name)
    return None


def _rows_of_kinds(
    table: Table, known: Mapping[str, Known]
) -> Iterator[tuple[int, dict[int, str], set[str]]]:
    """Rows that may be headings with a column for each platform: these, and what the other headings mean."""
    for at, row in enumerate(table.rows[: limits().heading_rows]):
        texts = {place: one_text(cell) for place, cell in enumerate(row.cells) if isinstance(cell, str)}
        kinds = {place: text for place, text in texts.items() if _is_kind(_uncounted(text))}
        meant = {
            one[0] for place, text in texts.items() if place not in kinds and (one := meaning(text, known))
        }
        if len(kinds) >= LEAST:
            yield at, kinds, meant


def _lists(
    table: Table, at: int, kinds: Mapping[int, str], known: Mapping[str, Known], *, marked: bool = False
) -> list[tuple[Table, Headings]]:
    found = []
    for place, word in kinds.items():
        several = max((len(_names(_cell(row, place))) for row in table.rows[at + 1 :]), default=0)
        for number in range(min(several, 1) if marked else several):
            block = _block(table, at, place, kinds, None if marked else number)
            try:
                headings, _ = headings_among(block, known, names_a_channel)
            except FileRefused:
                return []
            if headings:
                sheet = f"{table.sheet} {word}".strip()
                found.append((replace(block, sheet=sheet, slice=word, whole=table.sheet), headings))
    return found


def _block(table: Table, at: int, place: int, kinds: Mapping[int, str], number: int | None) -> Table:
    """The rows that name an account of one platform, with its kind; of several in a cell that at `number`, or
    where this is None those that tick it and have the name elsewhere."""
    width = max(len(row.cells) for row in table.rows)
    rows: list[Row] = []
    for index, row in enumerate(table.rows):
        cells: list[Raw] = [*row.cells, *[None] * (width - len(row.cells))]
        names = _names(cells[place])
        if index >= at:
            cells = [None if column in kinds else cell for column, cell in enumerate(cells)]
        if index == at:
            cells[place] = None if number is None else fields()["name"].label
            cells.append(fields()["kind"].label)
        elif index > at and not announces(one_text(next(filter(one_text, row.cells), None))):
            if len(names) <= (number or 0) or (number is None and not _is_tick(names[0])):
                continue
            cells[place] = None if number is None else names[number]
            cells.append(kinds[place])
        rows.append(Row(row.number, cells, row.hidden))
    return replace(table, rows=rows)


def _is_kind(text: str) -> bool:
    return fold(text) in value_words("kind") or fold(text) in doubtful_words("kind")


def _uncounted(text: str) -> str:
    """A heading without the word for how many."""
    return _COUNTED.sub("", text)


def _hold(rows: list[Row], kinds: Mapping[int, str], what: Callable[[str], bool]) -> bool:
    """Whether all that stands below is of a sort."""
    cells = [name for row in rows for place in kinds for name in _names(_cell(row, place))]
    return bool(cells) and all(map(what, cells))


def _is_mark(text: str) -> bool:
    return set(text) <= _MARKS or fold(text) in yesno_words()


def _is_tick(text: str) -> bool:
    return set(text) <= _TICKS or bool(yesno_words().get(fold(text)))


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _is_name(text: str) -> bool:
    """Neither a number nor a mark for yes or no."""
    return not _is_number(text) and not _is_mark(text)


def _cell(row: Row, place: int) -> Raw:
    first = one_text(next(filter(one_text, row.cells), None))
    return row.cells[place] if place < len(row.cells) and not announces(first) else None


def _names(cell: Raw) -> list[str]:
    """The names in a cell."""
    if is_nothing("", cell):
        return []
    names = (name.strip() for name in _BETWEEN.split(one_text(cell)))
    return [name for name in names if name and not is_nothing("", name)]
