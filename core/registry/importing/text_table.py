"""CSV to rows: UTF-8 with or without its mark, UTF-16 with one, GBK and GB18030."""

import codecs
import csv
import re
from io import StringIO

from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table, is_blank

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
DELIMITERS = ",\t;"
NAMED_LINES = 5


def read_text_table(data: bytes) -> Table:
    """The rows that are not empty. Raises `FileRefused` for what is no table or has mixed encodings."""
    text = decoded(data)
    if _CONTROL.search(text):
        raise FileRefused("not_text")
    csv.field_size_limit(limits().cell_characters * 4)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits().blank_rows:
                raise FileRefused("too_many_rows", most=limits().rows)
            if not is_blank(cells):
                rows.append(Row(number, cells))
            if len(rows) > limits().rows:
                raise FileRefused("too_many_rows", most=limits().rows)
    except csv.Error as broken:
        raise FileRefused("broken_row", row=number + 1) from broken
    return Table(rows)


def decoded(data: bytes) -> str:
    """The text of the file. Raises `FileRefused` naming the lines when encodings are mixed."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as wrong:
                raise FileRefused("mixed", lines=_line_of(data, wrong.start)) from wrong
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _chinese(data)


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
    first = next((line for line in text[:100_000].splitlines() if line.strip(" ,;\t")), "")
    return max(DELIMITERS, key=first.count)
