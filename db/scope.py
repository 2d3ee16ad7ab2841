"""Whose rows a reading session gives back: those of some units, where whoever asks may see no others.

Applied to every ORM query of `db.engine.reading`, so that a query which forgets whom it serves gives nothing
away. Writing sessions see everything, since numbering and constraints must not depend on who writes: each
action there asks `core.access.reaches` itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, event, or_, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlmodel import Session, SQLModel, col

from db.engine import SCOPED
from db.models import Account, Assignment, Channel, Job, Unit

# Names of organisations are no secret; accounts, jobs and the units above have their own rules.
UNSCOPED = (Unit, Account, Assignment, Job)
_provider: Callable[[], Sequence[int] | None] | None = None
_asking: ContextVar[bool] = ContextVar("asking", default=False)


def use_scope(provider: Callable[[], Sequence[int] | None] | None) -> None:
    """Ask `provider` before each query for the ids of the units to be seen; its None means all."""
    global _provider
    _provider = provider


@contextmanager
def everything() -> Iterator[None]:
    """See all rows within: for the questions that the provider itself has to ask."""
    kept = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(kept)


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if _provider is None or not state.is_select or not state.session.info.get(SCOPED) or _asking.get():
        return
    if state.is_column_load or state.is_relationship_load:
        return
    with everything():
        units = _provider()
    if units is not None:
        state.statement = state.statement.options(*_criteria(tuple(units)))


@lru_cache(maxsize=256)
def _criteria(units: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(
        with_loader_criteria(model, condition, include_aliases=True)
        for model in _models()
        if (condition := _condition(model, units)) is not None
    )


@lru_cache(maxsize=1)
def _models() -> tuple[type[SQLModel], ...]:
    every = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)
    return tuple(model for model in every if model not in UNSCOPED)


def _condition(model: type[SQLModel], units: tuple[int, ...]) -> ColumnElement[bool] | None:
    columns = set(model.__table__.columns.keys())  # type: ignore[attr-defined]
    own = getattr(model, "unit_id").in_(units) if "unit_id" in columns else None  # noqa: B009
    if model is Channel or "channel_id" not in columns:
        return own
    table = Channel.__table__  # type: ignore[attr-defined]
    through = col(model.channel_id).in_(select(table.c.id).where(table.c.unit_id.in_(units)))  # type: ignore[attr-defined]
    return through if own is None else or_(own, through)
