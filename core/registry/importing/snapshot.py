"""The registry as an import compares with it: every channel, every unit, what stands open."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.registry.editing import SETTLED_CASES
from core.registry.fields import fold
from core.registry.history import Stay, stays
from core.registry.values import code_key
from db.models import UNSETTLED, Case, Channel, Issue, Unit

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as rows name it. `id` is negative for one that the import will create."""

    id: int
    code: str
    name: str
    level: str
    parent_id: int | None


@dataclass(slots=True)
class Snapshot:
    """`channels` maps id to the stored values; the other maps lead from what a row says to ids."""

    channels: dict[int, Values] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_site_code: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_account: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    units: dict[int, UnitEntry] = field(default_factory=dict)
    units_by_code: dict[str, int] = field(default_factory=dict)
    units_by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    stays: dict[int, Stay] = field(default_factory=dict)
    open_cases: dict[int, str] = field(default_factory=dict)
    unsettled: dict[int, int] = field(default_factory=dict)

    def stay(self, channel_id: int | None) -> Stay:
        """Whether the channel is in the registry, and its days; of one that is not known: outside."""
        return self.stays.get(channel_id, Stay()) if channel_id is not None else Stay()

    def add_unit(self, unit: UnitEntry) -> None:
        """Make a unit known under its code and name."""
        self.units[unit.id] = unit
        if unit.code:
            self.units_by_code[code_key(unit.code)] = unit.id
        self.units_by_name[fold(unit.name)].append(unit.id)


def take_snapshot(session: Session) -> Snapshot:
    """Read everything an import compares with: five queries."""
    taken = Snapshot(stays=stays(session))
    table = Channel.__table__  # type: ignore[attr-defined]
    for row in session.execute(select(table).order_by(table.c.id)).mappings():
        _remember(taken, dict(row))
    for unit in session.execute(
        select(col(Unit.id), col(Unit.code), col(Unit.name), col(Unit.level), col(Unit.parent_id)).order_by(
            col(Unit.id)
        )
    ):
        taken.add_unit(UnitEntry(*unit))
    cases = select(col(Case.channel_id), col(Case.number)).where(col(Case.state).not_in(SETTLED_CASES))
    taken.open_cases = dict(session.execute(cases).all())
    issues = (
        select(col(Issue.channel_id), func.count())
        .where(col(Issue.state).in_(UNSETTLED), col(Issue.channel_id).is_not(None))
        .group_by(col(Issue.channel_id))
    )
    taken.unsettled = dict(session.execute(issues).all())
    return taken


def _remember(taken: Snapshot, values: Values) -> None:
    ident = values["id"]
    taken.channels[ident] = values
    taken.by_code[code_key(values["code"])] = ident
    if values["kind"] == "website" and values["site_code"]:
        taken.by_site_code[values["site_code"].lower()].append(ident)
    if values["account"]:
        taken.by_account[values["kind"], fold(values["account"])].append(ident)
    taken.by_name[values["kind"], fold(values["name"])].append(ident)
