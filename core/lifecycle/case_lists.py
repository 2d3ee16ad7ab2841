"""Cases as lists: what is under way, at which step, whose turn it is, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.lifecycle.listing import CaseLine, case_lines, is_late, is_next
from core.registry.level_and_category import of_level_and_category
from core.registry.slices import sliced
from db.engine import reading
from db.models import (
    Case,
    CaseState,
    CaseStep,
    Channel,
    Unit,
)

NEXT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of the cases; empty means any. `turn`: whose step is next. `due`: late, soon, or next
    for both."""

    kind: str = ""
    state: str = ""
    step: str = ""
    turn: str = ""
    due: str = ""
    unit_id: int | None = None
    own_only: bool = False
    under_way: bool = False
    batch: str = ""
    channel_kind: str = ""
    level: str = ""
    category: str = ""
    words: str = ""


EVERYTHING = Filter()
# What each figure of `Counts` counts, by its name and in its order: the one definition of each.
PARTS = {
    "under_way": Filter(under_way=True),
    "late": Filter(due="late"),
    "soon": Filter(due="soon"),
    "verifying": Filter(state=CaseState.SWITCHED_OFF.value, under_way=True),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the cases under way: those of each of `PARTS`, and those that came back."""

    under_way: int
    late: int
    soon: int
    verifying: int
    reopened: int


def listed(wanted: Filter, *, part: Filter = EVERYTHING, limit: int = 25, offset: int = 0) -> Slice[CaseLine]:
    """The cases that match, and of them those of a `part`: those under way first, by the day their next step
    is due."""
    following = aliased(CaseStep)
    query = (
        case_lines(following)
        .where(*_conditions(wanted, following), *_conditions(part, following))
        .order_by(
            col(Case.ended_on).is_not(None),
            col(Case.ended_on).desc(),
            func.coalesce(col(following.due_on), col(Case.due_on)),
            col(Case.id),
        )
    )
    with reading() as session:
        return sliced(session, query, CaseLine, limit, offset)


def counts(wanted: Filter = EVERYTHING) -> Counts:
    """How many cases that match are under way, late, due soon, waiting for verification, and came back."""
    following = aliased(CaseStep)
    query = (
        select(
            *(func.count().filter(*_conditions(part, following)) for part in PARTS.values()),
            func.count().filter(col(Case.times_reopened) > 0),
        )
        .select_from(Case)
        .join(Channel, col(Channel.id) == col(Case.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(following, is_next(following))
        .where(col(Case.ended_on).is_(None), *_conditions(wanted, following))
    )
    with reading() as session:
        return Counts(*session.execute(query).one())


def units() -> dict[int, str]:
    """The units that have cases, themselves or through a unit below: id → name, by name."""
    return with_those_above(
        select(col(Channel.unit_id)).join(Case, col(Case.channel_id) == col(Channel.id)).distinct()
    )


def _soon(step: type[CaseStep], today: date) -> ColumnElement[bool]:
    return and_(
        col(Case.ended_on).is_(None), col(step.due_on).between(today, today + timedelta(days=NEXT_DAYS))
    )


def _conditions(wanted: Filter, step: type[CaseStep]) -> list[ColumnElement[bool]]:
    today = clock.today()
    found: list[ColumnElement[bool]] = []
    for value, column in ((wanted.kind, Case.kind), (wanted.state, Case.state), (wanted.batch, Case.batch)):
        if value:
            found.append(col(column) == value)
    if wanted.step:
        found.append(col(step.key) == wanted.step)
    if wanted.turn:
        found.append(col(step.who) == wanted.turn)
    if wanted.under_way:
        found.append(col(Case.ended_on).is_(None))
    if wanted.channel_kind:
        found.append(col(Channel.kind) == wanted.channel_kind)
    if wanted.due:
        late, soon = is_late(step), _soon(step, today)
        found.append({"late": late, "soon": soon}.get(wanted.due, or_(late, soon)))
    if wanted.unit_id is not None:
        found.append(of_unit(col(Channel.unit_id), wanted.unit_id, own_only=wanted.own_only))
    found += of_level_and_category(wanted.level, wanted.category)
    if wanted.words:
        pattern = f"%{_escaped(wanted.words)}%"
        found.append(
            or_(
                *(
                    column.ilike(pattern, escape="\\")
                    for column in (col(Case.number), col(Channel.name), col(Unit.name), col(Case.reason))
                )
            )
        )
    return found


def _escaped(words: str) -> str:
    for letter in ("\\", "%", "_"):
        words = words.replace(letter, f"\\{letter}")
    return words
