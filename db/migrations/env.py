"""Alembic's entry: migrations run on the configured database, in one transaction each."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)
from db.engine import engines
from db.types import Instant, Json, Word


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How our own column types are written into a migration."""
    if kind == "type" and isinstance(item, Word):
        return "sa.String(32)"
    if kind == "type" and isinstance(item, Instant):
        return "db.types.Instant()"
    if kind == "type" and item is Json:
        return "db.types.Json"
    return False


with engines().write.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
