"""A PostgreSQL database that cannot hold Chinese is refused in words, before anything is made in it."""

from collections.abc import Iterator

import psycopg
import pytest

from core.common.settings import settings
from db import engine
from db.__main__ import main
from db.migrate import UnfitDatabase, upgrade

NAME = "encoded"


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def encoded(
    request: pytest.FixtureRequest, postgresql_server: str, data_dir: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """As a server makes them that was set up without a locale, and as an old one did; yields the encoding."""
    wanted = f"ENCODING '{request.param}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    _do(postgresql_server, f"CREATE DATABASE {NAME} {wanted}")
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", postgresql_server.replace("/postgres?", f"/{NAME}?"))
    engine.forget()
    settings.cache_clear()
    yield request.param
    engine.engines().read.dispose()
    engine.engines().write.dispose()
    engine.forget()
    _do(postgresql_server, f"DROP DATABASE {NAME} WITH (FORCE)")


def test_it_is_refused_and_stays_empty(encoded: str) -> None:
    with pytest.raises(UnfitDatabase, match=f"{encoded}, which does not hold Chinese.*createdb"):
        upgrade()
    with engine.engines().read.connect() as connection:
        made = connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert made.scalar() == 0


def test_the_command_says_it_in_one_line(encoded: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upgrade"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def _do(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement.encode())
