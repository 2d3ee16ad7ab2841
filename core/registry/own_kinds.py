"""Kinds of platform that an office added itself, as the registry reads them: kept for a few seconds."""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Literal

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from db.engine import database_exists, database_url, reading
from db.models import ChannelKind

LOOK_AGAIN_S = 5.0
Family = Literal["account", "app", "website"]
FAMILIES: tuple[Family, ...] = ("account", "app", "website")


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind of the office: its name in both languages, the family it belongs to, everyday words for it."""

    key: str
    name: str
    name_en: str
    family: str
    also: tuple[str, ...]


def known() -> tuple[OwnKind, ...]:
    """The office's own kinds, the oldest first."""
    return _kept(database_url(), int(monotonic() // LOOK_AGAIN_S))


def forget() -> None:
    """Read them again at the next question."""
    _kept.cache_clear()


@lru_cache(maxsize=1)
def _kept(_url: str, _moment: int) -> tuple[OwnKind, ...]:
    # Looking must not create a file for a command that needs none.
    if not database_exists():
        return ()
    try:
        with reading() as session:
            if not inspect(session.connection()).has_table("channel_kind"):
                return ()
            rows = session.execute(select(ChannelKind).order_by(col(ChannelKind.id))).scalars()
            return tuple(_own(row) for row in rows)
    except (SQLAlchemyError, OSError):
        # Without the database there is no channel either.
        return ()


def _own(row: ChannelKind) -> OwnKind:
    return OwnKind(row.key, row.name, row.name_en or row.name, row.family, tuple(row.also))
