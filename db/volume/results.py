"""Visits and checks: every one of the last days, and their daily sums for the whole period."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection

from db.bulk import load, table_of
from db.models import CheckResult, DailyRollup, Probe, Run, RunState
from db.volume.registry import Lives
from db.volume.size import Size, instant

CHECKS = (
    *("home_freshness", "columns", "links", "certificate", "https", "ipv6", "redirects", "footer", "tags"),
    *("error_report", "search", "interaction", "privacy", "hidden_links", "illegal_links", "tampering"),
    *("security_headers", "weight", "registered", "charset"),
)
OUTCOMES = np.array(["ok", "problem", "suspect", "blocked"])
FAILURES = (None, "timeout", None, "firewall")
ROLLUP = ("day", "channel_id", "probes", "ok", "failed", "suspect", "blocked", "ok_ms", "slowest_ms")
PROBE = (
    *("run_id", "channel_id", "at", "confirming", "outcome", "failure", "status", "connect_ms"),
    *("first_byte_ms", "total_ms"),
)
RESULT = ("run_id", "channel_id", "check", "at", "outcome", "failure", "evidence")
RUN = (
    *("id", "sweep", "owner", "fence", "state", "started_at", "ended_at", "planned", "done", "problems"),
    *("blocked", "errors", "error"),
)
Matrix = np.ndarray[Any, np.dtype[Any]]


class Visits:
    """Draws what each website answered on each day: weak websites fail more often, guarded ones refuse."""

    def __init__(self, size: Size, lives: Lives) -> None:
        self._size, self._lives = size, lives
        self._chance = size.chance(2)
        weak, guarded = self._chance.random(size.websites) < 0.05, self._chance.random(size.websites) < 0.02
        self._failing = np.where(weak, 0.04, 0.0015)[:, None]
        self._refusing = np.where(guarded, 0.1, 0.001)[:, None]
        self._usual_ms = self._chance.uniform(60, 600, size.websites)[:, None]
        self._runs = 0

    def write(self, connection: Connection, day: date) -> int:
        """Write one day: its sums, and every visit and check where raw results are still kept."""
        size = self._size
        ids = np.flatnonzero(self._lives.running(day)[: size.websites]) + 1
        codes, ms = self._draw(ids - 1)
        written = load(connection, table_of(DailyRollup), ROLLUP, _sums(day, ids, codes, ms))
        if (size.until - day).days < size.raw_days:
            for slot in range(size.probes_a_day):
                run = self._run(connection, "availability", day, slot, len(ids))
                rows = _probes(run, ids, codes[:, slot], ms[:, slot])
                written += load(connection, table_of(Probe), PROBE, rows(self._starts(day, slot)))
            if size.checks_a_day:
                run = self._run(connection, "site", day, size.probes_a_day, len(ids))
                written += load(connection, table_of(CheckResult), RESULT, self._checks(run, day, ids))
        return written

    def _draw(self, places: Matrix) -> tuple[Matrix, Matrix]:
        shape = (len(places), self._size.probes_a_day)
        luck = self._chance.random(shape)
        fails, refuses = self._failing[places], self._refusing[places]
        codes = np.select([luck < fails, luck < fails + 0.001, luck > 1 - refuses], [1, 2, 3], 0)
        ms = np.round(self._usual_ms[places] * self._chance.uniform(0.7, 1.8, shape), 1)
        return codes, ms

    def _starts(self, day: date, slot: int) -> Callable[[int], Any]:
        begin = instant(day, slot * 86_400 // self._size.probes_a_day)
        # A sweep answers in the order of ids, five hundred a second.
        return lambda place: begin + timedelta(seconds=place // 500)

    def _run(self, connection: Connection, sweep: str, day: date, slot: int, planned: int) -> int:
        self._runs += 1
        begin = instant(day, min(slot, self._size.probes_a_day - 1) * 86_400 // self._size.probes_a_day)
        end = begin + timedelta(seconds=planned // 500 + 1)
        row = (self._runs, sweep, "volume", 1, RunState.DONE, begin, end, planned, planned, 0, 0, 0, "")
        load(connection, table_of(Run), RUN, [row])
        return self._runs

    def _checks(self, run: int, day: date, ids: Matrix) -> Iterator[tuple[Any, ...]]:
        luck = (self._chance.random((len(ids), self._size.checks_a_day)) < 0.03).tolist()
        start = self._starts(day, 0)
        for place, (channel, wrong) in enumerate(zip(ids.tolist(), luck, strict=True)):
            at = start(place)
            for check, bad in zip(CHECKS, wrong, strict=False):
                yield run, channel, check, at, "problem" if bad else "ok", None, {"looked_at": channel % 40}


def _sums(day: date, ids: Matrix, codes: Matrix, ms: Matrix) -> Iterator[tuple[Any, ...]]:
    opened = codes == 0
    ok_ms = np.where(opened, ms, 0.0)
    counts = [np.count_nonzero(codes == code, axis=1).tolist() for code in range(len(OUTCOMES))]
    sums, slowest = ok_ms.sum(axis=1).tolist(), ok_ms.max(axis=1).tolist()
    many = codes.shape[1]
    for channel, ok, failed, suspect, blocked, total, worst in zip(
        ids.tolist(), *counts, sums, slowest, strict=True
    ):
        yield day, channel, many, ok, failed, suspect, blocked, round(total, 1), worst


def _probes(
    run: int, ids: Matrix, codes: Matrix, ms: Matrix
) -> Callable[[Callable[[int], Any]], Iterator[tuple[Any, ...]]]:
    def rows(at: Callable[[int], Any]) -> Iterator[tuple[Any, ...]]:
        words = OUTCOMES[codes].tolist()
        for place, (channel, code, word, total) in enumerate(
            zip(ids.tolist(), codes.tolist(), words, ms.tolist(), strict=True)
        ):
            ok = code == 0
            timed = (total * 0.2, total * 0.8, total) if ok else (None, None, None)
            yield run, channel, at(place), False, word, FAILURES[code], 200 if ok else None, *timed

    return rows
