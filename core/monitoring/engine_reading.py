"""What the checker sees of the engine its work runs on: written by the leader, shown by its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.common import clock
from core.monitoring.lease import LeaseToken, insist
from core.monitoring.worker_line import WorkerLine
from db.engine import reading, writing
from db.models import EngineReading

NAME = "checker"


@dataclass(frozen=True, slots=True)
class EngineNow:
    """`state`: local, working, empty (no worker), lost (no scheduler), refused (other version or
    certificates). `said`: why a cluster is not used. `at`: when this was seen."""

    at: datetime
    state: str
    address: str
    said: str
    workers: tuple[WorkerLine, ...]


def keep(
    token: LeaseToken, *, state: str, address: str, said: str, workers: Sequence[Mapping[str, Any]]
) -> None:
    """Replace what was seen before. Raises `LeaseLost`."""
    with writing() as session:
        insist(session, token)
        row = _row(session)
        row.at, row.state, row.address, row.said = clock.now(), state, address, said
        row.workers = [{**worker, "last_seen": worker["last_seen"].isoformat()} for worker in workers]


def engine_now() -> EngineNow | None:
    """What was seen last; None before any checker has looked."""
    with reading() as session:
        row = session.get(EngineReading, NAME)
        if row is None:
            return None
        workers = tuple(
            WorkerLine(**{**worker, "last_seen": datetime.fromisoformat(worker["last_seen"])})
            for worker in row.workers
        )
        return EngineNow(row.at, row.state, row.address, row.said, workers)


def _row(session: Session) -> EngineReading:
    row = session.get(EngineReading, NAME)
    if row is None:
        row = EngineReading(name=NAME, at=clock.now(), state="")
        session.add(row)
    return row
