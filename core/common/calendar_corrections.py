"""The corrected days of the calendar, as deadlines read them: kept for a few seconds."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from time import monotonic

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from db.engine import engines, reading
from db.models import CalendarDay

LOOK_AGAIN_S = 5.0


def known() -> dict[date, bool]:
    """Day → whether offices work on it, for the days that somebody corrected."""
    return _kept(engines().read, int(monotonic() // LOOK_AGAIN_S))


def forget() -> None:
    """Read the corrections again at the next question."""
    _kept.cache_clear()


@lru_cache(maxsize=1)
def _kept(database: Engine, _moment: int) -> dict[date, bool]:
    if not _there(database):
        return {}
    try:
        with reading() as session:
            if not inspect(session.connection()).has_table("calendar_day"):
                return {}
            rows = session.execute(select(col(CalendarDay.day), col(CalendarDay.works))).all()
    except (SQLAlchemyError, OSError):
        # Without the database nothing can be dated either: what is shipped is used until it is back.
        return {}
    return {row[0]: row[1] for row in rows}


def _there(database: Engine) -> bool:
    """Whether the database exists: looking must not create a file for a command that needs none."""
    file = database.url.database
    return database.dialect.name != "sqlite" or bool(file and Path(file).exists())
