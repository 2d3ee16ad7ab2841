"""Raw results of one batch: kept while the batch is judged, then written all at once with their rollups."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, SQLModel

from db.bulk import load, table_of
from db.models import CheckResult, Probe
from db.rollup import Visit, add_visits

RAW: tuple[type[SQLModel], ...] = (Probe, CheckResult)
PENDING, VISITS = "raw results", "visits"


def hold(session: Session, row: Probe | CheckResult, visit: Visit | None = None) -> None:
    """Keep one row, and the scheduled visit it counts as, for `write`."""
    session.info.setdefault(PENDING, []).append(row)
    if visit is not None:
        session.info.setdefault(VISITS, []).append(visit)


def write(session: Session) -> int:
    """Write what is pending in the transaction under way; returns how many raw rows."""
    session.flush()
    pending = session.info.pop(PENDING, [])
    for model in RAW:
        _load(session, model, [row for row in pending if isinstance(row, model)])
    add_visits(session, session.info.pop(VISITS, []))
    return len(pending)


def _load(session: Session, model: type[SQLModel], rows: Iterable[SQLModel]) -> None:
    columns = [name for name in model.model_fields if name != "id"]
    values: list[tuple[Any, ...]] = [tuple(getattr(row, name) for name in columns) for row in rows]
    if values:
        load(session.connection(), table_of(model), columns, values)
