"""The checker as its page shows it: what is due, what its runs did, what it could not check and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import col

from core.common import clock
from core.common.outcome import TO_COME, Outcome
from core.common.settings import Settings
from core.common.sheet import Slice
from core.monitoring.due import watched
from core.monitoring.kinds_of_checks import ACCOUNTS, AVAILABILITY, site_checks
from core.rules import rule_set
from db.engine import reading
from db.models import Channel, CheckRequest, CurrentState, Run, RunState, StateCounter, Unit
from db.ordering import written_out

# The checks that are a visit to the home page. Others are judged from what these brought home.


@dataclass(frozen=True, slots=True)
class RunLine:
    """One pass of a sweep. `seconds`: how long it took, or takes so far while it runs."""

    id: int
    sweep: str
    owner: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    planned: int
    done: int
    problems: int
    blocked: int
    errors: int
    error: str

    @property
    def seconds(self) -> float | None:
        if self.ended_at is None and self.state is not RunState.RUNNING:
            return None
        return ((self.ended_at or clock.now()) - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Due:
    """How many of the watched channels a sweep has to visit now, and how often it is made; `check` is its
    name."""

    check: str
    every: timedelta
    due: int
    watched: int


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Channels that could not be checked now, by check and class of failure."""

    check: str
    failure: str | None
    channels: int


@dataclass(frozen=True, slots=True)
class UncheckedRow:
    channel_id: int
    channel: str
    unit: str
    check: str
    failure: str | None
    status: int | None
    since: datetime
    at: datetime


def due_now(settings: Settings) -> tuple[Due, ...]:
    """What each sweep that visits has to do now."""
    rules = rule_set()
    sites, accounts = watched("website"), watched("account")
    return (
        _due(AVAILABILITY, (AVAILABILITY,), settings.availability_every_s, sites),
        _due("site", site_checks(rules), settings.freshness_every_s, sites),
        _due("accounts", (ACCOUNTS,), settings.accounts_every_s, accounts),
    )


def requests_open() -> int:
    """How many requests for a check are still open."""
    with reading() as session:
        return int(
            session.execute(
                select(func.count())
                .select_from(CheckRequest)
                .where(col(CheckRequest.done_at).is_(None), col(CheckRequest.requested_at) <= clock.now())
            ).scalar_one()
        )


def last_runs() -> tuple[RunLine, ...]:
    """The newest run of every sweep, the newest first."""
    newest = select(func.max(Run.id)).group_by(col(Run.sweep))
    with reading() as session:
        rows = session.execute(
            select(Run).where(col(Run.id).in_(newest)).order_by(col(Run.started_at).desc())
        ).scalars()
        return tuple(map(_line, rows))


def recent_runs(*, sweep: str = "", limit: int = 25, offset: int = 0) -> Slice[RunLine]:
    """Runs, the newest first, of one sweep or of all."""
    condition = [col(Run.sweep) == sweep] if sweep else []
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Run).where(*condition)).scalar_one()
        rows = session.execute(
            select(Run).where(*condition).order_by(col(Run.id).desc()).limit(limit).offset(offset)
        ).scalars()
        return Slice(rows=tuple(map(_line, rows)), total=total)


def sweeps() -> tuple[str, ...]:
    """The names of the sweeps that ever ran."""
    with reading() as session:
        return tuple(session.execute(select(col(Run.sweep)).distinct().order_by(col(Run.sweep))).scalars())


def last_errors(limit: int = 10) -> tuple[RunLine, ...]:
    """The newest runs that were not carried through or had errors of our own."""
    wrong = or_(col(Run.state).in_((RunState.FAILED, RunState.VOID, RunState.ABANDONED)), col(Run.errors) > 0)
    with reading() as session:
        rows = session.execute(select(Run).where(wrong).order_by(col(Run.id).desc()).limit(limit)).scalars()
        return tuple(map(_line, rows))


def unchecked() -> tuple[Unchecked, ...]:
    """What could not be checked now, by check and class of failure, the most frequent first; not what is
    only still to come."""
    with reading() as session:
        rows = session.execute(
            select(col(StateCounter.check), col(StateCounter.failure), func.sum(StateCounter.n))
            .where(col(StateCounter.outcome) == Outcome.BLOCKED, col(StateCounter.failure).not_in(TO_COME))
            .group_by(col(StateCounter.check), col(StateCounter.failure))
            .having(func.sum(StateCounter.n) > 0)
            .order_by(func.sum(StateCounter.n).desc(), col(StateCounter.check))
        ).all()
    return tuple(Unchecked(check, failure or None, channels) for check, failure, channels in rows)


def unchecked_rows(*, limit: int = 25, offset: int = 0) -> Slice[UncheckedRow]:
    """The channels behind `unchecked`, the longest lasting first."""
    blocked = (col(CurrentState.outcome) == written_out(Outcome.BLOCKED.value)) & func.coalesce(
        col(CurrentState.failure), ""
    ).not_in(TO_COME)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(CurrentState).where(blocked)).scalar_one()
        rows = session.execute(
            select(
                col(Channel.id),
                col(Channel.name),
                col(Unit.name),
                col(CurrentState.check),
                col(CurrentState.failure),
                col(CurrentState.status),
                col(CurrentState.since),
                col(CurrentState.at),
            )
            .select_from(CurrentState)
            .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
            .join(Unit, col(Unit.id) == col(Channel.unit_id))
            .where(blocked)
            .order_by(col(CurrentState.since), col(CurrentState.channel_id), col(CurrentState.check))
            .limit(limit)
            .offset(offset)
        ).all()
    return Slice(rows=tuple(UncheckedRow(*row) for row in rows), total=total)


def _due(sweep: str, checks: Sequence[str], seconds: float, watched: Select[*tuple[Any, ...]]) -> Due:
    """A channel is due unless every one of the sweep's `checks` was made lately."""
    every = timedelta(seconds=seconds)
    # By a sum of it, as SQLite would else walk every state in the order of channels, and not the index alone.
    channel = col(CurrentState.channel_id) + 0
    fresh = (
        select(channel)
        .where(col(CurrentState.check).in_(checks), col(CurrentState.at) > clock.now() - every)
        .group_by(channel)
        .having(func.count() == len(checks))
    )
    ids = watched.subquery()
    with reading() as session:
        whole = session.execute(select(func.count()).select_from(ids)).scalar_one()
        done = session.execute(select(func.count()).where(ids.c.id.in_(fresh))).scalar_one()
    return Due(sweep, every, due=whole - done, watched=whole)


def _line(run: Run) -> RunLine:
    return RunLine(
        id=run.id,
        sweep=run.sweep,
        owner=run.owner,
        state=run.state,
        started_at=run.started_at,
        ended_at=run.ended_at,
        planned=run.planned,
        done=run.done,
        problems=run.problems,
        blocked=run.blocked,
        errors=run.errors,
        error=run.error,
    )
