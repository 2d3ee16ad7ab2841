"""Tables of web pages and of Excel's XML of 2003, which many systems export under the name of a workbook."""

from collections.abc import Iterator
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table, is_blank
from core.registry.importing.text_table import decoded
from core.registry.values import Raw

_SHEETS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}
_HIDDEN = "display:none"
Span = tuple[int, int]  # how many further columns and rows a cell covers


def read_markup(data: bytes) -> list[Table]:
    """The tables of the file that hold rows. Raises `FileRefused` where there is none."""
    text = decoded(data)
    tables = _xml_tables(data) if _SHEETS.strip("{}") in text[:5_000] else _html_tables(text)
    found = [table for table in tables if table.rows]
    if not found:
        raise FileRefused("markup")
    return found


def _html_tables(text: str) -> list[Table]:
    if "<!entity" in text.lower():
        raise FileRefused("markup")
    try:
        # As text with a declared encoding it would be refused.
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True
        ))  # fmt: skip
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        raise FileRefused("markup") from broken
    inner = [table for table in tree.iter("table") if next(table.iterdescendants("table"), None) is None]
    return [_table(_html_rows(table), "") for table in inner]


def _html_rows(table: Any) -> Iterator[tuple[int, list[tuple[int | None, Raw, Span]], bool]]:
    for number, row in enumerate(table.iter("tr"), start=1):
        cells: list[tuple[int | None, Raw, Span]] = [
            (None, " ".join(cell.text_content().split()), (_more(cell, "colspan"), _more(cell, "rowspan")))
            for cell in row.iterchildren("td", "th")
        ]
        yield number, cells, _HIDDEN in (row.get("style") or "").replace(" ", "").lower()


def _more(cell: Any, name: str) -> int:
    said = (cell.get(name) or "1").strip()
    return min(int(said), limits().columns) - 1 if said.isdecimal() and said != "0" else 0


def _xml_tables(data: bytes) -> list[Table]:
    if b"<!DOCTYPE" in data[:5_000]:
        raise FileRefused("markup")
    try:
        book = etree.fromstring(data.lstrip(), etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise FileRefused("broken") from broken
    return [
        _table(_xml_rows(sheet), sheet.get(f"{_SHEETS}Name") or "")
        for sheet in book.iterfind(f"{_SHEETS}Worksheet")
    ]


def _xml_rows(sheet: Any) -> Iterator[tuple[int, list[tuple[int | None, Raw, Span]], bool]]:
    number = 0
    for row in sheet.iterfind(f"{_SHEETS}Table/{_SHEETS}Row"):
        number = _number(row, "Index") or number + 1
        cells: list[tuple[int | None, Raw, Span]] = []
        for cell in row.iterfind(f"{_SHEETS}Cell"):
            place = _number(cell, "Index")
            span = (_number(cell, "MergeAcross"), _number(cell, "MergeDown"))
            cells.append((place - 1 if place else None, _value(cell.find(f"{_SHEETS}Data")), span))
        yield number, cells, row.get(f"{_SHEETS}Hidden") == "1"


def _number(node: Any, name: str) -> int:
    said = node.get(f"{_SHEETS}{name}") or "0"
    return min(int(said), limits().rows + 1) if said.isdecimal() else 0


def _value(data: Any) -> Raw:
    if data is None:
        return None
    text = "".join(data.itertext()).strip()
    kind = data.get(f"{_SHEETS}Type")
    if kind == "DateTime":
        return str(text[:10])
    if kind == "Number":
        try:
            number = float(text)
        except ValueError:
            return str(text)
        return int(number) if number.is_integer() else number
    return str(text)


def _table(rows: Iterator[tuple[int, list[tuple[int | None, Raw, Span]], bool]], name: str) -> Table:
    """Cells in their columns; one that covers several rows says the same in each."""
    below: dict[int, tuple[int, Raw]] = {}  # column → rows still covered, and what they say
    wide: dict[int, list[tuple[int, int]]] = {}
    found: list[Row] = []
    for number, cells, hidden in rows:
        line: dict[int, Raw] = {place: value for place, (_, value) in below.items()}
        below = {place: (left - 1, value) for place, (left, value) in below.items() if left > 1}
        place = 0
        for given, value, (across, down) in cells:
            place = given if given is not None else place
            while place in line:
                place += 1
            if place + across >= limits().columns:
                most = limits().columns
                raise FileRefused("too_many_columns", row=number, columns=place + across + 1, most=most)
            line.update(dict.fromkeys(range(place, place + across + 1)))
            line[place] = value
            if down:
                below |= {one: (down, line[one]) for one in range(place, place + across + 1)}
            if across:
                wide.setdefault(number, []).append((place, place + across))
            place += across + 1
        listed = [line.get(one) for one in range(max(line, default=-1) + 1)]
        if not is_blank(listed):
            found.append(Row(number, listed, hidden))
        if len(found) > limits().lines:
            raise FileRefused("too_many_rows", most=limits().rows)
    return Table(found, sheet=name, wide=wide)
