"""A real PostgreSQL of its own for the tests, and a fresh database in it for each test."""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pgserver
import pytest
from sqlalchemy import create_engine, make_url

from db import engine
from db.migrate import upgrade

TEMPLATE = "migrated"
_count = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server with one migrated database, from which each test's is copied."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pgserver.get_server(folder)
        _execute(server.get_uri(), f"CREATE DATABASE {TEMPLATE}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SUPERVISION_DATABASE_URL", _address(server.get_uri(), TEMPLATE))
            patch.setenv("SUPERVISION_DATA_DIR", str(Path(folder) / "data"))
            engine.forget()
            upgrade()
            engine.engines().write.dispose()
            engine.forget()
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    name = f"test_{next(_count)}"
    _execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _address(postgresql_server, name)
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(uri: str, statement: str) -> None:
    address = make_url(uri.replace("postgresql://", "postgresql+psycopg://", 1))
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(statement)
    server.dispose()


def _address(uri: str, name: str) -> str:
    return uri.replace("/postgres?", f"/{name}?", 1)
