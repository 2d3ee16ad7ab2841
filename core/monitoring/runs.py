"""Runs: one row a pass of a sweep, so that every fact can be traced to when and by whom."""

from sqlalchemy import update
from sqlmodel import col

from core.common import clock
from core.monitoring.lease import Held, insist
from db.engine import changed, writing
from db.models import Run, RunState


def begin(sweep: str, *, held: Held, planned: int) -> int:
    """Open a run and return its id. Raises `LeaseLost`."""
    with writing() as session:
        insist(session, held)
        run = Run(sweep=sweep, owner=held.owner, fence=held.fence, started_at=clock.now(), planned=planned)
        session.add(run)
        session.flush()
        assert run.id is not None
        return run.id


def end(run_id: int, *, state: RunState = RunState.DONE, error: str = "") -> None:
    """Close a run."""
    with writing() as session:
        session.execute(
            update(Run)
            .where(col(Run.id) == run_id, col(Run.state) == RunState.RUNNING)
            .values(state=state, ended_at=clock.now(), error=error[:500])
        )


def abandon_others(held: Held) -> int:
    """Close what a checker before this one left open; what it had not written is simply due again."""
    with writing() as session:
        insist(session, held)
        left = update(Run).where(col(Run.state) == RunState.RUNNING, col(Run.fence) < held.fence)
        return changed(session, left.values(state=RunState.ABANDONED, ended_at=clock.now()))
