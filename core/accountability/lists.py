"""Records of a period: counted by kind, listed, and as the words of a notice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from core.accountability.rules import kind_name, kinds
from core.common.sheet import Slice
from core.common.text import has, t
from db.engine import reading
from db.models import Accountability, Issue, Unit


@dataclass(frozen=True, slots=True)
class AccountabilityEntry:
    """One record. `withdrawn_by` is empty while it counts; `issue` is a number or empty."""

    id: int
    kind: str
    unit: str
    person: str
    day: date
    reason: str
    basis: str
    issue: str
    made_by: str
    withdrawn_by: str
    version: int

    @property
    def counts(self) -> bool:
        return not self.withdrawn_by


def counts(first: date, last: date) -> dict[str, int]:
    """How many records of each kind lie in the period, both days included; withdrawn ones do not count."""
    with reading() as session:
        rows = session.execute(
            select(col(Accountability.kind), func.count())
            .where(*_standing(first, last))
            .group_by(col(Accountability.kind))
        ).all()
    found = {row[0]: row[1] for row in rows}
    return {kind: found.get(kind, 0) for kind in dict.fromkeys((*kinds(), *found))}


def listed(
    first: date, last: date, *, kind: str = "", withdrawn: bool = False, limit: int = 25, offset: int = 0
) -> Slice[AccountabilityEntry]:
    """The records of a period, the newest first: those that count or, with `withdrawn`, all."""
    wanted = [col(Accountability.day).between(first, last)] if withdrawn else _standing(first, last)
    if kind:
        wanted = [*wanted, col(Accountability.kind) == kind]
    query = (
        select(Accountability, col(Unit.name), col(Issue.number))
        .join(Unit, col(Unit.id) == col(Accountability.unit_id))
        .outerjoin(Issue, col(Issue.id) == col(Accountability.issue_id))
        .where(*wanted)
        .order_by(col(Accountability.day).desc(), col(Accountability.id).desc())
    )
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Accountability).where(*wanted)).scalar_one()
        rows = session.execute(query.limit(limit).offset(offset)).all()
        return Slice(tuple(_entry(row, unit, issue) for row, unit, issue in rows), total)


@dataclass(frozen=True, slots=True)
class Said:
    """The records of one kind as a notice counts them: `units` were named, in `records` records."""

    kind: str
    units: tuple[str, ...]
    records: int

    @property
    def words(self) -> str:
        """One sentence, in the words of the kind where the catalogue has them."""
        key = f"accountability.words.{self.kind}"
        return t(
            key if has(key) else "accountability.line",
            kind=kind_name(self.kind), units=len(self.units), records=self.records,
            names=t("document.comma").join(self.units),
        )  # fmt: skip


def said(first: date, last: date) -> tuple[Said, ...]:
    """The kinds that have records in the period, from the mildest on."""
    found = []
    for kind, count in counts(first, last).items():
        if count:
            entries = listed(first, last, kind=kind, limit=count).rows
            found.append(Said(kind, tuple(dict.fromkeys(one.unit for one in entries)), count))
    return tuple(found)


def words(first: date, last: date) -> str:
    """The records of a period as a notice says them: by kind, with the units named; empty without any."""
    return "\n".join(one.words for one in said(first, last))


def _standing(first: date, last: date) -> list[ColumnElement[bool]]:
    return [col(Accountability.day).between(first, last), col(Accountability.withdrawn_at).is_(None)]


def _entry(row: Accountability, unit: str, issue: str | None) -> AccountabilityEntry:
    return AccountabilityEntry(
        row.id, row.kind, unit, row.person, row.day, row.reason, row.basis, issue or "", row.made_by,
        row.withdrawn_by if row.withdrawn_at else "", row.version,
    )  # fmt: skip
