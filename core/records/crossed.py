"""Lists that keep one field across their columns, such as a column for each month or for each shift: each
becomes a list of one row for each of its cells."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from core.common.text import LANGUAGES, catalogue
from core.records.chapter import Chapter, Kind
from core.records.headings import further_headings, further_words, month_words
from core.registry.fields import fold
from core.registry.importing.filled_in import HEADING_ROWS, cell_of, day_of
from core.registry.importing.table import Row, Table, is_blank
from core.registry.values import Raw, Unreadable

LEAST = 2
YEAR_SIGN, MONTH_SIGN, LETTERS = "\u5e74", "\u6708", 4


def uncrossed(one: Chapter, table: Table, name: str = "") -> Table | None:
    """The table with one row for each cell below a month or choice; None where it is no such table. `name`
    is that of the file, which may say the year of the months."""
    if not one.crossed:
        return None
    across, value = (one.field(each) for each in one.crossed)
    words = _words(one, across.name) if across.kind is Kind.CHOICE else {}
    for index, head in enumerate(table.rows[:HEADING_ROWS]):
        year = None if words else year_in(table, head.number, name)
        behind = _spelled(one, value.name)
        over = {
            place: meant
            for place, cell in enumerate(head.cells)
            if (meant := _meant(cell, words, year, behind)) is not None
        }
        # A single month has to say its year and what it is of: 2022年3月得分.
        alone = len(over) == 1 and any(YEAR_SIGN in str(head.cells[place]) for place in over)
        if len({*over.values()}) >= LEAST or (alone and not words):
            above = (
                table.rows[index - 1] if index and table.rows[index - 1].number == head.number - 1 else None
            )
            labels = (_label(one, across.name), _label(one, value.name))
            return _made(table, index, over, _heads(head, above, over), labels)
    return None


def _made(
    table: Table, index: int, over: Mapping[int, Raw], heads: list[Raw], labels: tuple[str, str]
) -> Table:
    width = max(len(row.cells) for row in table.rows)
    rows = [*table.rows[: max(index - 1, 0)]]
    rows.append(replace(table.rows[index], cells=[*_padded(heads, width), *labels]))
    for row in table.rows[index + 1 :]:
        kept: list[Raw] = [None if place in over else cell for place, cell in enumerate(row.cells)]
        if is_blank(kept):
            continue
        for place, meant in over.items():
            cell = cell_of(row, place)
            if cell not in (None, ""):
                rows.append(replace(row, cells=[*_padded(kept, width), meant, cell]))
    return replace(table, rows=rows)


def _padded(cells: list[Raw], width: int) -> list[Raw]:
    return [*cells, *[None] * (width - len(cells))]


def _heads(head: Row, above: Row | None, over: Mapping[int, Raw]) -> list[Raw]:
    """The headings of the other columns, from the row above where theirs span two."""
    found: list[Raw] = []
    for place, cell in enumerate(head.cells):
        upper = cell_of(above, place) if above else None
        found.append(None if place in over else cell if cell not in (None, "") else upper)
    return found


def _meant(cell: Raw, words: Mapping[str, str], year: int | None, behind: Collection[str]) -> Raw:
    """The month or choice that a heading is; None for any other."""
    if not isinstance(cell, str):
        return cell if isinstance(cell, date) and not words else None
    text = "".join(cell.split())
    if words:
        return words.get(fold(text))
    text = next((text.removesuffix(one) for one in behind if text.endswith(one)), text).removesuffix("\u4efd")
    if not text.endswith(MONTH_SIGN):
        return None
    plain = text.removesuffix(MONTH_SIGN)
    if plain in (numerals := month_words("numerals")):
        text = f"{numerals.index(plain) + 1}{MONTH_SIGN}"
    try:
        return day_of(text if YEAR_SIGN in text or year is None else f"{year}{YEAR_SIGN}{text}")
    except Unreadable:
        return None


def year_in(table: Table, number: int, name: str) -> int | None:
    """The year that the lines above row `number`, the sheet or the file name, if they agree on one."""
    above = [str(cell) for row in table.rows if row.number < number for cell in row.cells if cell]
    years = {year for text in (*above, table.sheet, name) for year in _years(text)}
    return next(iter(years)) if len(years) == 1 else None


def _years(text: str) -> set[int]:
    found = (text[place - LETTERS : place] for place, sign in enumerate(text) if sign == YEAR_SIGN)
    return {
        int(digits) for digits in found if len(digits) == LETTERS and digits.isascii() and digits.isdigit()
    }


def _words(one: Chapter, field: str) -> dict[str, str]:
    """Folded word → the word as the reader of choices takes it."""
    members = one.field(field).choices or ()
    known = [
        catalogue(language)[f"records.choice.{one.key}.{member.value}"]
        for member in members
        for language in LANGUAGES
    ]
    return {fold(word): word for word in (*known, *further_words(one.key, field))}


def _spelled(one: Chapter, field: str) -> list[str]:
    """The headings of a field, the longest first."""
    return sorted((_label(one, field), *further_headings(one.key, field)), key=len, reverse=True)


def _label(one: Chapter, field: str) -> str:
    return catalogue(LANGUAGES[0])[f"records.field.{one.key}.{field}"]
