"""Engines and sessions: a write engine whose transactions begin at once, a read engine for pages.

SQLite's default lost 52 of 320 concurrent updates when measured, because it opens no transaction for a
`SELECT`; `BEGIN IMMEDIATE` on the write engine lost none. Never hold a write session over network work."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from db.settings import DatabaseSettings
from db.storable import as_json, keep_storable
from db.turns import Turns

log = logging.getLogger(__name__)
BUSY_S = 30
CONNECT_S = 10
APPLICATION = "website-supervision"
# What marks the sessions whose rows `db.scope` narrows.
SCOPED = "scoped"
Write = Callable[[Session], None]
_with_each: ContextVar[tuple[Write, ...]] = ContextVar("with_each", default=())
_shared: ContextVar[Session | None] = ContextVar("shared", default=None)
MOUNTS = Path("/proc/mounts")
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}


@dataclass(frozen=True, slots=True)
class Engines:
    """`turns`: the queue of this process's writers, where the database has none of its own."""

    read: Engine
    write: Engine
    turns: Turns | None = None


@lru_cache(maxsize=8)
def engines_for(url: str) -> Engines:
    """The two engines of one database, made once per process."""
    if make_url(url).get_backend_name() == "sqlite":
        _prepare_folder(url)
        read, write = _sqlite(url, begin="BEGIN"), _sqlite(url, begin="BEGIN IMMEDIATE")
        return Engines(read, write, Turns())
    engine = _postgresql(url)
    return Engines(read=engine, write=engine)


def engines() -> Engines:
    """The engines of the configured database."""
    return engines_for(database_url())


@contextmanager
def reading() -> Iterator[Session]:
    """A short session for queries; nothing is written."""
    if (shared := _shared.get()) is not None:
        yield shared
        return
    with Session(engines().read, info={SCOPED: True}) as session:
        yield session


@contextmanager
def writing(*, wait_s: float | None = None, first: bool = False) -> Iterator[Session]:
    """One short write transaction: committed at the end, rolled back on any error.

    `wait_s`: for how many seconds it waits for other writers, when not for as long as usual; then the
    database says that it is busy (`db.trouble`). `first`: before the other writers of this process that wait,
    for what must not be late, such as a heartbeat."""
    if (shared := _shared.get()) is not None:
        yield shared
        for write in _with_each.get():
            write(shared)
        shared.flush()
        return
    both = engines()
    engine = both.write if wait_s is None else both.write.execution_options(wait_s=wait_s)
    with (
        _turn(both, first, BUSY_S if wait_s is None else wait_s),
        Session(engine, expire_on_commit=False) as session,
    ):
        if wait_s is not None and is_postgresql(session):
            session.execute(text(f"SET LOCAL lock_timeout = {_milliseconds(wait_s)}"))
        yield session
        for write in _with_each.get():
            write(session)
        session.commit()


@contextmanager
def in_one_transaction() -> Iterator[Session]:
    """Within this, whatever this thread reads and writes is one transaction: all of it is kept, or nothing.
    Only for filling a database that nobody uses yet: others wait until it ends."""
    with writing() as session:
        token = _shared.set(session)
        try:
            yield session
        finally:
            _shared.reset(token)


def _turn(both: Engines, first: bool, wait_s: float) -> AbstractContextManager[None]:
    return both.turns.turn(first=first, wait_s=wait_s) if both.turns is not None else nullcontext()


@contextmanager
def with_each_transaction(write: Write) -> Iterator[None]:
    """Within this, `write` is called at the end of every write transaction of this thread and belongs to it:
    what it writes is committed with it, what it raises rolls it back."""
    before = _with_each.set((*_with_each.get(), write))
    try:
        yield
    finally:
        _with_each.reset(before)


@contextmanager
def on_its_own() -> Iterator[None]:
    """Within this, transactions stand alone: nothing from `with_each_transaction` joins them."""
    before = _with_each.set(())
    try:
        yield
    finally:
        _with_each.reset(before)


def changed(session: Session, statement: Executable) -> int:
    """Execute an update or delete and return how many rows it changed: the answer of a compare-and-set."""
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


def close() -> None:
    """At the end of a process: bring what lies beside a SQLite file into it, and close every connection.

    Another process may still use the file; then what it needs stays where it is."""
    both = engines()
    if both.write.dialect.name == "sqlite":
        with suppress(DBAPIError), both.read.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    both.read.dispose()
    both.write.dispose()


def forget() -> None:
    """Close every connection and read the configuration again; for tests and for a child after a fork."""
    database_url.cache_clear()
    engines_for.cache_clear()


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


@lru_cache(maxsize=1)
def database_url() -> str:
    """The address of the configured database."""
    return DatabaseSettings().database


def application() -> str:
    """By which PostgreSQL lists our sessions: one name for each schema, which is an installation."""
    schema = DatabaseSettings().database_schema
    return APPLICATION if schema == "public" else f"{APPLICATION}/{schema}"[:63]


def _postgresql(url: str) -> Engine:
    chosen = DatabaseSettings()
    given = make_url(url).query
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=chosen.database_pool,
        max_overflow=chosen.database_overflow,
        json_serializer=as_json,
        connect_args={
            "application_name": application(),
            "connect_timeout": given.get("connect_timeout", CONNECT_S),
            # Otherwise that of the database: bytes instead of words where the server was set up without one.
            "client_encoding": "utf8",
        },
    )

    keep_storable(engine)

    # First of all listeners: SQLAlchemy asks for the default schema on the first connection.
    @event.listens_for(engine, "connect", insert=True)
    def _in_our_schema(connection: Any, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(f'SET search_path TO "{chosen.database_schema}"')
        connection.autocommit = before

    return engine


def _sqlite(url: str, *, begin: str) -> Engine:
    engine = create_engine(
        url, json_serializer=as_json, connect_args={"timeout": BUSY_S, "check_same_thread": False}
    )
    keep_storable(engine)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # Each time anew: the connection may have been another's who waits for longer or shorter.
        wait_s = connection.get_execution_options().get("wait_s", BUSY_S)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(wait_s)}")
        connection.exec_driver_sql(begin)

    return engine


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)


def database_exists() -> bool:
    """Whether there is a database to ask; a SQLite file is not made by asking."""
    url = make_url(database_url())
    return url.get_backend_name() != "sqlite" or (bool(url.database) and Path(str(url.database)).exists())


def _prepare_folder(url: str) -> None:
    file = make_url(url).database
    if not file or file == ":memory:":
        return
    folder = Path(file).parent
    folder.mkdir(parents=True, exist_ok=True)
    if _file_system(folder) in NETWORK_FILE_SYSTEMS:
        log.warning("The SQLite file lies on a network file system (%s), where locking is not safe.", folder)


def _file_system(folder: Path) -> str:
    if not MOUNTS.exists():
        return ""
    best, kind = "", ""
    for line in MOUNTS.read_text().splitlines():
        _, point, name, *_ = line.split()
        if folder.resolve().is_relative_to(point) and len(point) >= len(best):
            best, kind = point, name
    return kind
