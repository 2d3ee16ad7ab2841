"""XLSX to rows, by calamine, after the package was inspected."""

from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.registry.importing.limits import limits
from core.registry.importing.package import SheetFacts, inspect
from core.registry.importing.table import FileRefused, Row, Table, is_blank
from core.registry.validate import Fault
from core.registry.values import Raw

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
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for number in range(top + 1, min(bottom + 1, limits().rows) + 1):
            where = f"{_letters(left + 1)}{top + 1}:{_letters(right + 1)}{bottom + 1}"
            spoiled.setdefault(number, []).append(Fault("", "merged", {"where": where}))
    for number, column in sorted(facts.formulas):
        spoiled.setdefault(number, []).append(Fault("", "formula", {"where": f"{_letters(column)}{number}"}))
    return Table(rows, spoiled, name)


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
