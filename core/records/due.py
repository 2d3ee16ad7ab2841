"""What of the records is to be looked at again soon or is late already: policies to be reviewed, assessments
that expire."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.records.chapter import Chapter, Kind
from core.records.chapters import CHAPTERS
from core.records.lists import latest
from core.records.owners import of_branch
from db.models import Channel


@dataclass(frozen=True, slots=True)
class DueRow:
    """One row of a chapter, what it is about, the day by which it is due, and that which it is of."""

    chapter: str
    id: int
    about: str
    due: date
    day: date


def due_within(
    session: Session, days: int, unit_id: int | None = None, *, own_only: bool = False
) -> list[DueRow]:
    """The rows of every chapter that are due within so many days or late, the latest first; of the branch of
    a unit, or of all. What is no longer in force, and what a newer row took the place of, is not."""
    found = [row for one in CHAPTERS if one.due for row in _rows(session, one, days, unit_id, own_only)]
    return sorted(found, key=lambda row: (row.due, row.chapter, row.id))


def _rows(session: Session, one: Chapter, days: int, unit_id: int | None, own_only: bool) -> list[DueRow]:
    today = clock.today()
    due = col(getattr(one.model, one.due))
    conditions = [due <= today + timedelta(days=days), col(getattr(one.model, one.day)) <= today]
    conditions += latest(one, today)
    if one.until:
        until = col(getattr(one.model, one.until))
        conditions.append(until.is_(None) | (until >= today))
    if unit_id is not None:
        conditions += of_branch(one, unit_id, own_only=own_only)
    about: Any = col(getattr(one.model, one.fields[0].name))
    model: Any = one.model
    day = col(getattr(one.model, one.day))
    query = select(model.id, about, due, day)
    if one.fields[0].kind is Kind.CHANNEL:
        query = select(model.id, col(Channel.name), due, day).join(Channel, col(Channel.id) == about)
    return [DueRow(one.key, *row) for row in session.execute(query.where(*conditions))]
