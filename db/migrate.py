"""Bring a database to the newest schema, and refuse one that is newer than this program."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from db import append_only, partitions
from db.aggregates import column_rows, counters, sums, verdict_notes
from db.engine import engines
from db.settings import DatabaseSettings

SCRIPTS = Path(__file__).parent / "migrations"


class UnfitDatabase(RuntimeError):
    """The database was written by a newer version of the program, or cannot hold Chinese words."""


def upgrade() -> None:
    """Apply every migration that is missing; a SQLite file is copied aside first.

    Raises `UnfitDatabase` when the database holds a revision this program does not know, or is new and of
    another encoding than UTF-8."""
    script = ScriptDirectory(str(SCRIPTS))
    _make_schema()
    current = revision()
    if current == script.get_current_head():
        return
    _refuse_unknown(script, current)
    if current is None:
        _refuse_encoding()
    else:
        _copy_aside(current)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    command.upgrade(config, "head")
    append_only.install()
    verdict_notes.install()
    sums.install()
    counters.install()
    column_rows.install()
    with engines().write.begin() as connection:
        partitions.prepare(connection)


def revision() -> str | None:
    """The revision the configured database is at; None for an empty one."""
    with engines().read.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _make_schema() -> None:
    """Make the schema of the tables on PostgreSQL. Looked for first: `IF NOT EXISTS` asks for the right to
    create even where it exists."""
    with engines().write.begin() as connection:
        schema = DatabaseSettings().database_schema
        if connection.dialect.name == "postgresql" and not inspect(connection).has_schema(schema):
            connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')


def _refuse_encoding() -> None:
    """A server that was set up without a locale, as bare machines do, makes databases of plain bytes."""
    with engines().read.connect() as connection:
        if connection.dialect.name != "postgresql":
            return
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise UnfitDatabase(
            f"数据库编码为 {encoding}，不能保存中文，"
            "请用 createdb --encoding=UTF8 --template=template0 重新建库。 "
            f"The database's encoding is {encoding}, which does not hold Chinese: "
            "make it again with createdb --encoding=UTF8 --template=template0."
        )


def _refuse_unknown(script: ScriptDirectory, current: str | None) -> None:
    if current is None:
        return
    try:
        script.get_revision(current)
    except CommandError as unknown:
        raise UnfitDatabase(
            f"数据库版本 {current} 比本程序新，请升级程序，或换用备份。 "
            f"The database is at revision {current}, which this program does not know: "
            "update the program, or use a backup made by this version."
        ) from unknown


def _copy_aside(current: str) -> None:
    url = make_url(str(engines().write.url))
    if url.get_backend_name() == "sqlite" and url.database and Path(url.database).exists():
        target = Path(url.database).with_suffix(f".before-{current}.db")
        with engines().read.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy2(url.database, target)
