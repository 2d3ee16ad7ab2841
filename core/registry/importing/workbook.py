"""XLSX to rows, by calamine, after the package was inspected."""

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import Any, TypeAlias, cast
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.registry.importing.limits import limits
from core.registry.importing.package import SheetFacts, inspect
from core.registry.importing.table import FileRefused, Row, Table, is_blank
from core.registry.validate import Fault
from core.registry.values import Raw

_Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_NAMED = 3
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(data: bytes) -> list[Table]:
    """Every visible sheet with its rows that are not empty. Raises `FileRefused`."""
    facts = inspect(data)
    paths = _paths(data)
    _refuse_size(facts)
    try:
        book = CalamineWorkbook.from_object(BytesIO(data))
        return [
            _table(book, sheet.name, facts.get(paths.get(sheet.name, ""), SheetFacts()))
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    except FileRefused:
        raise
    except (CalamineError, OSError, ValueError) as broken:
        raise FileRefused("broken") from broken
    except BaseException as panic:  # a fault of the reader's own comes as a panic, which is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        raise FileRefused("broken") from panic


def _refuse_size(facts: dict[str, SheetFacts]) -> None:
    for sheet in facts.values():
        if sheet.merged > limits().merged:
            raise FileRefused("too_many_merged", most=limits().merged)
        if sheet.last_row > limits().rows or sheet.last_column > limits().columns:
            raise FileRefused(
                "too_big",
                rows=sheet.last_row,
                columns=sheet.last_column,
                most_rows=limits().rows,
                most_columns=limits().columns,
            )


def _table(book: CalamineWorkbook, name: str, facts: SheetFacts) -> Table:
    sheet = book.get_sheet_by_name(name)
    lines = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
    rows = [Row(number, cells) for number, cells in enumerate(lines, start=1) if not is_blank(cells)]
    spoiled: dict[int, list[Fault]] = {}
    for number, ranges in _merged(rows, sheet.merged_cell_ranges or []):
        spoiled[number] = [Fault("", "merged", {"where": _place(each)}) for each in ranges]
    for number, column in sorted(facts.formulas.items()):
        spoiled.setdefault(number, []).append(Fault("", "formula", {"where": f"{_letters(column)}{number}"}))
    return Table(rows, spoiled, name)


def _merged(rows: list[Row], ranges: list[_Range]) -> Iterator[tuple[int, list[_Range]]]:
    """Each row that is not empty with the merged ranges it is part of: those that reach furthest, and no more
    than can be named in a sentence, so that ranges over all rows do not multiply with them."""
    waiting = deque(sorted(set(ranges)))
    open_ranges: list[_Range] = []
    for row in rows:
        while waiting and waiting[0][0][0] < row.number:
            open_ranges = sorted([*open_ranges, waiting.popleft()], key=lambda one: -one[1][0])[:_NAMED]
        open_ranges = [one for one in open_ranges if one[1][0] + 1 >= row.number]
        if open_ranges:
            yield row.number, sorted(open_ranges)


def _place(merged: _Range) -> str:
    (top, left), (bottom, right) = merged
    return f"{_letters(left + 1)}{top + 1}:{_letters(right + 1)}{bottom + 1}"


def _paths(data: bytes) -> dict[str, str]:
    """Name of each sheet → its path inside the package."""
    parser = etree.XMLParser(**_PARSER)
    try:
        with ZipFile(BytesIO(data)) as package:
            book: Any = etree.fromstring(package.read("xl/workbook.xml"), parser)
            links: Any = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    except (etree.XMLSyntaxError, KeyError) as broken:
        raise FileRefused("broken") from broken
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = book.iterfind("{*}sheets/{*}sheet")
    return {sheet.get("name"): _absolute(targets.get(sheet.get(_ID), "")) for sheet in sheets}


def _absolute(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
