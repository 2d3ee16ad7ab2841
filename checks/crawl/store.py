"""The state of one crawl on disk: a SQLite file in its folder, written by one process in batches.

An address is done when it has a reading; both come in the same transaction as the addresses it names, so
that a kill at any moment loses only what was not yet written, and reading goes on from there."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from .address import Address
from .reading import Reading

FILE = "crawl.db"
INSIDE, OUTSIDE = 1, 0
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS address (
    seq INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, url TEXT NOT NULL,
    inside INTEGER NOT NULL, trap TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS reading (
    number INTEGER PRIMARY KEY, status INTEGER, failure TEXT NOT NULL, detail TEXT NOT NULL,
    type TEXT NOT NULL, size INTEGER NOT NULL, whole INTEGER NOT NULL, ms REAL NOT NULL,
    print INTEGER, title TEXT NOT NULL, links BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS facts (number INTEGER PRIMARY KEY, facts TEXT NOT NULL);
"""
_ADDRESS = "INSERT OR IGNORE INTO address (number, url, inside, trap) VALUES (?, ?, ?, ?)"
_READING = "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UNREAD = """SELECT seq, number, url FROM address AS a
    WHERE seq > ? AND inside = ? AND trap = ''
    AND NOT EXISTS (SELECT 1 FROM reading AS r WHERE r.number = a.number) ORDER BY seq LIMIT ?"""


class NotThisCrawl(ValueError):
    """The folder holds the crawl of another address, or one made otherwise."""


class CrawlRuns(RuntimeError):
    """Another process is reading the site of this folder."""


class Store:
    """One crawl's file; with `writing` it belongs to one process. Raises `CrawlRuns`, `sqlite3.Error`."""

    def __init__(self, folder: Path, *, writing: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writing = writing
        self.connection = sqlite3.connect(folder / FILE, isolation_level=None, timeout=2)
        # Empty tables need not wait for the disk: of many small sites that would be most of the time.
        for pragma in ("synchronous=OFF", "journal_mode=WAL", "cache_size=-16000", "temp_store=MEMORY"):
            self.connection.execute(f"PRAGMA {pragma}")
        try:
            self.connection.executescript(_TABLES)
            self.connection.execute("PRAGMA synchronous=NORMAL")
            if writing:
                self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self.connection.close()
            raise CrawlRuns(str(folder)) from error

    def about(self, facts: dict[str, Any]) -> dict[str, Any]:
        """What the crawl is about: as it was when it began, `facts` if it begins now."""
        rows = dict(self.connection.execute("SELECT name, value FROM about"))
        if not rows and facts:
            rows = {name: json.dumps(value) for name, value in facts.items()}
            self.connection.executemany("INSERT INTO about VALUES (?, ?)", rows.items())
            self.commit()
        return {name: json.loads(value) for name, value in rows.items()}

    def note(self, name: str, value: Any) -> None:
        """Keep a further fact about the crawl."""
        self.connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, json.dumps(value)))

    def add_addresses(self, rows: Iterable[tuple[int, str, int, str]]) -> int:
        """Addresses (number, url, inside, trap); how many were new."""
        before = self.connection.total_changes
        self.connection.executemany(_ADDRESS, rows)
        return self.connection.total_changes - before

    def add_readings(self, readings: Iterable[Reading]) -> None:
        """Readings, each the last word on its address."""
        readings = list(readings)
        self.connection.executemany(_READING, (reading[:11] for reading in readings))
        self.connection.executemany(
            "INSERT OR REPLACE INTO facts VALUES (?, ?)", ((r.number, r.facts) for r in readings if r.facts)
        )

    def unread(self, after: int, inside: int, most: int) -> list[tuple[int, Address]]:
        """Up to `most` addresses without a reading, in the order in which they were found."""
        rows = self.connection.execute(_UNREAD, (after, inside, most)).fetchall()
        return [(seq, Address(number, url)) for seq, number, url in rows]

    def count(self, what: str) -> int:
        """Rows of one of the tables."""
        if what not in ("address", "reading", "facts"):
            raise ValueError(what)
        return int(self.connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608

    def failed(self, kinds: Collection[str]) -> list[int]:
        """The addresses that failed in one of these ways."""
        marks = ",".join("?" * len(kinds))
        query = f"SELECT number FROM reading WHERE failure IN ({marks})"  # noqa: S608
        return [number for (number,) in self.connection.execute(query, tuple(kinds))]

    def forget(self, numbers: Iterable[int]) -> None:
        """Take readings back, so that their addresses are read again."""
        self.connection.executemany("DELETE FROM reading WHERE number = ?", ((n,) for n in numbers))

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
        """The rows of a query of this package."""
        return iter(self.connection.execute(query, values))

    def commit(self) -> None:
        """Everything so far outlives a kill."""
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Keep everything and let go."""
        if self._writing:
            self.connection.execute("COMMIT")
        self.connection.close()
