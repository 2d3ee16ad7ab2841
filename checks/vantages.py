"""Availability seen from several vantage points: shards of sites as tasks, joined into one verdict a site."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import chain
from threading import Event
from typing import Any, TypeVar

from checks.engine import stream
from checks.engine.engine import SHARDS_A_WORKER
from checks.engine.lasting import Lost
from checks.fetch import Limits
from checks.probe.sweep import probe_batches, slow_first
from checks.reference import ourselves_online
from core.common.outcome import Report, Target
from core.monitoring.vantages import verdict
from core.rules import RuleSet

log = logging.getLogger(__name__)
R = TypeVar("R")
# A shard of sites that never answer must not take minutes, nor one of quick sites no time at all.
TURNS_A_SHARD = 2


@dataclass(frozen=True, slots=True)
class Shard:
    """Sites to be probed from one vantage point, `at_once` at a time. Travels to a worker as it is."""

    number: int
    vantage: str
    targets: tuple[Target, ...]
    limits: Limits
    rules: RuleSet
    at_once: int
    last_ms: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a shard; `reports` is None when nobody was there to look."""

    number: int
    vantage: str
    reports: tuple[Report, ...] | None


def probe_shard(shard: Shard) -> Seen:
    """Probe every site of the shard. Pure but for the visits: this is what runs on a worker."""
    batches = probe_batches(
        shard.targets,
        limits=shard.limits,
        rules=shard.rules,
        concurrency=shard.at_once,
        last_ms=shard.last_ms,
    )
    return Seen(shard.number, shard.vantage, tuple(chain.from_iterable(batches)))


@dataclass(frozen=True, slots=True)
class Vantages:
    """The places to probe from, and how much at once. `at` gives the executor of a place."""

    names: tuple[str, ...]
    at: Callable[[str], Executor]
    width: Callable[[], int]

    def online(self, addresses: Sequence[str], limits: Limits) -> "Vantages":
        """Those places from which a reference address answers: a place that is cut off says nothing."""
        asked = {name: self.at(name).submit(ourselves_online, addresses, limits) for name in self.names}
        return Vantages(tuple(name for name in self.names if _said(name, asked[name])), self.at, self.width)

    def probe(
        self,
        targets: Sequence[Target],
        *,
        limits: Limits,
        rules: RuleSet,
        at_once: int,
        last_ms: Mapping[int, float],
        stop: Event,
        every_s: float,
    ) -> Iterator[list[Report]]:
        """One report a site, once all places have looked; as lists for about `every_s` seconds."""
        shards = parted(self.names, targets, limits, rules, max(1, at_once // SHARDS_A_WORKER), last_ms)
        joined = _Joined(len(self.names))
        for batch in stream(
            _ByPlace(self.at),
            probe_shard,
            shards,
            in_flight=self.width,
            stop=stop,
            every_s=every_s,
            lost=lambda shard: Seen(shard.number, shard.vantage, None),
        ):
            reports = [report for seen in batch for report in joined.add(seen)]
            if reports:
                yield reports


def parted(
    names: Sequence[str],
    targets: Sequence[Target],
    limits: Limits,
    rules: RuleSet,
    at_once: int,
    last_ms: Mapping[int, float],
) -> Iterator[Shard]:
    """Shards of sites that are about equally slow, the slowest first, each for every place in turn."""
    slowest, size = slow_first(targets, last_ms), at_once * TURNS_A_SHARD
    for number, start in enumerate(range(0, len(slowest), size)):
        part = tuple(slowest[start : start + size])
        known = {one.channel_id: last_ms[one.channel_id] for one in part if one.channel_id in last_ms}
        for name in names:
            yield Shard(number, name, part, limits, rules, at_once, known)


@dataclass(slots=True)
class _Joined:
    """Shards of which not every place has answered yet."""

    places: int
    waiting: dict[int, list[Seen]] = field(default_factory=dict)

    def add(self, seen: Seen) -> list[Report]:
        """The verdicts of a shard once its last place has answered; before that nothing."""
        known = self.waiting.setdefault(seen.number, [])
        known.append(seen)
        if len(known) < self.places:
            return []
        del self.waiting[seen.number]
        by_site: dict[int, dict[str, Report]] = {}
        for one in known:
            for report in one.reports or ():
                by_site.setdefault(report.channel_id, {})[one.vantage] = report
        return [verdict(reports, asked=self.places) for reports in by_site.values()]


class _ByPlace(Executor):
    """Gives each shard to the executor of its place."""

    def __init__(self, at: Callable[[str], Executor]) -> None:
        self._at = at

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        shard: Shard = args[0]
        return self._at(shard.vantage).submit(fn, *args, **kwargs)


def _said(name: str, asked: "Future[bool]") -> bool:
    try:
        online = asked.result()
    except Lost:
        online = False
    if not online:
        log.warning("no reference address answers from vantage point %s: it is left out", name)
    return online
