"""A database that a test has used is like new for the next one, or is not used again."""

import psycopg
import pytest

from tests.postgresql import TEMPLATE, fresh_database, new_database
from tests.used_database import look

ROWS = """
INSERT INTO unit (code, name, level, kind, discloses, contact, phone, version)
SELECT 'u' || n, 'unit ' || n, 'county', 'department', false, '', '', 1 FROM generate_series(1, 3) AS n
"""


def identity(url: str) -> str:
    """The number of the database itself: one that was made anew has another."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row
    return str(row[0])


def used_for(server: str, *statements: str) -> str:
    with fresh_database(server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        return identity(url)


def test_rows_go_and_numbers_begin_anew(postgresql_server: str) -> None:
    new = new_database(postgresql_server)
    first = used_for(postgresql_server, ROWS, "DELETE FROM alembic_version", "DELETE FROM unit WHERE id = 1")
    with fresh_database(postgresql_server) as url:
        assert identity(url) == first
        assert look(url) == new


@pytest.mark.parametrize(
    "left",
    [
        "CREATE TABLE more (id int)",
        "CREATE SCHEMA more",
        "ALTER TABLE unit ADD COLUMN more int",
        "ALTER TABLE unit DISABLE TRIGGER ALL",
        "DROP INDEX ix_unit_name",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT lo_create(0)",
        "ANALYZE alembic_version",
    ],
)
def test_where_more_than_rows_was_left_the_next_gets_another(postgresql_server: str, left: str) -> None:
    first = used_for(postgresql_server, left)
    with fresh_database(postgresql_server) as url:
        assert identity(url) != first
        assert look(url) == new_database(postgresql_server)


def test_it_has_another_name_so_that_nothing_left_running_finds_it(postgresql_server: str) -> None:
    with fresh_database(postgresql_server) as first:
        pass
    with fresh_database(postgresql_server) as second:
        assert second != first
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(first)
    assert f"/{TEMPLATE}?" not in second
