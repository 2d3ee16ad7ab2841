"""A copy proves itself: it is brought back into a scratch database by the very command an operator would use,
and verified there. Nothing of the installation is touched."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from db.backup import BackupError
from db.engine import engines
from db.models import AuditEntry
from db.settings import ROOT, DatabaseSettings

PREFIX = "verify-"
# What PostgreSQL calls a scratch database: the name of the one in use, shortened, and this.
SCRATCH = "_verify_"
NAME_MOST = 63


def entries() -> int:
    """Entries of the trail now: a copy made afterwards holds at least as many."""
    with engines().read.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(AuditEntry)) or 0)


def verify_copy(copy: Path, *, least: int) -> int:
    """Bring `copy` back, with evidence and key, into a scratch database; returns the trail's entries there.

    Raises `BackupError` when it cannot be brought back, holds fewer than `least` entries, or when kept sums
    or the trail's chain are wrong there."""
    for leftover in copy.parent.glob(f"{PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=copy.parent) as folder, _address() as address:
        environment = {
            **os.environ, "SUPERVISION_DATA_DIR": folder, "SUPERVISION_DATABASE_URL": address,
        }  # fmt: skip
        found = _restored(environment, copy)
    count = int(found["trail_sealed"]) + int(found["trail_waiting"])
    if count < least:
        raise BackupError(f"{copy}: {count} entries of the trail instead of {least}")
    return count


def _restored(environment: Mapping[str, str], copy: Path) -> dict[str, int]:
    done = subprocess.run(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-m", "db", "restore", "--json", "--verify", str(copy)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 1:
        raise BackupError(done.stdout.strip())
    if done.returncode:
        raise BackupError((done.stderr.strip().splitlines() or ["python -m db restore"])[-1])
    found: dict[str, int] = json.loads(done.stdout)
    return found


@contextmanager
def _address() -> Iterator[str]:
    """The address of an empty database that is gone afterwards; empty for a file in the scratch folder."""
    url = make_url(DatabaseSettings().database)
    if url.get_backend_name() == "sqlite":
        yield ""
        return
    stem = f"{url.database or ''}"[: NAME_MOST - len(SCRATCH) - 8] + SCRATCH
    name = stem + token_hex(4)
    try:
        _outside(url, stem, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise BackupError(f"CREATE DATABASE: {why}; ALTER ROLE {url.username} CREATEDB") from error
    try:
        plain = url.set(drivername="postgresql", database=name)
        yield plain.render_as_string(hide_password=False)
    finally:
        _outside(url, stem)


def _outside(url: URL, stem: str, statement: str = "") -> None:
    """Drop scratch databases that are there, of a run that was killed too, then run `statement`."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    wanted = text("SELECT datname FROM pg_database WHERE starts_with(datname, :stem)")
    try:
        with engine.connect() as connection:
            for (name,) in connection.execute(wanted, {"stem": stem}).all():
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            if statement:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
