"""Administrative levels that an office counts by in its own words (市直单位, 旗县): words of its files that a
person kept as they stand, in the order in which they were kept."""

from functools import lru_cache
from time import monotonic

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from core.registry.own_kinds import LOOK_AGAIN_S
from db.engine import database_exists, database_url, reading
from db.models import ImportWord

TOPIC = "level"
LONGEST = 16  # letters of a level, as its column holds


def known() -> tuple[str, ...]:
    """The office's own levels, the oldest first."""
    return _kept(database_url(), int(monotonic() // LOOK_AGAIN_S))


def forget() -> None:
    """Read them again at the next question."""
    _kept.cache_clear()


def may_be(word: str) -> bool:
    """Whether a word of a file can be kept as a level."""
    return 0 < len(word) <= LONGEST and word == word.strip() and not word.isdigit()


@lru_cache(maxsize=1)
def _kept(_url: str, _moment: int) -> tuple[str, ...]:
    # Looking must not create a file for a command that needs none.
    if not database_exists():
        return ()
    own = select(col(ImportWord.word)).where(
        col(ImportWord.topic) == TOPIC, col(ImportWord.word) == col(ImportWord.meaning)
    )
    try:
        with reading() as session:
            if not inspect(session.connection()).has_table("import_word"):
                return ()
            return tuple(session.execute(own.order_by(col(ImportWord.id))).scalars())
    except (SQLAlchemyError, OSError):
        # Without the database there is no channel either.
        return ()
