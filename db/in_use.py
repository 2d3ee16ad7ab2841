"""Whether the database is in use by a dashboard or checker, so that what replaces it can refuse.

A service that goes on writes into the file that was replaced, and what it wrote is gone after its restart."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from db.engine import application, engines, reading
from db.models import Lease

# An expiry further ahead was written under a wrong clock: nobody holds that lease.
LONGEST = timedelta(hours=1)
# A session that was closed just now is still listed for a moment.
SETTLING_S = 3.0
_SESSIONS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :ours AND pid <> pg_backend_pid()"
)


class InUse(RuntimeError):
    """Somebody works with the database; the message says who and what to do."""


def refuse_in_use(url: URL) -> None:
    """Raise `InUse` while a lease is live or another process has the configured database open.

    What cannot be read at all is nobody's: a broken database is when a copy is needed."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return
    if owner := _leader():
        raise InUse(
            f"检查器（{owner}）正在运行，请先停止检查器和工作台再恢复。 "
            f"The checker {owner} is running: stop checker and dashboard, then restore."
        )
    engines().read.dispose()
    engines().write.dispose()
    taken = _open_file(Path(url.database or "")) if url.get_backend_name() == "sqlite" else _sessions()
    if taken:
        raise InUse(
            "数据库正被其他进程打开，请先停止工作台、检查器和其他命令再恢复。 "
            "Another process has the database open: stop dashboard, checker and other commands, then restore."
        )


def _leader() -> str:
    try:
        with reading() as session:
            lease = session.execute(select(Lease).order_by(col(Lease.expires_at).desc())).scalars().first()
            now = datetime.now(UTC)
            live = lease is not None and now < lease.expires_at <= now + LONGEST
            return lease.owner if lease is not None and live else ""
    except SQLAlchemyError:
        return ""


def _open_file(file: Path) -> bool:
    """SQLite leaves write-ahead logging only when nobody else has the file open."""
    try:
        connection = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False


def _sessions() -> bool:
    limit = monotonic() + SETTLING_S
    try:
        while True:
            with reading() as session:
                if not session.execute(_SESSIONS, {"ours": application()}).scalar_one():
                    return False
            if monotonic() > limit:
                return True
            sleep(0.1)
    except SQLAlchemyError:
        return False
    finally:
        engines().read.dispose()
