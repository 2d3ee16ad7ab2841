"""Which kind of file this is, by its content and not by its name; and its sheets with their headings."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from core.registry.importing.by_platform import platform_lists, without_names
from core.registry.importing.headings import Headings, known_words, names_a_channel, no_headings
from core.registry.importing.layout import (
    UNITS,
    ditto_marks,
    is_aside,
    kind_named_in,
    kind_of_heading,
    one_text,
    section_name,
    titles,
)
from core.registry.importing.limits import limits
from core.registry.importing.markup_table import read_markup
from core.registry.importing.shapes import all_lists
from core.registry.importing.table import FileRefused, Row, Table, letters
from core.registry.importing.text_table import read_text_table
from core.registry.importing.workbook import Book, read_old_workbook, read_workbook
from core.registry.validate import Fault

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TEXT_ENDINGS = (".csv", ".txt", ".tsv")
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
NAMED = 5
# How far above a row is looked for what its mark for "the same as above" stands for.
FAR = 200
NAMES = frozenset({"name", "site_code"})

# Topic ("heading", or the key of a field) → folded word → what a person said it means; "" for nothing.
Learned = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet that is taken in. `rows` are its channels; `kinds` maps a row's number to the kind that its
    section, the title or the sheet's name speaks of; `units` to what the line above it is called, where no
    column names a unit; `asides` are lines that are no channel; `turned`: what is called a row was a
    column."""

    table: Table
    headings: Headings
    rows: tuple[Row, ...]
    kinds: dict[int, str] = field(default_factory=dict)
    asides: tuple[tuple[int, str], ...] = ()
    units: dict[int, str] = field(default_factory=dict)
    turned: bool = False

    @property
    def sheet(self) -> str:
        return self.table.sheet


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A file that was read. `digest` is the SHA-256 of its bytes; `remarks` are about the file as a whole;
    `learned` are the words it was read by."""

    name: str
    digest: str
    parts: tuple[Part, ...]
    remarks: tuple[Fault, ...] = ()
    learned: Learned = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that no field has, each once: their columns are not taken in."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.headings.unknown))


def read_file(data: bytes, name: str, learned: Learned | None = None) -> RegistryFile:
    """Read a registry file of any of the formats: every visible sheet that has headings.

    Raises `FileRefused` with a sentence: wrong kind, too big, damaged, macros, no headings, …"""
    book = tables_of(data, name)
    parts: list[Part] = []
    refused: list[tuple[Table, FileRefused]] = []
    known = known_words((learned or {}).get("heading"))
    usual: list[Table] = []
    for table in book.tables:
        by_platform = platform_lists(table, known)
        parts += [part_of(one, headings) for one, headings in by_platform]
        usual += [] if by_platform else [table]
    for table, lists in all_lists(usual, known, names_a_channel):
        parts += [part_of(one, headings, lists.turned) for one, headings in lists.found]
        if lists.refused or not lists.found:
            refused.append((table, lists.refused or no_headings(table, lists.likely)))
    if not parts and (why := next(filter(None, (without_names(one, known) for one in book.tables)), None)):
        raise why
    if not parts:
        raise max((why for _, why in refused), key=lambda why: len(why.unknown), default=FileRefused("empty"))
    if sum(len(part.rows) for part in parts) > limits().rows:
        raise FileRefused("too_many_rows", most=limits().rows)
    digest = hashlib.sha256(data).hexdigest()
    owners = tuple(filter(None, map(_owned_by_the_superior, parts)))
    remarks = (*_unread(book, refused), *owners, *(one for part in parts for one in _remarks(part)))
    return RegistryFile(PurePath(name).name, digest, tuple(parts), remarks, learned or {})


def _is_lower_heading(row: Row, headings: Headings) -> bool:
    """Whether the row right below the headings is the lower half of them: a heading that spans both stands in
    it again."""
    return row.number == headings.number + 1 and any(
        place in headings.columns and one_text(cell) == headings.names.get(place)
        for place, cell in enumerate(row.cells)
        if one_text(cell)
    )


def _owned_by_the_superior(part: Part) -> Fault | None:
    """Where no column and no line names a unit, the superior is whose the channels are; said of the sheet."""
    columns = part.headings.columns
    place = next((place for place, key in columns.items() if key == "supervisor"), None)
    if place is None or part.units or not UNITS.isdisjoint(columns.values()):
        return None
    columns[place] = "unit"
    return Fault("", "unit_from_superior", {"heading": part.headings.names[place], "sheet": part.sheet})


def tables_of(data: bytes, name: str) -> Book:
    """The sheets of a file of any of the formats, whatever they list. Raises `FileRefused`."""
    if not data.strip(b"\x00\r\n\t ,;\xef\xbb\xbf"):
        raise FileRefused("empty")
    if len(data) > limits().file_bytes:
        raise FileRefused("too_large", limit=limits().file_bytes // 1_000_000)
    return _book(data, PurePath(name).suffix.lower())


def part_of(table: Table, headings: Headings, turned: bool = False) -> Part:
    """The rows below the headings, apart from the lines around them."""
    kind = kind_named_in(titles(table.rows, headings.number)) or kind_named_in(table.sheet)
    named = (headings.names.get(place, "") for place, key in headings.columns.items() if key in NAMES)
    kind = kind or next(filter(None, map(kind_of_heading, named)), "")
    no_unit = UNITS.isdisjoint(headings.columns.values())
    unit = ""
    units: dict[int, str] = {}
    rows: list[Row] = []
    kinds: dict[int, str] = {}
    asides: list[tuple[int, str]] = []
    for place, row in enumerate(table.rows):
        if row.number <= headings.number:
            continue
        if not ditto_marks().isdisjoint(row.cells) and not _has_own_code(row, headings):
            row = _as_above(table.rows, place, headings.number)
            table.rows[place] = row
        first = next(place for place, cell in enumerate(row.cells) if one_text(cell))
        wide = table.begins_at(row.number, first + 1) == first
        if _is_lower_heading(row, headings) or is_aside(row, headings.names, wide, headings.columns):
            text = one_text(row.cells[first])
            asides.append((row.number, text))
            named_kind = kind_named_in(text)
            kind = named_kind or kind
            unit = unit if named_kind or not no_unit else section_name(text) or unit
        else:
            rows.append(row)
            kinds[row.number] = kind
            if unit:
                units[row.number] = unit
    return Part(table, headings, tuple(rows), kinds, tuple(asides), units, turned)


def hidden_columns(part: Part) -> str:
    """The hidden columns that are taken in all the same, by their letters."""
    hidden = sorted(part.table.hidden_columns & part.headings.columns.keys())
    return "" if part.turned else ", ".join(letters(place + 1) for place in hidden)


def _has_own_code(row: Row, headings: Headings) -> bool:
    """Whether a row bears the registry's own code, as those of an export do: then all of it is meant as it
    stands, or an export would change what it is taken in over."""
    columns = [place for place, key in headings.columns.items() if key == "code" and place < len(row.cells)]
    return any(one_text(row.cells[place]) and row.cells[place] not in ditto_marks() for place in columns)


def _as_above(rows: list[Row], place: int, head: int) -> Row:
    """A row with what its marks for "the same as above" stand for."""
    cells = list(rows[place].cells)
    for column, cell in enumerate(cells):
        if cell in ditto_marks():
            near = range(place - 1, max(place - 1 - FAR, -1), -1)
            above = (rows[n].cells for n in near if rows[n].number > head)
            filled = (one[column] for one in above if column < len(one) and one_text(one[column]))
            cells[column] = next(filled, cell)
    return Row(rows[place].number, cells, rows[place].hidden)


def _unread(book: Book, refused: list[tuple[Table, FileRefused]]) -> list[Fault]:
    """What is said about sheets that are not taken in."""
    said = [Fault("", "sheet_unread", {"sheet": table.sheet, "why": str(why)}) for table, why in refused
            if table.rows]  # fmt: skip
    return [*said, *(Fault("", "sheet_hidden", {"sheet": name}) for name in book.hidden)]


def _remarks(part: Part) -> list[Fault]:
    where = {"sheet": part.sheet}
    said = [Fault("", "heading_rival", {"heading": name, **where}) for name in part.headings.rivals]
    if part.turned:
        said.append(Fault("", "sheet_turned", where))
    if columns := hidden_columns(part):
        said.append(Fault("", "columns_hidden", {"columns": columns, **where}))
    if part.asides:
        lines = "; ".join(f"{number} {text[:20]}" for number, text in part.asides[:NAMED])
        more = " …" if len(part.asides) > NAMED else ""
        said.append(Fault("", "lines_aside", {"count": len(part.asides), "lines": lines + more, **where}))
    hidden = [row.number for row in part.rows if row.hidden]
    if hidden:
        numbers = ", ".join(map(str, hidden[:NAMED])) + (" …" if len(hidden) > NAMED else "")
        said.append(Fault("", "rows_hidden", {"count": len(hidden), "rows": numbers, **where}))
    return said


def _book(data: bytes, ending: str) -> Book:
    if ending == ".xlsm":
        raise FileRefused("macros")
    if data.startswith(OLE):
        return read_old_workbook(data)
    if data.startswith(ZIP):
        return read_workbook(data)
    if data.lstrip()[:9].lower().startswith(MARKUP):
        return Book(read_markup(data))
    if ending in (".xlsx", ".xls", ".et"):
        raise FileRefused("ending_not_csv", ending=ending)
    if ending not in TEXT_ENDINGS:
        raise FileRefused("ending", ending=ending or "-")
    return Book([read_text_table(data)])
