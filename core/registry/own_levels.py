"""Administrative levels in the office's own words: further levels that it counts by (市直单位, 旗县), and its
own names for those that everybody has (镇街, 县（市）)."""

from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from core.registry.own_kinds import LOOK_AGAIN_S
from db.engine import database_exists, database_url, reading
from db.models import ImportWord

TOPIC = "level"
# Under this topic a word is the key of a level that everybody has, and its meaning the office's name for it.
NAMES = "level_name"
LONGEST = 16  # letters of a level, as its column holds


class Kept(NamedTuple):
    """The office's own levels, the oldest first; and (level, its name here)."""

    levels: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def kept() -> Kept:
    """All that the office calls levels, kept for a few seconds."""
    return _kept(database_url(), int(monotonic() // LOOK_AGAIN_S))


def known() -> tuple[str, ...]:
    """The office's own levels, the oldest first."""
    return kept().levels


def names() -> dict[str, str]:
    """Level that everybody has → the office's own name for it, where it has one."""
    return dict(kept().names)


def forget() -> None:
    """Read them again at the next question."""
    _kept.cache_clear()


def may_be(word: str) -> bool:
    """Whether a word of a file can be kept as a level, or as the name of one."""
    return 0 < len(word) <= LONGEST and word == word.strip() and not word.isdigit()


@lru_cache(maxsize=1)
def _kept(_url: str, _moment: int) -> Kept:
    # Looking must not create a file for a command that needs none.
    if not database_exists():
        return Kept()
    own = select(
        col(ImportWord.id), col(ImportWord.topic), col(ImportWord.word), col(ImportWord.meaning)
    ).where(col(ImportWord.topic).in_((TOPIC, NAMES)))
    try:
        with reading() as session:
            if not inspect(session.connection()).has_table("import_word"):
                return Kept()
            rows = sorted(map(tuple, session.execute(own)))
    except (SQLAlchemyError, OSError):
        # Without the database there is no channel either.
        return Kept()
    return Kept(
        tuple(word for _, topic, word, meaning in rows if topic == TOPIC and word == meaning),
        tuple((word, meaning) for _, topic, word, meaning in rows if topic == NAMES),
    )
