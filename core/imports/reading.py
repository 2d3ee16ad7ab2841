"""A file of any kind as sheets with headings, by the reader of registers."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import PurePath

from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.imports.around import around
from core.imports.kinds import Kind, headings_of, others_of
from core.imports.wide import sums_in, wide_lists
from core.registry.fields import fold
from core.registry.importing.headings import Known
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
    parts, likely, refused = _parts(kind, book.tables, known, name)
    last = {fold(word): (one.key, 0) for one in kind.fields.values() for word in one.last}
    if not parts and last:
        parts = _parts(kind, book.tables, known | last, name)[0]
    if not parts and any(one.dated for one in kind.fields.values()):
        dated = _parts(kind, book.tables, known, name, dated=True)[0]
        parts = [part for part in dated if around(part, name).days]
    if not parts and refused:
        raise refused
    for table in book.tables if not parts else ():
        if sums := sums_in(table, kind, known, name):
            raise DomainError("record_sums", kind=kind.name, periods=t("document.comma").join(sums))
    if not parts:
        raise HeadingsMissing(kind, likely)
    if sum(len(part.rows) for part in parts) > limits().rows:
        raise FileRefused("too_many_rows", most=limits().rows)
    digest = hashlib.sha256(data).hexdigest()
    said_of = _remarks(parts, [table for table in book.tables if table.rows], book.hidden)
    remarks = tuple(dict.fromkeys((*_titled(kind, parts, name), *said_of)))
    return OfficeFile(kind, PurePath(name).name, digest, tuple(parts), remarks, learned, said)


def _parts(
    kind: Kind, tables: list[Table], known: Mapping[str, Known], name: str, *, dated: bool = False
) -> tuple[list[Part], tuple[str, ...], FileRefused | None]:
    """The parts of a file, what else may be its headings, and what is wrong with them."""
    parts: list[Part] = []
    usual: list[Table] = []
    for table in tables:
        wide = wide_lists(table, kind, known, name)
        parts += [part_of(one, headings) for one, headings in wide]
        usual += [] if wide else [table]
    likely: list[tuple[str, ...]] = []
    refused: FileRefused | None = None
    for _, lists in all_lists(usual, known, partial(kind.enough, dated=dated)):
        refused = refused or lists.refused
        parts += [part_of(one, headings, lists.turned) for one, headings in lists.found]
        if not lists.found:
            likely.append(lists.likely)
    for part in parts:
        _second_meanings(kind, part)
    return parts, max(likely, key=len, default=()), refused


def _second_meanings(kind: Kind, part: Part) -> None:
    """Take a column whose field another column is surer to be for the other field that it may be."""
    columns = part.headings.columns
    for place, name in part.headings.names.items():
        if place not in columns and (fields := others_of(kind.key).get(fold(name))):
            free = next((key for key in fields if key not in columns.values()), None)
            if free:
                columns[place] = free


def _titled(kind: Kind, parts: list[Part], name: str) -> Iterator[str]:
    """What is said of a field that is called by the title of its sheet."""
    for field in kind.fields.values():
        for part in parts:
            if field.titled and field.key not in part.headings.columns.values():
                title = around(part, name).title
                yield t("imports.remark.titled", field=field.label, title=title)
            days = around(part, name).days if field.dated else None
            if days and field.key not in part.headings.columns.values():
                yield t("imports.remark.dated", field=field.label, day=min(days[1], clock.today()))


def _remarks(parts: list[Part], tables: list[Table], hidden: tuple[str, ...]) -> list[str]:
    """What is said about sheets and lines that are not taken in."""
    read = [fold(part.sheet) for part in parts]
    said = [
        t("imports.remark.unread", sheet=one.sheet)
        for one in tables if not any(name.startswith(fold(one.sheet)) for name in read)
    ]  # fmt: skip
    said += [t("validation.sheet_hidden", sheet=sheet) for sheet in hidden]
    said += list(_wide(parts, tables))
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


def _wide(parts: list[Part], tables: list[Table]) -> Iterator[str]:
    """What is said of sheets with a column for each period or site."""
    for table in tables:
        names = [part.table.slice for part in parts if part.table.slice and part.table.whole == table.sheet]
        if names:
            yield t("imports.remark.wide", sheet=table.sheet, names=t("document.comma").join(names))
