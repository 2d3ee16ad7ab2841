"""CSV to rows: UTF-8 with or without its mark, UTF-16 with one, GBK and GB18030."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO

from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table, is_blank

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_END = "\x1a"  # what old programs write at the end of a file
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
DELIMITERS = ",\t;|"
NAMED_LINES = 5
_COMMON = 50  # of so many letters at least one is a comma, a digit or a line break
# What a scanner or a log writes into columns that nobody takes in.
LONGEST_CELL = 1_000_000


def read_text_table(data: bytes) -> Table:
    """The rows that are not empty. Raises `FileRefused` for what is no table or has mixed encodings."""
    text = decoded(data).rstrip(_END)
    if _CONTROL.search(text):
        raise FileRefused("not_text")
    csv.field_size_limit(LONGEST_CELL)
    mark = _delimiter(text)
    rows = _rows(text, mark)
    if rows and mark in str(rows[0].cells[0]) and all(len(row.cells) == 1 for row in rows):
        # Whole lines in quotation marks, as a program writes that exports what was exported before.
        rows = _rows("\n".join(str(row.cells[0]) for row in rows), mark)
    return Table(rows)


def _rows(text: str, mark: str) -> list[Row]:
    reader = csv.reader(_lines(text, mark), delimiter=mark, strict=True)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits().blank_rows:
                raise FileRefused("too_many_rows", most=limits().rows)
            if not is_blank(cells):
                rows.append(Row(number, _within(cells, number)))
            if len(rows) > limits().lines:
                raise FileRefused("too_many_rows", most=limits().rows)
    except csv.Error as broken:
        raise FileRefused("broken_row", row=number + 1) from broken
    return rows


def _lines(text: str, mark: str) -> Iterator[str]:
    """The lines of `text`, unless one has more marks than its columns and one long cell can account for:
    the reader would make millions of cells out of it before it could be asked how many they are."""
    most = limits().columns + limits().cell_characters
    for number, line in enumerate(StringIO(text, newline=""), start=1):
        if line.count(mark) > most:
            raise FileRefused(
                "too_many_columns", row=number, columns=line.count(mark) + 1, most=limits().columns
            )
        yield line


def _within(cells: list[str], number: int) -> list[str]:
    """The row without the empty cells beyond the columns that a file may have."""
    most = limits().columns
    if not is_blank(cells[most:]):
        raise FileRefused("too_many_columns", row=number, columns=len(cells), most=most)
    return cells[:most]


def decoded(data: bytes) -> str:
    """The text of the file. Raises `FileRefused` naming the lines when encodings are mixed."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding).lstrip("\ufeff")
            except UnicodeDecodeError as wrong:
                if mark != codecs.BOM_UTF8:
                    raise FileRefused("mixed", lines=_line_of(data, wrong.start)) from wrong
                # Some programs write the mark of one encoding before the text of another.
                data = data.removeprefix(mark)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _wide(data) or _chinese(data).lstrip("\ufeff")


def _wide(data: bytes) -> str:
    """The text of a file in UTF-16 without its mark, where every comma or line break has an empty byte; ""
    for others."""
    for encoding, empty in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and empty.count(0) * _COMMON >= len(empty):
            with suppress(UnicodeDecodeError):
                text = data.decode(encoding)
                if not _CONTROL.search(text.rstrip(_END)):
                    return text
    return ""


def _chinese(data: bytes) -> str:
    """GB18030, of which GBK is a part; unless some lines are UTF-8, which GB18030 would read as nonsense."""
    lines = data.split(b"\n")
    foreign = [n for n, line in enumerate(lines, 1) if not line.isascii() and not _is_utf8(line)]
    ours = [n for n, line in enumerate(lines, 1) if _CHINESE_UTF8.search(line) and _is_utf8(line)]
    if ours:
        fewer = min(foreign, ours, key=len)
        raise FileRefused("mixed", lines=", ".join(map(str, fewer[:NAMED_LINES])))
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as wrong:
        raise FileRefused("encoding", line=_line_of(data, wrong.start)) from wrong


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _delimiter(text: str) -> str:
    lines = [line for line in text[:100_000].splitlines() if line.strip(" ,;|\t")]
    # A title without any mark says nothing.
    first = next((line for line in lines if any(mark in line for mark in DELIMITERS)), "")
    return max(DELIMITERS, key=first.count)
