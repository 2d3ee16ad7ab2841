"""Copies of the whole installation while it is in use, and their return."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from db import postgresql
from db.backup_files import Belongings, NotWhole, bring_back, check_beside, forget_former, keep_beside
from db.engine import engines_for, forget
from db.in_use import InUse, refuse_in_use
from db.settings import DatabaseSettings


class BackupError(RuntimeError):
    """The copy could not be made or read; the message says why and what to do."""


def backup(target: Path) -> Belongings:
    """Write a consistent copy of the database to `target`, and beside it what belongs to it: evidence files
    and the key to sealed addresses (`db/backup_files.py`). `target` appears only when all is whole, so that
    a former copy of that name holds until then.

    Evidence is stored before the row that names it, hence copied after the database: no row of the copy is
    without its file. SQLite: its own online backup. PostgreSQL: `pg_dump` of our own tables only. Raises
    `BackupError`."""
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    url = _url()
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(url.database or ""), part)
        else:
            postgresql.dump(url, part)
        _settle(part)
        belongs = keep_beside(part, target.name)
        part.replace(target)
        forget_former(target)
    except postgresql.NotDone as error:
        raise BackupError(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return belongs


def restore(source: Path, *, database_only: bool = False) -> Belongings | None:
    """Replace the configured database by the copy in `source`, with its evidence and key unless
    `database_only`.

    Raises `BackupError` when the file is missing or is no such copy, or when something that belongs to it is
    not beside it, unchanged, or while a checker leads or somebody has the database open, or when others in
    the same PostgreSQL database would lose something; nothing is touched then."""
    if not source.is_file():
        raise BackupError(f"{source}: no such file")
    url = _url()
    sqlite = url.get_backend_name() == "sqlite"
    try:
        refuse_in_use(url)
        if not sqlite:
            postgresql.refuse_harm()
        belongs = None if database_only else _belongings(source)
        if sqlite:
            _restore_sqlite(source, Path(url.database or ""))
        else:
            postgresql.bring_back(source, url)
    except (InUse, postgresql.NotDone) as error:
        raise BackupError(str(error)) from error
    return belongs


def _belongings(source: Path) -> Belongings:
    """Evidence is added and a key put aside, nothing is lost: they come before the database does."""
    try:
        if _url().get_backend_name() == "sqlite":
            _check_sqlite(source)
        check_beside(source)
        return bring_back(source)
    except NotWhole as missing:
        raise BackupError(f"{missing}; --database-only restores the database without them") from missing
    except (OSError, sqlite3.Error, ValueError, KeyError) as error:
        raise BackupError(f"{source}: {error}") from error


def _settle(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _restore_sqlite(source: Path, target: Path) -> None:
    engines_for(DatabaseSettings().database).read.dispose()
    part = target.with_name(target.name + ".part")
    try:
        _check_sqlite(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_sqlite(source, part)
        for leftover in (f"{target}-wal", f"{target}-shm"):
            Path(leftover).unlink(missing_ok=True)
        os.replace(part, target)  # noqa: PTH105  (atomic, over an existing file, on every system)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{source}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
        forget()


def _check_sqlite(source: Path) -> None:
    with sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE name='alembic_version'").fetchone()[0]
    if verdict != "ok" or not tables:
        raise BackupError(f"{source}: not a whole copy of this product's database")


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupError(f"{source}: there is no database yet; run `python -m db upgrade` first")
    target.unlink(missing_ok=True)
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reader.backup(writer)
    finally:
        reader.close()
        writer.close()


def _url() -> URL:
    return make_url(DatabaseSettings().database)
