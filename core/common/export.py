"""Charts as pictures and tables as files, legible on machines without Chinese fonts.

Without a registered font the converter draws a chart with no text at all and reports no error; so the
fonts beside this file are registered before the first conversion, and `check_fonts` proves it at the start.
A PNG carries its glyphs. An SVG only names its fonts: ours first, then those of Chinese Windows, macOS and
Linux. The converter cannot turn text into outlines, and a font inside the file (1 MB a weight) would be
ignored by office programs; so a picture that must look the same everywhere is the PNG."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any, cast
from unicodedata import east_asian_width

import vl_convert
import xlsxwriter

from core.common.clock import SHANGHAI
from core.common.letters import FONTS, spelled
from core.common.sheet import Cell, Sheet
from core.common.text import t

A4 = 9  # as spreadsheets number papers
WIDTH = 760
DOTS = 300.0  # to the inch, as printers want a picture
# What a spreadsheet would run; exports put an apostrophe before it. The last four are full-width.
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# Half of a pair, as a script or a feed can spell it: no file can hold one, so each becomes U+FFFD.
_HALF = re.compile("[\ud800-\udfff]")
_A_WORD = "\u7763"
_TOO_WIDE = 60
SHEET_NAME = 31
NAME_BYTES = 200
# Windows opens a device under these names, whatever their ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


class FontError(RuntimeError):
    """Pictures would come out without their words."""


def chart_png(spec: Mapping[str, Any], *, imprint: str = "", dots: float = DOTS) -> bytes:
    """The chart as PNG of `dots` to the inch, with where its numbers come from below its title."""
    _register_fonts()
    drawn = json.loads(spelled(_whole(json.dumps(_printable(spec, imprint), ensure_ascii=False))))
    return vl_convert.vegalite_to_png(drawn, ppi=dots, **_locale(spec))


def chart_svg(spec: Mapping[str, Any], *, imprint: str = "") -> bytes:
    """The chart as SVG in UTF-8, with `imprint` below the title. Fonts are named, not embedded."""
    _register_fonts()
    drawn = json.loads(_whole(json.dumps(_printable(spec, imprint), ensure_ascii=False)))
    return vl_convert.vegalite_to_svg(drawn, **_locale(spec)).encode()


def check_fonts() -> None:
    """Draw one Chinese character and raise `FontError` when nothing appears."""
    blank = not any(FONTS.glob("*.ttf")) or chart_png(_one_word(_A_WORD), dots=72) == chart_png(
        _one_word(" "), dots=72
    )
    if blank:
        raise FontError(t("chart.no_font", folder=FONTS))


def rows_xlsx(*sheets: Sheet) -> bytes:
    """The tables as one workbook, a page each: frozen head, filter, widths for Chinese; text is never taken
    for a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, sheet in zip(sheet_names([sheet.name for sheet in sheets]), sheets, strict=True):
            write_page(book, book.add_worksheet(name), sheet)
    return buffer.getvalue()


def write_page(book: Any, page: Any, sheet: Sheet) -> None:
    """One table on one page of a workbook: frozen head, filter, widths for Chinese; printed on A4 as wide as
    the paper, with its head on every page."""
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page.write_row(0, 0, list(map(_whole, sheet.headings)), head)
    for number, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            value = _local(cell)
            if isinstance(value, datetime):
                page.write_datetime(number, place, value, instant)
            elif hasattr(value, "isoformat"):
                page.write_datetime(number, place, value, day)
            else:
                page.write(number, place, value)
    page.freeze_panes(1, 0)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.headings) - 1)
    for place, width in enumerate(_widths(sheet)):
        page.set_column(place, place, width)


def rows_csv(sheet: Sheet) -> bytes:
    """The table as CSV that Excel opens in Chinese; what a spreadsheet would run is made plain text."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_harmless(_whole(heading)) for heading in sheet.headings])
    writer.writerows([_harmless(_local(cell)) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _printable(spec: Mapping[str, Any], imprint: str = "") -> dict[str, Any]:
    """A copy with a white ground and, where the page would stretch the chart, a fixed width."""
    copy = _fixed(deepcopy(dict(spec)))
    if imprint:
        title = copy.get("title", "")
        title = title if isinstance(title, dict) else {"text": title}
        above = title.get("subtitle") or []
        copy["title"] = title | {"subtitle": [*([above] if isinstance(above, str) else above), imprint]}
    copy.setdefault("background", "white")
    copy.setdefault("padding", 16)
    return cast(dict[str, Any], copy)


def _fixed(part: Any) -> Any:
    if isinstance(part, list):
        return [_fixed(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    fixed = {key: inner if key == "values" else _fixed(inner) for key, inner in part.items()}
    return {**fixed, "width": WIDTH} if fixed.get("width") == "container" else fixed


def _locale(spec: Mapping[str, Any]) -> dict[str, Any]:
    locale = spec.get("config", {}).get("locale", {})
    named = {"format_locale": locale.get("number"), "time_format_locale": locale.get("time")}
    return {name: value for name, value in named.items() if value}


def _one_word(word: str) -> dict[str, Any]:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "fontSize": 20, "font": "Noto Sans SC"},
        "encoding": {"text": {"value": word}},
        "width": 40,
        "height": 40,
    }


def _local(cell: Cell) -> Any:
    """What both formats can hold: an instant as the wall clock in Shanghai, text without halves of pairs."""
    if isinstance(cell, str):
        return _whole(cell)
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
    return cell


def _whole(text: str) -> str:
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _harmless(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def sheet_names(names: Sequence[str]) -> list[str]:
    """`names` as a workbook takes them: without the signs it forbids, at most 31 UTF-16 units, none reserved,
    and each once whatever its case; the second of a name is numbered."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = re.sub(r"[\x00-\x1f\[\]:*?/\\']", " ", _whole(name)).strip()
        plain = plain if plain and plain.casefold() != "history" else f"{plain} 1".strip()
        fitting, number = _units(plain, SHEET_NAME), 1
        while fitting.casefold() in taken:
            number += 1
            fitting = f"{_units(plain, SHEET_NAME - len(f' {number}'))} {number}"
        taken.add(fitting.casefold())
        found.append(fitting)
    return found


def _units(text: str, most: int) -> str:
    """The beginning of `text` that takes at most `most` units of UTF-16, in which Excel counts."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").strip()


def _widths(sheet: Sheet) -> list[int]:
    columns: list[Sequence[Cell]] = [
        [heading, *(row[place] for row in sheet.rows[:500])] for place, heading in enumerate(sheet.headings)
    ]
    return [min(max(_width(cell) for cell in column) + 3, _TOO_WIDE) for column in columns]


def _width(cell: Cell) -> int:
    text = "" if cell is None else str(cell)[:_TOO_WIDE]
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def file_name(name: str, ending: str) -> str:
    """A name for a download that every file system takes: they count in bytes, most of them up to 255."""
    plain = re.sub(r"[^\w-]+", "_", name).strip("_").encode()[:NAME_BYTES].decode(errors="ignore")
    plain = plain.strip("_") or "export"
    return f"{plain}_.{ending}" if _DEVICE.fullmatch(plain) else f"{plain}.{ending}"
