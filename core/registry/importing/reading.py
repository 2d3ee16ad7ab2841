"""Which kind of file this is, by its content and not by its name; and its table with its headings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from core.registry.importing.headings import Headings, find_headings
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Table
from core.registry.importing.text_table import read_text_table
from core.registry.importing.workbook import read_workbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TEXT_ENDINGS = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A file that was read. `digest` is the SHA-256 of its bytes."""

    name: str
    digest: str
    table: Table
    headings: Headings


def read_file(data: bytes, name: str) -> RegistryFile:
    """Read a registry file of either format.

    Raises `FileRefused` with a sentence: wrong kind, too big, damaged, macros, no headings, …"""
    if not data.strip(b"\x00\r\n\t ,;\xef\xbb\xbf"):
        raise FileRefused("empty")
    if len(data) > limits().file_bytes:
        raise FileRefused("too_large", limit=limits().file_bytes // 1_000_000)
    tables = _tables(data, PurePath(name).suffix.lower())
    digest = hashlib.sha256(data).hexdigest()
    refused: FileRefused | None = None
    for table in tables:
        try:
            return RegistryFile(PurePath(name).name, digest, table, find_headings(table))
        except FileRefused as why:
            refused = refused or why
    raise refused or FileRefused("empty")


def _tables(data: bytes, ending: str) -> Sequence[Table]:
    if data.startswith(OLE):
        raise FileRefused("old_or_locked")
    if data.startswith(ZIP):
        if ending == ".xlsm":
            raise FileRefused("macros")
        if ending != ".xlsx":
            raise FileRefused("ending_not_xlsx", ending=ending or "-")
        return read_workbook(data)
    if ending in (".xlsx", ".xlsm", ".xls"):
        raise FileRefused("ending_not_csv", ending=ending)
    if ending not in TEXT_ENDINGS:
        raise FileRefused("ending", ending=ending or "-")
    return [read_text_table(data)]
