"""What stands around the rows of a sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from unicodedata import normalize

from core.imports.periods import period_in
from core.registry.importing.layout import one_text
from core.registry.importing.reading import Part
from core.registry.importing.table import Row
from core.registry.loose_days import span_within

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?(?:\u5e74|[-/.]))")
_PLAIN_SHEET = re.compile(r"(?:sheet|\u5de5\u4f5c\u8868|\u8868)\s?\d*", re.I)
_SAID = re.compile(r"\W?[^:()]{1,8}:")  # such as who reports
_LEAST_TITLE = 4
_MOST_IN_TITLES = 3


@dataclass(frozen=True, slots=True)
class Around:
    """`title`: what the sheet is called by the line above its headings, by its name or the file's; `year`:
    the one year that these speak of, None where they speak of none or several; `days`: the span or the one
    period that they name."""

    title: str = ""
    year: int | None = None
    days: tuple[date, date] | None = None


def around(part: Part, file_name: str) -> Around:
    """What stands around the rows of one sheet."""
    rows = [row for row in part.table.rows if row.number < part.headings.number]
    return around_rows(rows, part.sheet, file_name)


def around_rows(rows: Sequence[Row], name: str, file_name: str) -> Around:
    """What the rows above the headings, the sheet's name and the file's say."""
    words = [list(dict.fromkeys(one_text(cell) for cell in row.cells if one_text(cell))) for row in rows]
    # A line of many words is the upper of two rows of headings, and no title.
    above = list(dict.fromkeys(text for line in words if len(line) < _MOST_IN_TITLES for text in line))
    titles = [
        text for text in above if len(text) >= _LEAST_TITLE and not _SAID.match(normalize("NFKC", text))
    ]
    sheet = "" if _PLAIN_SHEET.fullmatch(name) else name
    stem = PurePath(file_name).stem
    years = set(_YEAR.findall(normalize("NFKC", " ".join((*above, sheet, stem)))))
    title = next(iter(titles), "") or sheet or stem
    year = int(years.pop()) if len(years) == 1 else None
    return Around(title[:200], year, _days_in((*above, sheet, stem), year))


def _days_in(texts: Sequence[str], year: int | None) -> tuple[date, date] | None:
    """The span of days that one of the texts names, else the first month, quarter or day; no whole year."""
    plain = [normalize("NFKC", text).replace(" ", "") for text in texts]
    for text in plain:
        if days := span_within(text, year):
            return days
    for text in plain:
        named = period_in(text, year)
        if named and named[0].first and named[0].last and named[0].length != "year":
            return named[0].first, named[0].last
    return None
