"""Availability of many sites at once, with times that stay true while others are busy.

The visits run in a thread of their own, so that writing a batch down never makes a site look slow."""

import queue
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from threading import Event

from checks.fetch import Fetcher, Limits, Visit
from checks.probe.loop import Prober
from checks.rules import availability
from core.common import clock
from core.common.outcome import Outcome, Report, Target
from core.rules import RuleSet

# Beginning many visits in one turn would make those already waiting look slow.
BEGUN_A_TURN = 4
_TURN_S = 0.1
# How long another thread may keep this one from an answer that is there: what it waits counts as the site's.
_SWITCH_S = 0.0005
_QUEUED = 1024


def probe_all(
    targets: Iterable[Target],
    *,
    limits: Limits,
    rules: RuleSet,
    concurrency: int,
    last_ms: Mapping[int, float] | None = None,
    stop: Event | None = None,
) -> Iterator[Report]:
    """Reports of `checks.rules.availability` for all `targets`, as they come.

    `last_ms`: milliseconds each channel took the last time, by channel; the slow ones are begun first, so
    that the sweep does not wait for them at its end. At most `concurrency` visits are under way; after
    `stop` none is begun and those under way are dropped."""
    for reports in probe_batches(
        targets, limits=limits, rules=rules, concurrency=concurrency, last_ms=last_ms, stop=stop
    ):
        yield from reports


def probe_batches(
    targets: Iterable[Target],
    *,
    limits: Limits,
    rules: RuleSet,
    concurrency: int,
    last_ms: Mapping[int, float] | None = None,
    stop: Event | None = None,
    every_s: float = 0.5,
) -> Iterator[list[Report]]:
    """As `probe_all`, in lists gathered for about `every_s` seconds: one write each."""
    slowest = slow_first(targets, last_ms or {})
    yield [_exempt(target) for target in slowest if target.exempt]
    fetcher = Fetcher(limits)
    sweep = _Sweep((t for t in slowest if not t.exempt), limits, rules, concurrency, stop or Event())
    with closing(sweep):
        for visits in sweep.gathered(every_s):
            yield [
                _of_its_beginning(
                    availability.check(target, fetcher=fetcher, rules=rules, visit=fetcher.explained(visit))
                )
                for target, visit in visits
            ]


def _of_its_beginning(report: Report) -> Report:
    """A visit that was under way when a unit reported its site mended saw it before."""
    return replace(report, at=report.at - timedelta(milliseconds=report.total_ms or 0))


def slow_first(targets: Iterable[Target], last_ms: Mapping[int, float]) -> list[Target]:
    """`targets`, those that took longest the last time first; the order of the others is kept."""
    return sorted(targets, key=lambda target: -last_ms.get(target.channel_id, 0.0))


def _exempt(target: Target) -> Report:
    return Report(target.channel_id, availability.NAME, clock.now(), Outcome.EXEMPT)


class _Sweep:
    """The thread that visits, and the queue it hands visits over in."""

    def __init__(
        self, targets: Iterator[Target], limits: Limits, rules: RuleSet, concurrency: int, stop: Event
    ) -> None:
        self._targets, self._limits, self._concurrency, self._stop = targets, limits, concurrency, stop
        self._timeout_s = rules.availability.timeout_s
        self._done: queue.SimpleQueue[tuple[Target, Visit] | Exception | None] = queue.SimpleQueue()
        self._left = Event()
        self._thread = threading.Thread(target=self._run, name="probes", daemon=True)
        self._thread.start()

    def gathered(self, every_s: float) -> Iterator[list[tuple[Target, Visit]]]:
        """Visits that have ended, once every `every_s` seconds. Raises what the thread died of."""
        going = True
        while going and not self._stop.is_set():
            self._left.wait(every_s)
            visits: list[tuple[Target, Visit]] = []
            while not self._done.empty():
                item = self._done.get()
                if isinstance(item, Exception):
                    raise item
                if item is None:
                    going = False
                else:
                    visits.append(item)
            if visits:
                yield visits

    def close(self) -> None:
        """Drop what is under way."""
        self._stop_now = True
        self._thread.join()

    _stop_now = False

    def _run(self) -> None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        try:
            with closing(Prober[Target](self._limits)) as prober:
                self._drive(prober)
            self._done.put(None)
        except Exception as error:
            self._done.put(error)
        finally:
            sys.setswitchinterval(usual)
            self._left.set()

    def _drive(self, prober: Prober[Target]) -> None:
        more = True
        while (more or prober.under_way) and not self._stop.is_set() and not self._stop_now:
            room = min(BEGUN_A_TURN, self._concurrency - prober.under_way) if self._may_begin() else 0
            begun = 0
            for target in islice(self._targets, max(room, 0)):
                prober.start(target, target.url, timeout_s=self._timeout_s)
                begun += 1
            more = more and (begun == room or room <= 0)
            for item in prober.turn(0.0 if begun and begun == room else _TURN_S):
                self._done.put(item)

    def _may_begin(self) -> bool:
        """Wait for a slow writer rather than pile visits up."""
        return self._done.qsize() < _QUEUED
