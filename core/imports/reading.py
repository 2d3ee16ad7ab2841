"""A file of any kind as sheets with headings, by the reader of registers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from core.common.errors import DomainError
from core.common.text import t
from core.imports.around import around
from core.imports.kinds import Kind, headings_of
from core.registry.fields import fold
from core.registry.importing.limits import limits
from core.registry.importing.reading import Learned, Part, hidden_columns, part_of, tables_of
from core.registry.importing.shapes import all_lists
from core.registry.importing.table import FileRefused, Table

HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a whole file: the day of rows that name none, and whether what it no longer
    holds of a place that it looks at is mended."""

    day: date | None = None
    again: bool = False


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file that was read: its sheets that have the kind's headings. `remarks` are sentences about it."""

    kind: Kind
    name: str
    digest: str
    parts: tuple[Part, ...]
    remarks: tuple[str, ...] = ()
    learned: Learned | None = None
    said: Said = NOTHING_SAID

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that no field has, each once: their columns are not taken in."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.headings.unknown))


class HeadingsMissing(DomainError):
    """No sheet has the headings; `unknown` are what may be headings, for a person to explain."""

    def __init__(self, kind: Kind, unknown: tuple[str, ...]) -> None:
        wanted = t("document.comma").join(field.label for field in kind.required)
        super().__init__("record_headings", wanted=wanted)
        self.unknown = unknown


def topic_of(kind: Kind) -> str:
    """The topic of the headings that a person explained for files of a kind."""
    return f"{kind.key}.{HEADING}"[:32]


def read_office_file(
    kind: Kind, data: bytes, name: str, learned: Learned, said: Said = NOTHING_SAID
) -> OfficeFile:
    """Read a file of one kind: every visible sheet that has its headings. Raises `DomainError` with a
    sentence: wrong format, too big, damaged, no headings, …"""
    book = tables_of(data, name)
    explained = {word: (key, -1) for word, key in learned.get(topic_of(kind), {}).items()}
    known = {**headings_of(kind.key), **explained}
    parts: list[Part] = []
    likely: list[tuple[str, ...]] = []
    refused: FileRefused | None = None
    needed = {field.key for field in kind.required if not field.titled}
    for _, lists in all_lists(book.tables, known, lambda keys: needed <= keys):
        refused = refused or lists.refused
        parts += [part_of(one, headings, lists.turned) for one, headings in lists.found]
        if not lists.found:
            likely.append(lists.likely)
    if not parts and refused:
        raise refused
    if not parts:
        raise HeadingsMissing(kind, max(likely, key=len, default=()))
    if sum(len(part.rows) for part in parts) > limits().rows:
        raise FileRefused("too_many_rows", most=limits().rows)
    digest = hashlib.sha256(data).hexdigest()
    remarks = (
        *_titled(kind, parts, name),
        *_remarks(parts, [table for table in book.tables if table.rows], book.hidden),
    )
    return OfficeFile(kind, PurePath(name).name, digest, tuple(parts), remarks, learned, said)


def _titled(kind: Kind, parts: list[Part], name: str) -> Iterator[str]:
    """What is said of a field that is called by the title of its sheet."""
    for field in kind.fields.values():
        for part in parts:
            if field.titled and field.key not in part.headings.columns.values():
                title = around(part, name).title
                yield t("imports.remark.titled", field=field.label, title=title)


def _remarks(parts: list[Part], tables: list[Table], hidden: tuple[str, ...]) -> list[str]:
    """What is said about sheets and lines that are not taken in."""
    read = [fold(part.sheet) for part in parts]
    said = [
        t("imports.remark.unread", sheet=one.sheet)
        for one in tables if not any(name.startswith(fold(one.sheet)) for name in read)
    ]  # fmt: skip
    said += [t("validation.sheet_hidden", sheet=sheet) for sheet in hidden]
    for part in parts:
        if part.turned:
            said.append(t("validation.sheet_turned", sheet=part.sheet))
        if columns := hidden_columns(part):
            said.append(t("validation.columns_hidden", sheet=part.sheet, columns=columns))
        if part.asides:
            lines = "; ".join(f"{number} {text[:20]}" for number, text in part.asides[:5])
            said.append(t("imports.remark.asides", count=len(part.asides), lines=lines))
        rows = [row.number for row in part.rows if row.hidden]
        if rows:
            numbers = ", ".join(map(str, rows[:5]))
            said.append(t("validation.rows_hidden", sheet=part.sheet, count=len(rows), rows=numbers))
    return said
