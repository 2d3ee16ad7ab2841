"""What the kinds have in common: rows that were read become writes, or a sentence says why not."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor
from core.common.errors import RegistryRefused
from core.imports.kinds import Kind
from core.imports.names import Names
from core.imports.plan import Row, Write
from core.imports.reading import NOTHING_SAID, Said
from core.jobs import Sentence
from core.registry.importing.cells import contact_apart
from core.registry.validate import Fault
from core.registry.values import Raw
from db.models import FrozenMonth


class Maker:
    """Turns the rows of one file into writes. Made anew for every plan, inside its transaction. `said` is
    what a person said of the file."""

    said: Said = NOTHING_SAID

    def __init__(self, session: Session, names: Names, actor: Actor, kind: Kind) -> None:
        self.session, self.names, self.actor, self.kind = session, names, actor, kind
        self.begin()

    def begin(self) -> None:
        """Read what rows are compared with."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Look at all rows before the first is made, before references are known."""

    def make(self, row: Row) -> Iterator[Write]:
        """What a row would write: every kind says so. Raises `RegistryRefused`."""
        raise NotImplementedError

    def after(self, plan_rows: Sequence[Row]) -> None:
        """Carried out in the import's transaction once everything is written."""


def make_all(maker: Maker, rows: Sequence[Row]) -> None:
    """Fill in the writes of every row that has no fault."""
    maker.prepare(rows)
    frozen = set(maker.session.execute(select(col(FrozenMonth.month))).scalars())
    for row in rows:
        if row.faults:
            continue
        try:
            row.writes = tuple(maker.make(row))
            _note_frozen(maker.kind, row, frozen)
        except RegistryRefused as why:
            row.faults.append(Sentence(why.key, why.values))


def _note_frozen(kind: Kind, row: Row, frozen: set[date]) -> None:
    """Say of a row whose month was frozen that the figures of that month stay what they are."""
    day = row.values.get(kind.day)
    month = day.replace(day=1) if isinstance(day, date) else None
    if row.writes and month in frozen:
        row.notes.append(Sentence("imports.note.frozen", {"month": f"{month:%Y-%m}"}))


def changed_of(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What of `new` differs from `old` and says something."""
    return {name: value for name, value in new.items() if value not in (None, "") and old[name] != value}


def person_and_phone(cell: str) -> tuple[str, str]:
    """The name and the telephone number in one cell; "" for what is not there."""
    raw: dict[str, Raw] = {"contact": cell}
    notes: list[Fault] = []
    contact_apart(raw, notes)
    return str(raw.get("contact") or "")[:64], str(raw.get("phone") or "")[:60]


def insist(value: Any, field: str, kind: Kind) -> None:
    """Raises `RegistryRefused` where a field that is needed here is empty."""
    if value in (None, ""):
        raise RegistryRefused("validation.required", field=kind.fields[field].label)


def in_order(kind: Kind, earlier: str, later: str, values: dict[str, Any]) -> None:
    """Raises `RegistryRefused` where the later day lies before the earlier one."""
    first, then = values.get(earlier), values.get(later)
    if first and then and then < first:
        label = {name: kind.fields[name].label for name in (earlier, later)}
        raise RegistryRefused("imports.fault.order", field=label[later], other=label[earlier])
