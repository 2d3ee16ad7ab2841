"""Records of a period: counted by kind, listed, and as the words of a notice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from core.accountability.rules import kind_name, kinds
from core.common.sheet import Slice
from core.common.text import t
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


def words(first: date, last: date) -> str:
    """The records of a period as a notice says them: by kind, with the units named; empty without any."""
    lines = []
    for kind, count in counts(first, last).items():
        if count:
            entries = listed(first, last, kind=kind, limit=count).rows
            names = t("document.comma").join(dict.fromkeys(one.unit for one in entries))
            lines.append(t("accountability.line", kind=kind_name(kind), count=count, units=names))
    return "\n".join(lines)


def _standing(first: date, last: date) -> list[ColumnElement[bool]]:
    return [col(Accountability.day).between(first, last), col(Accountability.withdrawn_at).is_(None)]


def _entry(row: Accountability, unit: str, issue: str | None) -> AccountabilityEntry:
    return AccountabilityEntry(
        row.id or 0, row.kind, unit, row.person, row.day, row.reason, row.basis, issue or "", row.made_by,
        row.withdrawn_by if row.withdrawn_at else "", row.version,
    )  # fmt: skip
