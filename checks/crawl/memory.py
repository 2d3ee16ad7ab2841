"""What is remembered of a site from one reading to the next: a SQLite file a site.

It answers for nothing: whatever is missing, too old or broken is read anew. Every row proves itself, and a
file that cannot be read is thrown away with a sentence."""

import logging
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from .address import Address, number_of
from .known import Known
from .reading import Reading

log = logging.getLogger(__name__)
T = TypeVar("T")
_MET = 200_000
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS address (number INTEGER PRIMARY KEY, url TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS page (
    number INTEGER PRIMARY KEY, read_on INTEGER NOT NULL, until INTEGER NOT NULL, etag TEXT NOT NULL,
    modified TEXT NOT NULL, type TEXT NOT NULL, mark INTEGER NOT NULL, few INTEGER NOT NULL,
    media TEXT NOT NULL, size INTEGER NOT NULL, whole INTEGER NOT NULL, print INTEGER, title TEXT NOT NULL,
    detail TEXT NOT NULL, links BLOB NOT NULL, facts BLOB NOT NULL, proof INTEGER NOT NULL);
"""
_KEEP = f"INSERT OR REPLACE INTO page VALUES ({','.join('?' * 17)})"  # noqa: S608
_KNOWN = (
    "SELECT etag, modified, type, mark, until, few FROM page WHERE number = ? AND read_on <= ? AND until > ?"
)
_RECALL = "SELECT media, size, whole, print, title, detail, links, facts, proof FROM page WHERE number = ?"


@dataclass(frozen=True, slots=True)
class Remember:
    """Where readings are remembered: files in `folder`, together at most `most_mb` megabytes. A site is read
    without what is remembered every `full_every_days` days."""

    folder: Path
    most_mb: float
    full_every_days: float


class Recalled(NamedTuple):
    """A reading as it was, and the addresses on its page that were not met lately."""

    reading: Reading
    fresh: list[Address]


class Memory:
    """What is remembered of one site, for the one process that writes it. After a fault it knows nothing."""

    def __init__(self, file: Path, connection: sqlite3.Connection, today: date) -> None:
        self._file, self._today = file, today.toordinal()
        self._connection: sqlite3.Connection | None = connection
        self._met: set[int] = set()
        self._room = True

    def due(self, every_days: float) -> bool:
        """Whether it is time to read everything anew, or nothing is remembered yet."""

        def days(db: sqlite3.Connection) -> int:
            row = db.execute("SELECT value FROM about WHERE name = 'full_on'").fetchone()
            return self._today - int(row[0]) if row else -1

        ago = self._safely(days, -1)
        return ago < 0 or ago >= every_days

    def recognised(self, address: Address) -> Address:
        """`address` with what it is known by, where that holds today."""

        def look(db: sqlite3.Connection) -> Address:
            row = db.execute(_KNOWN, (address.number, self._today, self._today)).fetchone()
            return address._replace(known=Known(*row)) if row else address

        return self._safely(look, address)

    def recalled(self, reading: Reading) -> Recalled | None:
        """The whole of a reading that was recognised; None when it has to be read after all."""
        return self._safely(lambda db: self._recalled(db, reading), None)

    def meet(self, addresses: Iterable[Address]) -> None:
        """Remember addresses that pages name."""

        def note(db: sqlite3.Connection) -> None:
            db.executemany("INSERT OR IGNORE INTO address VALUES (?, ?)", (one[:2] for one in addresses))

        self._safely(note, None)

    def keep(self, readings: Iterable[Reading]) -> None:
        """Remember readings that can be recognised, and by what the recalled ones are from now on."""
        new = [one for one in readings if one.known and not one.failure]
        if new and self._room:
            self._safely(lambda db: self._keep(db, new), None)

    def commit(self, most_mb: float) -> None:
        """Everything so far outlives a kill; nothing more is kept once the file is too large."""

        def through(db: sqlite3.Connection) -> int:
            db.execute("COMMIT")
            db.execute("BEGIN IMMEDIATE")
            return int(
                db.execute(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
                ).fetchone()[0]
            )

        self._room = self._safely(through, 0) <= most_mb * 1e6

    def finish(self, crawl: Path, *, full: bool) -> None:
        """The reading in the file `crawl` is complete: forget what it did not meet."""

        def forget(db: sqlite3.Connection) -> None:
            if full:
                db.execute("INSERT OR REPLACE INTO about VALUES ('full_on', ?)", (str(self._today),))
            db.execute("COMMIT")
            db.execute("ATTACH ? AS crawl", (str(crawl),))
            db.execute("BEGIN IMMEDIATE")
            db.execute(
                "DELETE FROM page WHERE number NOT IN (SELECT number FROM crawl.reading WHERE status = 200)"
            )
            db.execute("DELETE FROM address WHERE number NOT IN (SELECT number FROM crawl.address)")
            db.execute("COMMIT")
            db.execute("DETACH crawl")
            db.execute("BEGIN IMMEDIATE")

        self._safely(forget, None)
        if self._connection is not None:
            self._file.touch()

    def close(self) -> None:
        """Keep everything and let go."""

        def end(db: sqlite3.Connection) -> None:
            db.execute("COMMIT")
            db.close()

        self._safely(end, None)
        self._connection = None

    def _recalled(self, db: sqlite3.Connection, reading: Reading) -> Recalled | None:
        row = db.execute(_RECALL, (reading.number,)).fetchone()
        if row is None:
            return None
        *_, links, facts, proof = row
        if proof != _proof(row[:-1]):
            raise sqlite3.DatabaseError("a row does not prove itself")
        if len(self._met) > _MET:
            self._met.clear()
        fresh = [number for number in array("q", links) if number not in self._met]
        self._met.update(fresh)
        media, size, whole, mark, title, detail = row[:6]
        full = reading._replace(
            status=200, type=media, size=size, whole=bool(whole), print=mark, title=title, detail=detail,
            links=links, facts=zlib.decompress(facts).decode() if facts else "",
        )  # fmt: skip
        return Recalled(full, [_address(db, number) for number in fresh])

    def _keep(self, db: sqlite3.Connection, readings: Iterable[Reading]) -> None:
        for one in readings:
            db.execute(*(_renewed(one) if one.same else self._row(one)))

    def _row(self, one: Reading) -> tuple[str, tuple[Any, ...]]:
        known = one.known
        assert known is not None
        facts = zlib.compress(one.facts.encode(), 1) if one.facts else b""
        read = (one.type, one.size, int(one.whole), one.print, one.title, one.detail, one.links, facts)
        recognised = (known.etag, known.modified, known.type, known.mark, known.few)
        return _KEEP, (one.number, self._today, known.until, *recognised, *read, _proof(read))

    def _safely(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What `work` gives; `otherwise` from the first fault on."""
        if self._connection is None:
            return otherwise
        try:
            return work(self._connection)
        except (sqlite3.Error, zlib.error, ValueError) as error:
            connection, self._connection = self._connection, None
            connection.close()
            _throw_away(self._file, error)
            return otherwise


def memory_of(start: str, version: str, remember: Remember, today: date) -> Memory | None:
    """What is remembered of the site that begins at `start`; None while another reading of it goes on.

    What another `version` made of pages is forgotten."""
    file = remember.folder / f"{blake2b(start.encode(), digest_size=12).hexdigest()}.db"
    for _ in range(2):
        try:
            return Memory(file, _opened(file, start, version), today)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                log.warning("%s is read without what is remembered of it: another reading goes on", start)
                return None
            _throw_away(file, error)
        except sqlite3.Error as error:
            _throw_away(file, error)
        except OSError as error:
            log.warning("nothing is remembered of %s: %s", start, error)
            return None
    return None


def prune(remember: Remember) -> None:
    """Forget the sites read longest ago, until what is remembered is small enough."""
    files = sorted((file.stat().st_mtime, file.stat().st_size, file) for file in remember.folder.glob("*.db"))
    left = sum(size for _, size, _ in files)
    for _, size, file in files:
        if left <= remember.most_mb * 1e6:
            return
        _remove(file)
        left -= size


def _opened(file: Path, start: str, version: str) -> sqlite3.Connection:
    """The file's connection with a transaction begun, emptied when it was made otherwise."""
    file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, isolation_level=None, timeout=0.5)
    try:
        # A killed process breaks nothing; what a power failure breaks is thrown away.
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-8000"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN IMMEDIATE")
        for table in _TABLES.split(";"):
            db.execute(table)
        made = dict(db.execute("SELECT name, value FROM about"))
        if (made.get("start"), made.get("version")) != (start, version):
            for table in ("about", "address", "page"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608
            db.executemany("INSERT INTO about VALUES (?, ?)", (("start", start), ("version", version)))
    except BaseException:
        db.close()
        raise
    return db


def _renewed(one: Reading) -> tuple[str, tuple[Any, ...]]:
    assert one.known is not None
    return (
        "UPDATE page SET etag = ?, modified = ? WHERE number = ?",
        (one.known.etag, one.known.modified, one.number),
    )


def _address(db: sqlite3.Connection, number: int) -> Address:
    row = db.execute("SELECT url FROM address WHERE number = ?", (number,)).fetchone()
    if row is None or number_of(row[0]) != number:
        raise sqlite3.DatabaseError("an address is missing")
    return Address(number, row[0])


def _proof(row: tuple[Any, ...]) -> int:
    """A checksum of what is read of a row."""
    *plain, links, facts = row
    return zlib.crc32(facts, zlib.crc32(links, zlib.crc32(repr(plain).encode("utf-8", "replace"))))


def _throw_away(file: Path, error: Exception) -> None:
    log.warning(
        "what was remembered in %s cannot be read (%s): it is thrown away, and all is read anew",
        file.name,
        error,
    )
    _remove(file)


def _remove(file: Path) -> None:
    for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        with suppress(OSError):
            part.unlink()
