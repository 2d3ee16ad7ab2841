"""Runs: one row a pass of a sweep, so that every fact can be traced to when and by whom."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlmodel import col

from core.common import clock
from core.monitoring.lease import LeaseLost, LeaseToken, insist
from db.engine import changed, writing
from db.models import Run, RunState


def begin(sweep: str, *, token: LeaseToken, planned: int) -> int:
    """Open a run and return its id. Raises `LeaseLost`."""
    with writing() as session:
        insist(session, token)
        run = Run(sweep=sweep, owner=token.owner, fence=token.fence, started_at=clock.now(), planned=planned)
        session.add(run)
        session.flush()
        return run.id


def end(run_id: int, *, state: RunState = RunState.DONE, error: str = "") -> None:
    """Close a run."""
    with writing() as session:
        session.execute(
            update(Run)
            .where(col(Run.id) == run_id, col(Run.state) == RunState.RUNNING)
            .values(state=state, ended_at=clock.now(), error=error[:500])
        )


@contextmanager
def closing(sweep: str, *, token: LeaseToken, planned: int) -> Iterator[int]:
    """A run that ends with the block, as failed when the block raises: none stays "running" for ever.

    One whose lease is lost is left to the new checker, which closes it. Raises `LeaseLost`."""
    run_id = begin(sweep, token=token, planned=planned)
    try:
        yield run_id
    except LeaseLost:
        raise
    except Exception as error:
        end(run_id, state=RunState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    end(run_id)


def abandon_others(token: LeaseToken) -> int:
    """Close what a checker before this one left open; what it had not written is simply due again."""
    with writing() as session:
        insist(session, token)
        left = update(Run).where(col(Run.state) == RunState.RUNNING, col(Run.fence) < token.fence)
        return changed(session, left.values(state=RunState.ABANDONED, ended_at=clock.now()))
