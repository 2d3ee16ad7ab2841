"""Finding channels in the registry: filtered, sorted, page by page, with what a list shows of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlmodel import Session, col

from core.access.branch import visible_units
from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.registry import counts
from core.registry.kinds import WATCHED, Medium, keys_of
from core.registry.level_and_category import of_level_and_category
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    Issue,
    ObservedState,
    RegisteredState,
    Unit,
    WindowStat,
)

WINDOW_DAYS = 30
GONE = (RegisteredState.CLOSED, RegisteredState.MERGED, RegisteredState.CANCELLED)

Sort = Literal["attention", "code", "name", "unit", "availability", "issues"]
SORTS: tuple[Sort, ...] = ("attention", "code", "name", "unit", "availability", "issues")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which channels are wanted; an empty value means all. `unit_id` is a unit
    with all below it, with `own_only` the unit alone; `level` and `category` may be `NONE`. `words` are
    looked for in name, code, site code, address and account."""

    medium: Medium | None = None
    kind: str = ""
    registered: tuple[str, ...] = ()
    observed: str = ""
    unit_id: int | None = None
    own_only: bool = False
    words: str = ""
    disagreeing: bool = False
    level: str = ""
    category: str = ""


EVERYTHING = Filter()


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
    level: str
    category: str

    @property
    def disagrees(self) -> bool:
        """Registered as running but silent, or registered as gone but still answering."""
        return disagrees(self.registered, self.observed)


@dataclass(frozen=True, slots=True)
class Totals:
    """The channels of a filter: all ever entered, those running, and those whose two states disagree."""

    websites: int
    websites_running: int
    accounts: int
    accounts_running: int
    units: int
    disagreeing: int


def disagrees(registered: RegisteredState, observed: ObservedState) -> bool:
    """Whether what the registry says and what the checker sees contradict each other.

    A channel being closed must still answer until its closing is approved."""
    return (registered in WATCHED and observed is ObservedState.SILENT) or (
        registered in GONE and observed is ObservedState.ANSWERING
    )


def search(
    wanted: Filter,
    *,
    part: Filter = EVERYTHING,
    sort: Sort = "attention",
    limit: int = 25,
    offset: int = 0,
) -> Slice[Listed]:
    """The channels that `wanted` and `part` both hold, from `offset` on, at most `limit`; and how many in
    all."""
    both = [*condition(wanted), *condition(part)]
    with reading() as session:
        total = _count(session, both)
        rows = session.execute(_page(both, sort).limit(limit).offset(offset)).all() if total else []
    return Slice(rows=tuple(Listed(*row) for row in rows), total=total)


def totals(wanted: Filter = EVERYTHING) -> Totals:
    """Counts over the channels that match, which is the whole registry where nothing is asked."""
    with reading() as session:
        known = {medium: _states(session, wanted, medium) for medium in get_args(Medium)}
        units = session.execute(_owners(wanted)).scalar_one()
    all_, running = (
        {medium: sum(n for (state, _), n in of.items() if state in states) for medium, of in known.items()}
        for states in (RegisteredState, WATCHED)
    )
    disagreeing = sum(n for of in known.values() for states, n in of.items() if disagrees(*states))
    return Totals(
        *(all_["website"], running["website"], all_["account"], running["account"]), units, disagreeing
    )


def units() -> dict[int, str]:
    """The units that run channels, themselves or through a unit below: id → name, by name."""
    return with_those_above(select(col(Channel.unit_id)).distinct())


def _states(session: Session, wanted: Filter, medium: Medium) -> Mapping[tuple[Any, ...], int]:
    """How many channels of a medium have each pair of registered and observed state."""
    # The kept counts are the district's: whoever sees the rows of one unit only has them counted.
    if wanted == EVERYTHING and visible_units() is None:
        return counts.channels(session, "registered", "observed", medium=medium)
    states = (col(Channel.registered), col(Channel.observed))
    query = (
        select(*states, func.count())
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(*condition(wanted), col(Channel.kind).in_(keys_of(medium)))
        .group_by(*states)
    )
    return {(registered, observed): n for registered, observed, n in session.execute(query)}


def _owners(wanted: Filter) -> Select[Any]:
    """How many units run a channel that matches."""
    of_any = select(literal(1)).where(col(Channel.unit_id) == col(Unit.id), *condition(wanted)).exists()
    return select(func.count()).select_from(Unit).where(of_any)


def condition(wanted: Filter) -> list[ColumnElement[bool]]:
    """`wanted` as conditions on `Channel`."""
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
        parts.append(of_unit(col(Channel.unit_id), wanted.unit_id, own_only=wanted.own_only))
    if wanted.disagreeing:
        parts.append(disagreement())
    parts += of_level_and_category(wanted.level, wanted.category)
    return [*parts, *(_holds(word) for word in wanted.words.split())]


def _holds(word: str) -> ColumnElement[bool]:
    fields = (Channel.name, Channel.code, Channel.site_code, Channel.url, Channel.account)
    return or_(*(col(field).icontains(word, autoescape=True) for field in fields))


def disagreement() -> ColumnElement[bool]:
    """That a channel is not as the register says: silent though it runs, or answering though it is gone."""
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
        "attention": [disagreement().desc(), number.desc(), col(Channel.kind).not_in(keys_of("website"))],
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
            col(Channel.level),
            col(Channel.category),
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
