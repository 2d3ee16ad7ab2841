"""Raw results go after their time; rollups, findings and issues stay for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col

from db.engine import changed
from db.models import CheckRequest, CheckResult, Probe, Run

BATCH = 5_000


def drop_old(session: Session, *, before: datetime) -> int:
    """Delete at most one batch of raw rows older than `before`; returns how many went, 0 when done."""
    gone = 0
    gone += _drop(session, Probe, col(Probe.id), col(Probe.at) < before)
    gone += _drop(session, CheckResult, col(CheckResult.id), col(CheckResult.at) < before)
    gone += _drop(session, CheckRequest, col(CheckRequest.id), col(CheckRequest.done_at) < before)
    if gone == 0:
        gone += _drop(session, Run, col(Run.id), col(Run.started_at) < before)
    return gone


def _drop(session: Session, table: type[SQLModel], key: Mapped[Any], old: ColumnElement[bool]) -> int:
    doomed = select(key).where(old).limit(BATCH)
    return changed(session, delete(table).where(key.in_(doomed.scalar_subquery())))
