"""Raw results go after their time; rollups, findings and issues stay for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col

from db import partitions
from db.engine import changed
from db.models import CheckRequest, CheckResult, Probe, Run

BATCH = 5_000


def drop_old(session: Session, *, before: datetime) -> int:
    """Delete at most one batch of raw rows older than `before`; returns how many went, 0 when done.

    Where raw results lie in parts, a whole month goes at once when all of it is older, and the parts of the
    months to come are made."""
    connection = session.connection()
    partitions.prepare(connection)
    gone = 0
    if partitions.partitioned(connection):
        gone += sum(partitions.drop(connection, table, before=before) for table in partitions.TABLES)
    else:
        gone += _drop(session, Probe, col(Probe.id), col(Probe.at) < before)
        gone += _drop(session, CheckResult, col(CheckResult.id), col(CheckResult.at) < before)
    gone += _drop(session, CheckRequest, col(CheckRequest.id), col(CheckRequest.done_at) < before)
    if gone == 0:
        gone += _drop(session, Run, col(Run.id), col(Run.started_at) < before)
    return gone


def _drop(session: Session, table: type[SQLModel], key: Mapped[Any], old: ColumnElement[bool]) -> int:
    doomed = select(key).where(old).limit(BATCH)
    return changed(session, delete(table).where(key.in_(doomed.scalar_subquery())))
