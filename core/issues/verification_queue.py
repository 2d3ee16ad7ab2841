"""What waits for a supervisor: reported fixes, requests for more time, second looks, signs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from core.common import clock
from core.common.outcome import Outcome
from core.common.sheet import Slice
from core.issues import extensions, queries
from core.issues.fake_fix_flags import suspicious
from core.issues.filters import Filter, title_of
from core.issues.queries import Listed
from core.registry.slices import sliced
from db.engine import reading
from db.models import Channel, Issue, IssueState, Unit

Which = Literal["all", "again", "back"]
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Queue:
    """`person`: reported fixes a person must look at; `machine`: those the checker looks at now; `again`:
    second looks still to come; `back`: second looks that found the fault again; `signs`: issues with one."""

    person: int
    machine: int
    extensions: int
    again: int
    back: int
    signs: int


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A verified issue and what was found, or will be looked for, a week later."""

    id: int
    number: str
    written_title: str
    check: str | None
    channel: str | None
    unit: str
    verified_on: date
    again_on: date
    again_at: datetime | None
    again_outcome: str

    @property
    def title(self) -> str:
        return title_of(self.check, self.written_title)


def queue() -> Queue:
    """How much waits, as of now."""
    with reading() as session:
        again, back = session.execute(
            select(func.count().filter(_second("again")), func.count().filter(_second("back")))
            .select_from(Issue)
            .where(_second("all"))
        ).one()
    return Queue(
        person=queries.count(waiting_for_person()),
        machine=queries.count(Filter(states=(IssueState.VERIFYING,))),
        extensions=len(extensions.undecided()),
        again=again,
        back=back,
        signs=len(suspicious(since())),
    )


def since() -> date:
    """From which day on settled issues are still looked at for signs."""
    return clock.today() - LOOKED_BACK


def waiting_for_person() -> Filter:
    """The reported fixes that only a person can verify."""
    return Filter(states=(IssueState.REPORTED,))


def with_signs(limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The issues with a sign, the newest first."""
    return queries.where(col(Issue.id).in_(suspicious(since())), limit=limit, offset=offset)


def second_looks(which: Which = "all", *, limit: int = 25, offset: int = 0) -> Slice[SecondLook]:
    """Verified issues with a second look: those that found the fault again first, then the next to come.
    `again`: only those still to come; `back`: only those that found it again."""
    query = (
        select(
            col(Issue.id), col(Issue.number), col(Issue.title), col(Issue.check), col(Channel.name),
            col(Unit.name), col(Issue.verified_on), col(Issue.again_on), col(Issue.again_at),
            col(Issue.again_outcome),
        )
        .select_from(Issue)
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(_second(which))
        .order_by(
            col(Issue.again_outcome) != Outcome.PROBLEM.value,
            col(Issue.again_at).is_not(None),
            col(Issue.again_on),
            col(Issue.id),
        )
    )  # fmt: skip
    with reading() as session:
        return sliced(session, query, SecondLook, limit, offset)


def _second(which: Which) -> ColumnElement[bool]:
    if which == "back":
        return col(Issue.again_outcome) == Outcome.PROBLEM.value
    planned = col(Issue.again_on).is_not(None)
    return and_(planned, col(Issue.again_at).is_(None)) if which == "again" else planned
