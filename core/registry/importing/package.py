"""Looking into a workbook before it is parsed: it is a ZIP of XML, and either can be a trap.

Sizes are counted while unpacking, because the sizes a ZIP declares may lie. A document type declaration
is refused: spreadsheets never have one, and it is what entity bombs are made of."""

from copy import copy
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused

CHUNK = 1 << 20
_SHORTEST_TEXT = len("<si/>")


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet says: the last row and column with content, how many ranges are merged,
    hidden rows and columns, and the columns that hold formulas, or errors, in each row, as bits."""

    last_row: int = 0
    last_column: int = 0
    merged: int = 0
    formulas: dict[int, int] = field(default_factory=dict)  # row, from 1 → sum of 1 << column, from 0
    errors: dict[int, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)  # from 0


def inspect(data: bytes) -> dict[str, SheetFacts]:
    """Path of each sheet inside the workbook → its facts.

    Raises `FileRefused` for what is no workbook, is damaged or encrypted, holds macros, or is too big."""
    try:
        with ZipFile(BytesIO(data)) as package:
            _refuse_contents(package.infolist())
            return _read_parts(package)
    except (
        BadZipFile,
        ZlibError,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        expat.ExpatError,
    ) as broken:
        raise FileRefused("broken") from broken


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_contents(parts: list[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused("not_workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("macros")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("encrypted")
    if len(parts) > limits().parts or sum(part.file_size for part in parts) > limits().unpacked_bytes:
        raise FileRefused("bomb", limit=limits().unpacked_bytes // 1_000_000)


def _read_parts(package: ZipFile) -> dict[str, SheetFacts]:
    facts: dict[str, SheetFacts] = {}
    room = limits().unpacked_bytes
    for part in package.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            watch = _Watch(part.filename)
            room -= _feed(package, part, watch, room)
            if watch.is_sheet:
                facts[part.filename] = watch.facts
    return facts


def _feed(package: ZipFile, part: ZipInfo, watch: "_Watch", room: int) -> int:
    """Parse one part and return its true size."""
    honest = copy(part)
    honest.file_size = limits().unpacked_bytes + CHUNK  # read to the true end, not to the declared one
    total = 0
    with package.open(honest) as stream:
        while piece := stream.read(CHUNK):
            total += len(piece)
            if total > room:
                raise FileRefused("bomb", limit=limits().unpacked_bytes // 1_000_000)
            watch.parser.Parse(piece, False)
    watch.parser.Parse(b"", True)
    if total != part.file_size:
        raise FileRefused("broken")
    return total


class _Watch:
    """A parser of one part that keeps nothing but what has to be known before a real reader sees it."""

    def __init__(self, name: str) -> None:
        self.facts = SheetFacts()
        self.is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        self._row = self._column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        if self.is_sheet:
            self.parser.StartElementHandler = self._element
        elif name.lower().endswith("sharedstrings.xml"):
            self.parser.StartElementHandler = self._counted
        elif name == "[Content_Types].xml":
            self.parser.StartElementHandler = self._content_type

    def _doctype(self, *_args: object) -> None:
        raise FileRefused("dtd")

    def _content_type(self, _name: str, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise FileRefused("macros")

    def _counted(self, name: str, attributes: dict[str, str]) -> None:
        """The reader takes a file at its word before it reads the first text, and may end the whole process,
        past every exception: more texts than the limits leave room for are refused here."""
        said = attributes.get("uniqueCount", "0")
        if name.rpartition(":")[2] == "sst" and int(said) > limits().unpacked_bytes // _SHORTEST_TEXT:
            raise FileRefused("broken")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes.get("r", ""))
            if attributes.get("t") == "e":
                self._mark(self.facts.errors)
        elif local in ("v", "is", "f"):
            self.facts.last_row = max(self.facts.last_row, self._row)
            self.facts.last_column = max(self.facts.last_column, self._column)
            if local == "f":
                self._mark(self.facts.formulas)
        elif local == "mergeCell":
            self.facts.merged += 1
        elif local == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given else self._row + 1
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden.add(self._row)
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.facts.hidden_columns |= set(range(max(first, 1) - 1, min(last, limits().columns)))

    def _mark(self, marks: dict[int, int]) -> None:
        bit = 1 << min(self._column - 1, limits().columns)
        marks[self._row] = marks.get(self._row, 0) | bit

    def _cell(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self._column = column_number(letters.upper()) if letters else self._column + 1
        if len(letters) < len(reference):
            self._row = int(reference[len(letters) :])
