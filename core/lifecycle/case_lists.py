"""Cases as lists: what is under way, at which step, whose turn it is, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.slices import sliced, supervisor_id
from core.lifecycle.listing import cases_with, is_late, is_next
from db.engine import reading
from db.models import (
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    Channel,
    StepOwner,
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
    under_way: bool = False
    batch: str = ""
    channel_kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case. `step`, `step_due`, `who` and `owner` are of the next required step, None when all are
    settled."""

    id: int
    number: str
    channel_id: int
    channel: str
    channel_kind: str
    unit: str
    kind: CaseKind
    state: CaseState
    batch: str
    opened_on: date
    due_on: date | None
    ended_on: date | None
    times_reopened: int
    step: str | None
    step_due: date | None
    who: StepOwner | None
    owner: str | None

    @property
    def late(self) -> bool:
        """Whether the case or its next step is past its day."""
        today = clock.today()
        return self.ended_on is None and any(
            day is not None and day < today for day in (self.due_on, self.step_due)
        )


@dataclass(frozen=True, slots=True)
class Counts:
    under_way: int
    late: int
    soon: int
    verifying: int
    reopened: int


def listed(wanted: Filter, *, limit: int = 25, offset: int = 0) -> Slice[Line]:
    """The cases that match: those under way first, by the day their next step is due."""
    following = aliased(CaseStep)
    query = (
        cases_with(
            following,
            col(Case.times_reopened),
            col(following.key),
            col(following.due_on),
            col(following.who),
            col(following.owner),
        )
        .where(*_conditions(wanted, following))
        .order_by(
            col(Case.ended_on).is_not(None),
            col(Case.ended_on).desc(),
            func.coalesce(col(following.due_on), col(Case.due_on)),
            col(Case.id),
        )
    )
    with reading() as session:
        return sliced(session, query, Line, limit, offset)


def counts() -> Counts:
    """How many cases are under way, late, due soon, waiting for verification, and came back."""
    following, today = aliased(CaseStep), clock.today()
    query = (
        select(
            func.count(),
            func.count().filter(is_late(following)),
            func.count().filter(_soon(following, today)),
            func.count().filter(col(Case.state) == CaseState.SWITCHED_OFF),
            func.count().filter(col(Case.times_reopened) > 0),
        )
        .select_from(Case)
        .outerjoin(following, is_next(following))
        .where(col(Case.ended_on).is_(None))
    )
    with reading() as session:
        return Counts(*session.execute(query).one())


def units() -> dict[int, str]:
    """The supervising units that have cases, by id."""
    with reading() as session:
        above = aliased(Unit)
        rows = session.execute(
            select(col(above.id), col(above.name))
            .select_from(Case)
            .join(Channel, col(Channel.id) == col(Case.channel_id))
            .join(Unit, col(Unit.id) == col(Channel.unit_id))
            .join(above, col(above.id) == supervisor_id())
            .distinct()
            .order_by(col(above.name))
        ).all()
    return dict(rows)


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
        found.append(supervisor_id() == wanted.unit_id)
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
