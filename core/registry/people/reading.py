"""From a list of persons as offices keep it to rows, each with the reason why it cannot be taken in."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from core.access.actor import PEOPLE, Actor, Role, require
from core.access.names import DISPLAY_LONGEST, NAME_LONGEST, PHONE_LONGEST, name_key, seen
from core.common.text import LANGUAGES, catalogue, t
from core.registry.fields import fold
from core.registry.importing.layout import is_aside, one_text
from core.registry.importing.limits import limits
from core.registry.importing.reading import tables_of
from core.registry.importing.table import FileRefused, Row, Table, unguarded
from core.registry.values import Raw, code_key, one_line
from db.engine import reading
from db.models import Account, Unit

_DATA = Path(__file__).with_name("headings.toml")
FIELDS = ("display_name", "name", "phone", "role", "unit")
NEEDED = ("display_name", "name")
# As wide as the columns of the table `account`.
LONGEST: Mapping[str, int] = {"display_name": DISPLAY_LONGEST, "name": NAME_LONGEST, "phone": PHONE_LONGEST}
SHOWN = 12


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of the file; `why` says why it cannot be taken in, in the language in use, or is empty."""

    sheet: str
    number: int
    display_name: str
    name: str
    phone: str
    role: Role | None
    unit_id: int | None
    unit: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A list that was read. `unknown` are headings that are not taken in, `unread` sheets without any."""

    rows: tuple[PersonRow, ...]
    unknown: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def wrong(self) -> tuple[PersonRow, ...]:
        """The rows that stand in the way."""
        return tuple(row for row in self.rows if row.why)


def read_people(data: bytes, name: str, *, actor: Actor) -> PeopleFile:
    """Read a list of persons and say of each row what is wrong; nothing is written. Administrators.

    Raises `FileRefused` when the file as a whole cannot be read or has no headings."""
    require(actor, Role.ADMINISTRATOR)
    book = tables_of(data, name)
    check = _Check()
    rows: list[PersonRow] = []
    unknown: dict[str, None] = {}
    unread = list(book.hidden)
    headed = False
    for table in book.tables:
        found = _headings(table)
        if found is None:
            unread += [table.sheet] if table.rows else []
            continue
        headed = True
        number, columns, names = found
        unknown |= {name: None for place, name in names.items() if place not in columns}
        rows += [check.row(table, row, columns) for row in _below(table, number, names)]
    if not headed:
        first = next((table.rows[0].cells for table in book.tables if table.rows), ())
        wanted = " | ".join(t(f"people.column.{field}") for field in FIELDS)
        raise FileRefused("no_headings", found=_shown(first), wanted=wanted)
    if len(rows) > limits().rows:
        raise FileRefused("too_many_rows", most=limits().rows)
    return PeopleFile(tuple(rows), tuple(unknown), tuple(unread))


class _Check:
    """What a row is compared with: the units, the names that are taken, and the rows before it."""

    def __init__(self) -> None:
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._seen: dict[str, PersonRow] = {}
        with reading() as session:
            for unit in session.exec(select(Unit)).all():
                ident = unit.id
                if unit.code:
                    self._by_code[code_key(unit.code)] = ident
                self._by_name.setdefault(fold(unit.name), []).append(ident)
            self._taken = set(session.exec(select(col(Account.name_key))).all())

    def row(self, table: Table, row: Row, columns: Mapping[int, str]) -> PersonRow:
        """The row as a person, with the first fault found in it."""
        said = dict.fromkeys(FIELDS, "")
        for place, field in columns.items():
            said[field] = _text(row.cells[place]) if place < len(row.cells) else ""
        role = role_of(said["role"]) if said["role"] else Role.STAFF if said["unit"] else None
        units = self._units(said["unit"])
        person = PersonRow(
            table.sheet, row.number, said["display_name"], said["name"], said["phone"], role,
            units[0] if len(units) == 1 else None, said["unit"],
        )  # fmt: skip
        faults = [str(fault) for fault in table.faults(row, columns)[0]]
        why = faults[0] if faults else self._why(person, said["role"], len(units))
        self._seen.setdefault(name_key(person.name), person)
        return replace(person, why=why)

    def _units(self, text: str) -> Sequence[int]:
        if not text:
            return ()
        coded = self._by_code.get(code_key(text))
        return (coded,) if coded is not None else self._by_name.get(fold(text), ())

    def _why(self, person: PersonRow, role: str, units: int) -> str:
        for field, most in LONGEST.items():
            text = getattr(person, field)
            if len(text) > most or (field == "name" and len(name_key(text)) > most):
                return t("people.file.long", field=t(f"people.column.{field}"), most=most)
        if not person.display_name or not name_key(person.name):
            return t("account.refused.no_name")
        if name_key(person.name) in self._taken:
            return t("account.refused.name_taken", name=person.name)
        before = self._seen.get(name_key(person.name))
        if before is not None:
            return t("people.file.twice", name=person.name, row=before.number)
        if person.role is None:
            known = " / ".join(one.label for one in PEOPLE)
            return t("people.file.no_role", role=role, known=known)
        if person.unit and units != 1:
            return t("people.file.many_units" if units else "people.file.no_unit", unit=person.unit)
        if (person.role is Role.STAFF) != (person.unit_id is not None):
            return t("account.refused.unit_of_role", role=person.role.label)
        return ""


def role_of(word: str) -> Role | None:
    """The role that a word in a list means; None for an unknown one."""
    return _roles().get(fold(word))


def _headings(table: Table) -> tuple[int, dict[int, str], dict[int, str]] | None:
    """Number of the row of headings, column → field, column → heading; None when there is none."""
    for row in table.rows[: limits().heading_rows]:
        names = {place: one_text(cell) for place, cell in enumerate(row.cells) if one_text(cell)}
        columns = _columns(names)
        if set(NEEDED) <= set(columns.values()):
            return row.number, columns, names
    return None


def _columns(names: Mapping[int, str]) -> dict[int, str]:
    """Column → field, the likelier where two could be it. Raises `FileRefused` for the same one twice."""
    known = {place: found for place, name in names.items() if (found := _field(name)) is not None}
    columns: dict[str, int] = {}
    for place in sorted(known, key=lambda place: (known[place][1], place)):
        first = columns.setdefault(known[place][0], place)
        if first != place and fold(names[first]) == fold(names[place]):
            raise FileRefused("heading_twice", heading=names[place])
    return {place: field for field, place in columns.items()}


def _field(heading: str) -> tuple[str, int] | None:
    """The field that a heading names and how sure that is, 0 the surest; notes in brackets do not count."""
    short = re.split(r"[(\uff08\[\u3010\r\n]", heading, maxsplit=1)[0]
    return _fields().get(fold(heading)) or _fields().get(fold(short))


def _below(table: Table, number: int, names: dict[int, str]) -> list[Row]:
    """The persons below the headings, without totals, signatures and notes."""
    below = (row for row in table.rows if row.number > number)
    return [row for row in below if not _heads(row, names) and not _is_aside(table, row, names)]


def _heads(row: Row, names: dict[int, str]) -> bool:
    """Whether a row is a second one of headings, or the same again: what is needed reads as a heading."""
    fields = {place: found[0] for place, name in names.items() if (found := _field(name)) is not None}
    said = {
        field: (_field(one_text(row.cells[place])) or ("",))[0]
        for place, field in fields.items()
        if place < len(row.cells) and field in NEEDED
    }
    return bool(said) and all(field == read for field, read in said.items())


def _is_aside(table: Table, row: Row, names: dict[int, str]) -> bool:
    first = next((place for place, cell in enumerate(row.cells) if one_text(cell)), 0)
    return is_aside(row, names, table.begins_at(row.number, first + 1) == first, range(limits().columns))


def _text(cell: Raw) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return seen(one_line(unguarded(one_text(cell))))


def _shown(cells: Sequence[Raw]) -> str:
    return " | ".join([one_text(cell)[:30] for cell in cells if one_text(cell)][:SHOWN])


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[str, int]]:
    """Folded heading → its field, and how sure that is: the page's own labels first, then as listed."""
    known: dict[str, tuple[str, int]] = {}
    for field in FIELDS:
        labels = [catalogue(language)[f"people.column.{field}"] for language in LANGUAGES]
        for rank, word in enumerate((*labels, *_data()["heading"][field])):
            known.setdefault(fold(word), (field, max(0, rank - len(labels) + 1)))
    return known


@lru_cache(maxsize=1)
def _roles() -> dict[str, Role]:
    labels = {
        fold(catalogue(language)[f"access.role.{role.value}"]): role
        for language in LANGUAGES
        for role in PEOPLE
    }
    words = {fold(word): Role(role) for role, words in _data()["role"].items() for word in words}
    return words | labels | {role.value: role for role in PEOPLE}


@lru_cache(maxsize=1)
def _data() -> Any:
    return tomllib.loads(_DATA.read_text("utf-8"))
