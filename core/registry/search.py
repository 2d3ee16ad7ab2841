"""Finding channels in the registry: filtered, sorted, page by page, with what a list shows of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.common.sheet import Slice
from core.monitoring.due import WATCHED
from core.registry import counts
from core.registry.kinds import Medium, keys_of
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    Issue,
    ObservedState,
    RegisteredState,
    Unit,
    UnitLevel,
    WindowStat,
)

WINDOW_DAYS = 30
GONE = (RegisteredState.CLOSED, RegisteredState.MERGED, RegisteredState.CANCELLED)

Sort = Literal["attention", "code", "name", "unit", "availability", "issues"]
SORTS: tuple[Sort, ...] = ("attention", "code", "name", "unit", "availability", "issues")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which channels are wanted; an empty value means all. `unit_id` is the operator itself,
    `supervisor_id` an industry supervisor with every unit below it. `words` are looked for in name,
    code, site code, address and account."""

    medium: Medium | None = None
    kind: str = ""
    registered: tuple[str, ...] = ()
    observed: str = ""
    supervisor_id: int | None = None
    unit_id: int | None = None
    words: str = ""
    disagreeing: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One channel in a list. `share`: availability over `WINDOW_DAYS` days, None when never judged."""

    id: int
    code: str
    name: str
    kind: str
    unit: str
    registered: RegisteredState
    observed: ObservedState
    url: str
    account: str
    site_code: str
    share: float | None
    open_issues: int

    @property
    def disagrees(self) -> bool:
        """Registered as running but silent, or registered as gone but still answering."""
        return disagrees(self.registered, self.observed)


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole registry: every channel ever entered, and those whose two states disagree."""

    websites: int
    websites_running: int
    accounts: int
    accounts_running: int
    units: int
    disagreeing: int


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit as a filter offers it."""

    id: int
    name: str
    level: UnitLevel
    parent_id: int | None

    def under(self, unit_id: int) -> bool:
        """Whether it is that unit, or stands right below it."""
        return unit_id in (self.id, self.parent_id)


def disagrees(registered: RegisteredState, observed: ObservedState) -> bool:
    """Whether what the registry says and what the checker sees contradict each other.

    A channel being closed must still answer until its closing is approved."""
    return (registered in WATCHED and observed is ObservedState.SILENT) or (
        registered in GONE and observed is ObservedState.ANSWERING
    )


def search(wanted: Filter, *, sort: Sort = "attention", limit: int = 25, offset: int = 0) -> Slice[Listed]:
    """The channels that match, from `offset` on, at most `limit`; and how many match in all."""
    condition = _condition(wanted)
    with reading() as session:
        total = _count(session, condition)
        rows = session.execute(_page(condition, sort).limit(limit).offset(offset)).all() if total else []
    return Slice(rows=tuple(Listed(*row) for row in rows), total=total)


def totals() -> Totals:
    """Counts over the whole registry."""
    of_any = select(literal(1)).where(col(Channel.unit_id) == col(Unit.id)).exists()
    with reading() as session:
        known = {
            medium: counts.channels(session, "registered", "observed", medium=medium)
            for medium in get_args(Medium)
        }
        units = session.execute(select(func.count()).select_from(Unit).where(of_any)).scalar_one()
    all_, running = (
        {medium: sum(n for (state, _), n in of.items() if state in states) for medium, of in known.items()}
        for states in (RegisteredState, WATCHED)
    )
    disagreeing = sum(n for of in known.values() for states, n in of.items() if disagrees(*states))
    return Totals(
        *(all_["website"], running["website"], all_["account"], running["account"]), units, disagreeing
    )


def units() -> tuple[UnitChoice, ...]:
    """Every unit that runs a channel or supervises one that does, by level and name."""
    owner = aliased(Unit)
    owning = select(col(Channel.unit_id)).distinct()
    above = select(col(owner.parent_id)).where(col(owner.id).in_(owning))
    with reading() as session:
        rows = session.execute(
            select(col(Unit.id), col(Unit.name), col(Unit.level), col(Unit.parent_id))
            .where(or_(col(Unit.id).in_(owning), col(Unit.id).in_(above)))
            .order_by(col(Unit.level), col(Unit.name))
        ).all()
    return tuple(UnitChoice(*row) for row in rows)


def _condition(wanted: Filter) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.medium:
        parts.append(col(Channel.kind).in_(keys_of(wanted.medium)))
    if wanted.kind:
        parts.append(col(Channel.kind) == wanted.kind)
    if wanted.registered:
        parts.append(col(Channel.registered).in_(wanted.registered))
    if wanted.observed:
        parts.append(col(Channel.observed) == wanted.observed)
    if wanted.unit_id is not None:
        parts.append(col(Channel.unit_id) == wanted.unit_id)
    if wanted.supervisor_id is not None:
        parts.append(or_(col(Unit.id) == wanted.supervisor_id, col(Unit.parent_id) == wanted.supervisor_id))
    if wanted.disagreeing:
        parts.append(_disagreement())
    return [*parts, *(_holds(word) for word in wanted.words.split())]


def _holds(word: str) -> ColumnElement[bool]:
    fields = (Channel.name, Channel.code, Channel.site_code, Channel.url, Channel.account)
    return or_(*(col(field).icontains(word, autoescape=True) for field in fields))


def _disagreement() -> ColumnElement[bool]:
    return or_(
        and_(col(Channel.registered).in_(WATCHED), col(Channel.observed) == ObservedState.SILENT),
        and_(col(Channel.registered).in_(GONE), col(Channel.observed) == ObservedState.ANSWERING),
    )


def _count(session: Session, condition: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(Channel).join(Unit, col(Unit.id) == col(Channel.unit_id))
    return int(session.execute(query.where(*condition)).scalar_one())


def _page(condition: Sequence[ColumnElement[bool]], sort: Sort) -> Select[*tuple[Any, ...]]:
    open_issues = (
        select(col(Issue.channel_id).label("channel_id"), func.count().label("number"))
        .where(col(Issue.state).in_(UNSETTLED))
        .group_by(col(Issue.channel_id))
        .subquery()
    )
    number = func.coalesce(open_issues.c.number, 0)
    order: dict[Sort, list[Any]] = {
        # What needs a look first: states that disagree, then unsettled issues, then websites.
        "attention": [_disagreement().desc(), number.desc(), col(Channel.kind).not_in(keys_of("website"))],
        "code": [],
        "name": [col(Channel.name)],
        "unit": [col(Unit.name)],
        "availability": [col(WindowStat.share).is_(None), col(WindowStat.share)],
        "issues": [number.desc()],
    }
    return (
        select(
            col(Channel.id),
            col(Channel.code),
            col(Channel.name),
            col(Channel.kind),
            col(Unit.name),
            col(Channel.registered),
            col(Channel.observed),
            col(Channel.url),
            col(Channel.account),
            col(Channel.site_code),
            col(WindowStat.share),
            number,
        )
        .select_from(Channel)
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(
            WindowStat,
            and_(col(WindowStat.days) == WINDOW_DAYS, col(WindowStat.channel_id) == col(Channel.id)),
        )
        .outerjoin(open_issues, open_issues.c.channel_id == col(Channel.id))
        .where(*condition)
        .order_by(*order[sort], col(Channel.code))
    )
