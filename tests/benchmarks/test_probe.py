"""A sweep over a set of targets against its bound, and its times against the truth.

`SUPERVISION_BENCH_TARGETS` (15000) and `SUPERVISION_BENCH_AT_ONCE` (256) set the size."""

import json
import os
import random
from statistics import quantiles
from time import monotonic
from urllib.request import urlopen

from checks.fetch import Limits
from checks.probe.sweep import probe_all
from core.common.outcome import Failure, Report, Target
from core.rules.ruleset import NATIONAL, load
from tests.benchmarks.web import NEVER, REFUSED, slow_demo

TARGETS = int(os.environ.get("SUPERVISION_BENCH_TARGETS", "15000"))
AT_ONCE = int(os.environ.get("SUPERVISION_BENCH_AT_ONCE", "256"))
TIMEOUT_S = 15.0
Pairs = tuple[list[float], list[float]]


def _delays(count: int) -> list[int]:
    """Milliseconds: 90 % 20–200, 5 % 3,000, 3 % never, 2 % refuse."""
    chance = random.Random(7)
    kinds = chance.choices(("quick", "slow", "never", "refuse"), (90, 5, 3, 2), k=count)
    fixed = {"slow": 3000, "never": NEVER, "refuse": REFUSED}
    return [fixed.get(kind) or chance.randint(20, 200) for kind in kinds]


def _target(number: int, delay: int, port: int) -> Target:
    host = f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
    url = f"http://{host}:1/" if delay == REFUSED else f"http://{host}:{port}/{delay}"
    return Target(number, host, url)


def _last(delay: int) -> float:
    return TIMEOUT_S * 1000 if delay == NEVER else float(max(delay, 0))


def _errors(reports: list[Report], delays: list[int], took: dict[int, float]) -> Pairs:
    """What was measured, and what the targets took by their clock: their lateness is no error of ours."""
    answered = [report for report in reports if delays[report.channel_id] > 0]
    return [report.first_byte_ms or 0.0 for report in answered], [took[r.channel_id] for r in answered]


def _reported(port: int, targets: list[Target]) -> dict[int, float]:
    with urlopen(f"http://127.0.0.1:{port}/reported") as answer:
        took = json.load(answer)
    return {target.channel_id: took[target.name] for target in targets if target.name in took}


def test_a_sweep_keeps_to_its_bound_and_to_the_truth():
    delays = _delays(TARGETS)
    spent = sum(TIMEOUT_S if delay == NEVER else max(delay, 0) / 1000 for delay in delays)
    bound = max(TIMEOUT_S, spent / AT_ONCE)
    with slow_demo() as port:
        targets = [_target(number, delay, port) for number, delay in enumerate(delays)]
        began = monotonic()
        reports = list(
            probe_all(
                targets,
                limits=Limits(allowed_private=("127.0.0.0/8",)),
                rules=load(NATIONAL),
                concurrency=AT_ONCE,
                last_ms={number: _last(delay) for number, delay in enumerate(delays)},
            )
        )
        took = monotonic() - began
        reported = _reported(port, targets)
    measured, true = _errors(reports, delays, reported)
    planned = quantiles([delay for delay in delays if delay > 0], n=20)[9]
    shares = [m / t - 1 for m, t in zip(measured, true, strict=True)]
    medians = [quantiles(times, n=20)[9] for times in (measured, true)]
    p95 = [quantiles([time for time in times if time < 1000], n=20)[18] for times in (measured, true)]
    ratio = took / bound
    print(f"\n{TARGETS} targets, {AT_ONCE} at once: {took:.1f} s, bound {bound:.1f} s, {ratio:.2f} × bound")
    print(f"median {medians[0]:.0f} ms (true {medians[1]:.0f}, planned {planned:.0f})")
    print(f"p95 of the quick ones {p95[0]:.0f} ms (true {p95[1]:.0f})")
    cuts = quantiles(shares, n=20)
    print(f"each against its own truth: median {cuts[9]:+.1%}, p95 {cuts[18]:+.1%}")
    assert sorted(report.channel_id for report in reports) == list(range(TARGETS))
    expected = {NEVER: Failure.TIMEOUT, REFUSED: Failure.REFUSED}
    assert all(report.failure is expected.get(delays[report.channel_id]) for report in reports)
    assert took <= 1.5 * bound
    assert abs(cuts[9]) <= 0.10
    assert abs(cuts[18]) <= 0.20
