"""Workbooks to rows, by calamine: XLSX after the package was inspected, and the older binary XLS and ET."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.registry.importing.limits import limits
from core.registry.importing.package import SheetFacts, inspect
from core.registry.importing.table import FileRefused, Row, Table, is_blank
from core.registry.values import Raw

MERGED_IN_A_ROW = 8  # on average, in the longest table
TRIAL = """
import sys
from io import BytesIO
from python_calamine import CalamineWorkbook

book = CalamineWorkbook.from_object(BytesIO(sys.stdin.buffer.read()))
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
_TRIAL_S = 120
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}
# Names of streams in the container of older workbooks, which are UTF-16.
_LOCKED, _MACROS = ("EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT_CUR".encode("utf-16-le"))


@dataclass(frozen=True, slots=True)
class Book:
    """The visible sheets with rows that are not empty, and the names of the hidden ones."""

    tables: list[Table]
    hidden: tuple[str, ...] = ()


def read_workbook(data: bytes) -> Book:
    """An XLSX workbook. Raises `FileRefused`."""
    facts = inspect(data)
    paths, from_1904 = _outline(data)
    _refuse_size(facts)
    return _read(data, {name: facts.get(path, SheetFacts()) for name, path in paths.items()}, from_1904)


def read_old_workbook(data: bytes) -> Book:
    """A workbook of the binary format that Excel wrote until 2003 and WPS still may. Raises `FileRefused`."""
    if _LOCKED in data:
        raise FileRefused("encrypted")
    if _MACROS in data:
        raise FileRefused("macros")
    _try_elsewhere(data)
    return _read(data, {}, from_1904=False)


def _try_elsewhere(data: bytes) -> None:
    """What a damaged binary workbook says of itself may end the process that reads it, past every exception:
    one of our own with nothing to lose reads it first. Raises `FileRefused`."""
    trial = [sys.executable, "-c", TRIAL]
    try:
        done = subprocess.run(trial, input=data, capture_output=True, check=False, timeout=_TRIAL_S)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise FileRefused("broken") from None
    if done.returncode < 0:
        raise FileRefused("broken")


def _read(data: bytes, facts: dict[str, SheetFacts], from_1904: bool) -> Book:
    try:
        book = CalamineWorkbook.from_object(BytesIO(data))
        pages = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        seen = [one.name for one in pages if one.visible == SheetVisibleEnum.Visible]
        tables = [
            _table(book.get_sheet_by_name(name), name, facts.get(name, SheetFacts()), from_1904)
            for name in seen
        ]
    except FileRefused:
        raise
    except (CalamineError, OSError, ValueError) as broken:
        raise FileRefused("encrypted" if "assword" in str(broken) else "broken") from broken
    except BaseException as panic:  # a fault of the reader's own comes as a panic, which is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        raise FileRefused("broken") from panic
    return Book(tables, tuple(one.name for one in pages if one.name not in seen))


def _refuse_size(facts: dict[str, SheetFacts]) -> None:
    for sheet in facts.values():
        if sheet.merged > limits().merged:
            raise FileRefused("too_many_merged", most=limits().merged)
        _refuse_beyond(sheet.last_row, sheet.last_column)


def _refuse_beyond(rows: int, columns: int) -> None:
    if rows > limits().lines or columns > limits().columns:
        raise FileRefused(
            "too_big",
            rows=rows,
            columns=columns,
            most_rows=limits().rows,
            most_columns=limits().columns,
        )


def _table(sheet: CalamineSheet, name: str, facts: SheetFacts, from_1904: bool) -> Table:
    lines = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
    filled = [number for number, cells in enumerate(lines, start=1) if not is_blank(cells)]
    if filled:
        _refuse_beyond(filled[-1], 0 if facts.last_row else max(map(_width, lines)))
    wide: dict[int, list[tuple[int, int]]] = {}
    width = min(map(len, lines), default=0)
    for (top, left), (bottom, right) in _merged(sheet, len(lines)):
        for index in range(top, min(bottom, len(lines) - 1) + 1):
            if left < width:
                lines[index][left] = lines[top][left]
            if right > left:
                wide.setdefault(index + 1, []).append((left, right))
    rows = [Row(number, lines[number - 1], number in facts.hidden) for number in filled]
    return Table(rows, facts.formulas, name, wide, from_1904, facts.errors, frozenset(facts.hidden_columns))


def _width(cells: list[Raw]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if not is_blank([cell])), default=0)


def _merged(sheet: CalamineSheet, height: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged ranges within what was read. Raises `FileRefused` when together they are beyond any table:
    ranges may not overlap, and those of a file made for the purpose may."""
    room = limits().rows * MERGED_IN_A_ROW
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= height or right >= limits().columns:
            continue
        room -= min(bottom, height) - top + 1
        if room < 0:
            raise FileRefused("too_many_merged", most=limits().merged)
        yield (top, left), (bottom, right)


def _outline(data: bytes) -> tuple[dict[str, str], bool]:
    """Name of each sheet → its path inside the package; and whether days count from 1904.

    Names of elements and attributes are looked at without their namespace: strict workbooks have others."""
    parser = etree.XMLParser(**_PARSER)
    try:
        with ZipFile(BytesIO(data)) as package:
            book: Any = etree.fromstring(package.read("xl/workbook.xml"), parser)
            links: Any = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    except (etree.XMLSyntaxError, KeyError) as broken:
        raise FileRefused("broken") from broken
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = book.iterfind("{*}sheets/{*}sheet")
    paths = {sheet.get("name"): _absolute(targets.get(_link(sheet), "")) for sheet in sheets}
    settings = book.find("{*}workbookPr")
    return paths, settings is not None and settings.get("date1904") in ("1", "true")


def _link(sheet: Any) -> str | None:
    named = (value for name, value in sheet.attrib.items() if etree.QName(name).localname == "id")
    return next(named, None)


def _absolute(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
