"""Files with reports or messages: what each row would do, before anything is written."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.common.errors import IntakeRefused
from core.common.sheet import Cell, Sheet
from core.common.text import LANGUAGES, catalogue, t
from core.intake.moves import APPRAISED, TABLES
from core.intake.rules import Kind, intake_rules
from core.registry.fields import fields, fold
from core.registry.importing.table import Row, Table, unguarded
from core.registry.importing.text_table import read_text_table
from core.registry.importing.workbook import read_workbook
from core.registry.values import Raw, Unreadable, one_line, read
from db.engine import reading
from db.models import Channel, Nature, Satisfaction, Unit

FILE = Path(__file__).with_name("headings.toml")
ZIP = b"PK\x03\x04"
ENDINGS = (".xlsx", ".csv")
DAYS = ("received_on", "replied_on", "closed_on")
HEADING_ROWS = 10


@dataclass(frozen=True, slots=True)
class Ready:
    """One row of a file. `fault` is a sentence; a row with one, or that is already there, is not taken in."""

    number: int
    text: str
    topic: str = ""
    address: str = ""
    reference: str = ""
    contact: str = ""
    channel_id: int | None = None
    unit_id: int | None = None
    received_on: date | None = None
    replied_on: date | None = None
    closed_on: date | None = None
    reply: str = ""
    nature: Nature | None = None
    satisfaction: Satisfaction | None = None
    justified: bool | None = None
    fault: str = ""
    there: bool = False

    @property
    def good(self) -> bool:
        return not self.fault and not self.there


def planned(kind: Kind, data: bytes, name: str) -> tuple[Ready, ...]:
    """What every row would do. Raises `DomainError` (`FileRefused`, `IntakeRefused`) for a file that is
    none."""
    tables = _tables(data, PurePath(name).suffix.lower())
    for table in tables:
        found = _headings(kind, table)
        if found:
            return _planned(kind, table, *found)
    raise IntakeRefused("no_headings", wanted=", ".join(columns(kind)))


def columns(kind: Kind) -> list[str]:
    """The headings of a template, in the language in use."""
    return [t(f"message.field.{key}") for key in _known(kind)]


def template(kind: Kind) -> Sheet:
    """An empty file with its headings and one example."""
    example: dict[str, Cell] = {
        "reference": "2026-0001", "topic": t("message.example.topic"), "text": t("message.example.text"),
        "received_on": clock.today(),
    }  # fmt: skip
    return Sheet(t(f"message.kind.{kind}"), columns(kind), [[example.get(key) for key in _known(kind)]])


def _tables(data: bytes, ending: str) -> Sequence[Table]:
    if ending not in ENDINGS or (ending == ".xlsx") != data.startswith(ZIP):
        raise IntakeRefused("ending")
    return read_workbook(data).tables if ending == ".xlsx" else [read_text_table(data)]


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def _known(kind: Kind) -> list[str]:
    return [key for key, entry in _data().items() if entry.get("only", kind) == kind]


def _headings(kind: Kind, table: Table) -> tuple[int, dict[int, str]] | None:
    """The row of the headings and the field of each column; None when a table has no text column."""
    spelled = {fold(str(name)): key for key in _known(kind) for name in _names(key)}
    for row in table.rows[:HEADING_ROWS]:
        found = {
            place: spelled[fold(cell)]
            for place, cell in enumerate(row.cells)
            if isinstance(cell, str) and fold(cell) in spelled
        }
        if {"text", "topic"} & set(found.values()) and "received_on" in found.values():
            return row.number, found
    return None


def _names(key: str) -> Sequence[object]:
    names = _data()[key]["names"]
    return names if isinstance(names, list) else []


def _planned(kind: Kind, table: Table, head: int, places: dict[int, str]) -> tuple[Ready, ...]:
    rows = [row for row in table.rows if row.number > head]
    if len(rows) > intake_rules().file.rows:
        raise IntakeRefused("too_many", limit=intake_rules().file.rows)
    with reading() as session:
        known = _Known(session, kind)
    return tuple(_row(row, places, known, spoiled=bool(table.faults(row, places)[0])) for row in rows)


class _Known:
    """What names mean, and which references are there already."""

    def __init__(self, session: Session, kind: Kind) -> None:
        table = TABLES[kind]
        self.references = set(
            session.execute(select(col(table.reference)).where(col(table.reference) != "")).scalars()
        )
        self.units: dict[str, int] = {}
        for unit_id, code, name in session.execute(select(col(Unit.id), col(Unit.code), col(Unit.name))):
            self.units |= {fold(code): unit_id, fold(name): unit_id}
        self.channels: dict[str, int] = {}
        rows = session.execute(
            select(col(Channel.id), col(Channel.code), col(Channel.site_code), col(Channel.name))
        )
        for channel_id, *names in rows:
            self.channels |= {fold(one): channel_id for one in names if one}


def _row(row: Row, places: dict[int, str], known: _Known, *, spoiled: bool) -> Ready:
    raw: dict[str, Raw] = {}
    for place, key in places.items():
        cell = row.cells[place] if place < len(row.cells) else None
        raw[key] = unguarded(cell) if isinstance(cell, str) else cell
    words = {key: _text(cell) for key, cell in raw.items() if key not in DAYS}
    days: dict[str, date | None] = {}
    fault = t("message.fault.spoiled") if spoiled else ""
    for key in DAYS:
        try:
            days[key] = _day(raw.get(key))
        except Unreadable:
            fault = fault or t("message.fault.day", field=t(f"message.field.{key}"))
    appraised: dict[str, Any] = {}
    try:
        appraised = _appraised(words)
    except Unreadable as name:
        fault = fault or t("message.fault.word", field=t(f"message.field.{name}"), word=words[str(name)][:40])
    channel = known.channels.get(fold(words.get("channel", "")))
    unit = known.units.get(fold(words.get("unit", "")))
    fault = fault or _fault(words, days, channel, unit)
    reference = words.get("reference", "")[:64]
    there = bool(reference) and reference in known.references
    known.references.add(reference)
    said: dict[str, Any] = {**days, **appraised}
    return Ready(
        number=row.number, text=words.get("text", ""), topic=words.get("topic", "")[:200],
        address=words.get("address", "")[:500], reference=reference, contact=words.get("contact", "")[:100],
        channel_id=channel, unit_id=unit, reply=words.get("reply", ""), fault=fault, there=there,
        **said,
    )  # fmt: skip


def _appraised(words: dict[str, str]) -> dict[str, Any]:
    """What a row says of class, satisfaction and justification. Raises `Unreadable` naming the field."""
    found: dict[str, Any] = {}
    for name, meant in APPRAISED.items():
        if word := fold(words.get(name, "")):
            if word not in _spelled(name):
                raise Unreadable(name)
            found[name] = meant[_spelled(name)[word]]
    return found


@lru_cache(maxsize=8)
def _spelled(name: str) -> dict[str, str]:
    """Every spelling of what a field may say, folded → its word."""
    more = _data()[name].get("words")
    spelled = {fold(str(key)): str(value) for key, value in (more if isinstance(more, dict) else {}).items()}
    for word in APPRAISED[name]:
        for language in LANGUAGES:
            spelled[fold(catalogue(language)[f"message.{name}.{word}"])] = word
    return spelled


def _fault(words: dict[str, str], days: dict[str, date | None], channel: int | None, unit: int | None) -> str:
    """The first fault with a row, as a sentence."""
    received, today = days.get("received_on"), clock.today()
    later = [day for key in ("replied_on", "closed_on") if (day := days.get(key))]
    if not words.get("text") and not words.get("topic"):
        return t("message.refused.text")
    if any(len(text) > intake_rules().file.characters for text in words.values()):
        return t("message.refused.too_long", limit=intake_rules().file.characters)
    if received is None:
        return t("message.fault.received_on")
    if received > today or any(not received <= day <= today for day in later):
        return t("message.fault.order")
    if words.get("channel") and channel is None:
        return t("message.fault.channel", name=words["channel"])
    if words.get("unit") and unit is None:
        return t("message.fault.unit", name=words["unit"])
    if words.get("satisfaction") and not later:
        return t("message.refused.not_answered")
    if days.get("replied_on") and not words.get("reply"):
        return t("message.fault.reply")
    return ""


def _text(cell: Raw) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else one_line(str(cell))


def _day(cell: Raw) -> date | None:
    if cell is None or cell == "":
        return None
    day_field = next(field for field in fields().values() if field.form == "day")
    value = read(day_field, cell)
    return value if isinstance(value, date) else None
