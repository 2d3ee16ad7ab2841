"""How the running websites are now: the worst that any check says of each, and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col

from core.common import clock
from core.common.outcome import PENDING, TO_COME, Outcome, standing_of
from core.common.sheet import Slice
from core.monitoring.kinds_of_checks import ACCOUNTS, LIFECYCLE
from core.registry import counts
from core.registry.kinds import keys_of
from core.registry.slices import count_running, is_running, not_running, of_running, sliced
from db.aggregates.sums import HEADLINE as HEADLINE
from db.engine import reading
from db.models import Channel, CurrentState, StateCounter, Unit
from db.ordering import Newest, written_out

AVAILABILITY, HOME_FRESHNESS = "availability", "home_freshness"
NONE = "none"
# Worst last; which state has which rank stands in `db.aggregates.sums`.
UNSEEN = 0
RANKS: dict[int, str] = {
    UNSEEN: NONE,
    1: Outcome.OK,
    2: Outcome.BLOCKED,
    3: Outcome.SUSPECT,
    4: Outcome.PROBLEM,
}


@dataclass(frozen=True, slots=True)
class WebsitesNow:
    """Running websites by their state now; `none` were not visited yet."""

    ok: int
    problem: int
    suspect: int
    blocked: int
    none: int

    @property
    def total(self) -> int:
        return self.ok + self.problem + self.suspect + self.blocked + self.none


@dataclass(frozen=True, slots=True)
class CheckCount:
    """How many running websites a check left in an outcome, as `standing_of` tells it."""

    check: str
    outcome: str
    count: int


@dataclass(frozen=True, slots=True)
class StateRow:
    """What one check says of one website; `since` is when this outcome began."""

    channel_id: int
    name: str
    unit: str
    check: str
    outcome: str
    failure: str | None
    status: int | None
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Unvisited:
    """A website that waits for its first visit."""

    channel_id: int
    name: str
    unit: str
    url: str


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Running websites whose home page could not be opened, or checked, for one reason."""

    failure: str
    problem: int
    blocked: int
    suspect: int


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """The newest date on a home page; `age_days` is None when none was found."""

    channel_id: int
    name: str
    unit: str
    outcome: str
    failure: str | None
    newest: date | None
    age_days: int | None
    at: datetime


def ranked() -> Select[Any, int]:
    """(channel, worst rank) of each running website; the database keeps the rank (`db.aggregates.sums`)."""
    return select(col(Channel.id).label("channel_id"), col(Channel.worst).label("rank")).where(
        is_running(clock.today(), "website")
    )


def websites_now() -> WebsitesNow:
    """Running websites by the worst that any check of `HEADLINE` says of each."""
    with reading() as session:
        found = counts.running(session, clock.today(), "worst", medium="website")
    return WebsitesNow(**{str(name): found.get((rank,), 0) for rank, name in RANKS.items()})


def outcomes_by_check() -> tuple[CheckCount, ...]:
    """Running websites by check and outcome.

    What the database keeps, less what is known of the few websites that do not run, and of accounts by the
    checks that both media have."""
    kept = (
        select(
            col(StateCounter.check),
            col(StateCounter.outcome),
            col(StateCounter.failure),
            func.sum(StateCounter.n),
        )
        .where(col(StateCounter.check) != ACCOUNTS)
        .group_by(col(StateCounter.check), col(StateCounter.outcome), col(StateCounter.failure))
    )
    of_one = select(col(CurrentState.check), col(CurrentState.outcome), col(CurrentState.failure))
    gone = col(CurrentState.channel_id).in_(not_running(clock.today(), "website"))
    accounts = select(col(Channel.id)).where(col(Channel.kind).in_(keys_of("account")))
    shared = col(CurrentState.check).in_(LIFECYCLE) & col(CurrentState.channel_id).in_(accounts)
    with reading() as session:
        known = session.execute(kept).all()
        # Not grouped there: SQLite would then walk the whole index of outcomes for a few channels.
        theirs = [*session.execute(of_one.where(gone)), *session.execute(of_one.where(shared))]
    found: Counter[tuple[str, str]] = Counter()
    for check, outcome, failure, count in known:
        found[check, standing_of(outcome, failure)] += count
    found.subtract((check, standing_of(outcome, failure)) for check, outcome, failure in theirs)
    return tuple(CheckCount(*key, count) for key, count in sorted(found.items()) if count)


def state_rows(
    outcomes: tuple[str, ...],
    *,
    check: str = "",
    checks: tuple[str, ...] = (),
    limit: int = 25,
    offset: int = 0,
) -> Slice[StateRow]:
    """What checks say of the running websites, of the given outcomes, the longest lasting first.

    Of one `check`, or of several `checks`; of all when neither is given."""
    wanted = of_running(col(CurrentState.channel_id), clock.today(), "website")
    wanted = wanted & _standing(outcomes)
    if check:
        wanted = wanted & (col(CurrentState.check) == check)
    if checks:
        wanted = wanted & col(CurrentState.check).in_(checks)
    query = (
        _of_websites(
            col(CurrentState.check),
            col(CurrentState.outcome),
            col(CurrentState.failure),
            col(CurrentState.status),
            col(CurrentState.since),
            col(CurrentState.at),
        )
        .where(wanted)
        .order_by(col(CurrentState.since), col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, StateRow, limit, offset)


def not_visited(*, limit: int = 25, offset: int = 0) -> Slice[Unvisited]:
    """Running websites that no check said anything of yet, the longest registered first."""
    query = (
        select(col(Channel.id), col(Channel.name), col(Unit.name), col(Channel.url))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(is_running(clock.today(), "website"), col(Channel.worst) == UNSEEN)
        .order_by(col(Channel.id))
    )
    with reading() as session:
        return sliced(session, query, Unvisited, limit, offset)


def _standing(outcomes: tuple[str, ...]) -> ColumnElement[bool]:
    """The states that `standing_of` tells as one of `outcomes`."""
    to_come = func.coalesce(col(CurrentState.failure), "").in_(TO_COME)
    blocked = col(CurrentState.outcome) == Outcome.BLOCKED
    found: ColumnElement[bool] = col(CurrentState.outcome).in_(
        [one for one in outcomes if one not in (Outcome.BLOCKED, PENDING)]
    )
    if Outcome.BLOCKED in outcomes:
        found = found | (blocked & ~to_come)
    return found | (blocked & to_come) if PENDING in outcomes else found


def down_now(*, limit: int = 25, offset: int = 0) -> Slice[StateRow]:
    """Running websites whose home page is confirmed not to open, the longest down first."""
    return state_rows((Outcome.PROBLEM,), check=AVAILABILITY, limit=limit, offset=offset)


def failures_now() -> tuple[FailureCount, ...]:
    """Why home pages cannot be opened or checked now, the most frequent reason first."""

    def of(outcome: Outcome) -> Any:
        return func.count().filter(col(CurrentState.outcome) == outcome)

    with reading() as session:
        found = session.execute(
            select(col(CurrentState.failure), of(Outcome.PROBLEM), of(Outcome.BLOCKED), of(Outcome.SUSPECT))
            .where(
                col(CurrentState.check) == AVAILABILITY,
                col(CurrentState.outcome).in_((Outcome.PROBLEM, Outcome.BLOCKED, Outcome.SUSPECT)),
                col(CurrentState.failure).is_not(None),
                of_running(col(CurrentState.channel_id), clock.today(), "website"),
            )
            .group_by(col(CurrentState.failure))
            .order_by(func.count().desc(), col(CurrentState.failure))
        ).all()
    return tuple(FailureCount(*row) for row in found)


def freshness_rows(*, limit: int = 25, offset: int = 0) -> Slice[FreshnessRow]:
    """The newest date on each home page, the oldest first; those without a date at the end."""
    newest, is_check = Newest(), col(CurrentState.check) == written_out(HOME_FRESHNESS)
    of_site = col(CurrentState.channel_id)
    query = (
        _of_websites(col(CurrentState.outcome), col(CurrentState.failure), newest, col(CurrentState.at))
        .where(is_check, of_running(of_site, clock.today(), "website"))
        .order_by(newest.nulls_last(), of_site)
    )
    with reading() as session:
        whole = select(func.count()).select_from(CurrentState).where(is_check)
        total = count_running(session, whole, of_site, clock.today(), "website")
        rows = session.execute(query.limit(limit).offset(offset)).all()
    return Slice(rows=tuple(_freshness(*row) for row in rows), total=total)


def _of_websites(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(col(Channel.id), col(Channel.name), col(Unit.name), *columns)
        .select_from(CurrentState)
        .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
    )


def _freshness(
    channel_id: int, name: str, unit: str, outcome: str, failure: str | None, newest: str | None, at: datetime
) -> FreshnessRow:
    day = date.fromisoformat(newest[:10]) if newest else None
    age = (clock.today() - day).days if day else None
    return FreshnessRow(channel_id, name, unit, outcome, failure, day, age, at)
