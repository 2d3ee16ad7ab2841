"""How a pattern's work grows, measured by processor time in a process of its own that may be killed.

A first run of each shape is short; only what takes measurable time is doubled, and the best of several runs
counts, so that a busy machine changes nothing."""

import multiprocessing
import re
from collections import deque
from multiprocessing.connection import Connection
from time import process_time
from typing import Any, NamedTuple

from checks.sandbox.usage import worked_s
from tests.patterns.shapes import Shape, shapes

LIMIT = 2.3  # growth a doubling; a straight line has 2, a square 4
MOST_S_A_MB = 25.0  # also a straight line may be too steep
_STEPS = (24, 200, 1_500, 6_000, 24_000)
_MEASURABLE_S = 0.004
_KILLED_AFTER_S = 8.0


class Slow(NamedTuple):
    """A pattern and the shape it is slow on; `growth` 0 where it had to be killed."""

    where: str
    shape: Shape
    growth: float
    seconds_a_mb: float


def slow(
    patterns: list[tuple[str, re.Pattern[Any], bool]], killed_after_s: float = _KILLED_AFTER_S
) -> list[Slow]:
    """Those of (where, pattern, anchored) whose work grows faster than their input. `killed_after_s`: how
    much processor time one shape may take before it counts as slow without being measured."""
    found: list[Slow] = []
    left = deque(patterns)
    while left:
        found += _some(left, killed_after_s)
    return found


def _some(left: "deque[tuple[str, re.Pattern[Any], bool]]", killed_after_s: float) -> list[Slow]:
    """Take from `left` until all are done or one had to be killed."""
    found: list[Slow] = []
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measure, args=(list(left), theirs), daemon=True)
    process.start()
    theirs.close()
    last = Shape("", "", "")
    try:
        while left:
            if not _answered(ours, process.pid, killed_after_s):
                found.append(Slow(left.popleft()[0], last, 0.0, 0.0))
                break
            message = ours.recv()
            if isinstance(message, Shape):
                last = message
                continue
            found += message
            left.popleft()
    finally:
        process.kill()
        process.join()
        ours.close()
    return found


def _answered(ours: Connection, pid: int | None, within_s: float) -> bool:
    """Whether the process says something before it has used up the processor time of one shape."""
    began = worked_s(pid)
    while not ours.poll(0.2):
        if worked_s(pid) - began > within_s:
            return False
    return True


def _measure(patterns: list[tuple[str, re.Pattern[Any], bool]], pipe: Connection) -> None:
    """Send of each pattern the shapes about to be tried, then the first that it is slow on."""
    for where, pattern, anchored in patterns:
        found: list[Slow] = []
        for shape in shapes(pattern):
            pipe.send(shape)
            growth, steep = _growth(pattern, shape, anchored)
            if growth > LIMIT or steep > MOST_S_A_MB:
                found.append(Slow(where, shape, round(growth, 2), round(steep, 1)))
                break
        pipe.send(found)


def _growth(pattern: re.Pattern[Any], shape: Shape, anchored: bool) -> tuple[float, float]:
    """Growth a doubling (1 where nothing is measurable), and seconds for a million characters."""
    for length in _STEPS:
        taken = _best(pattern, shape, length, anchored, 1)
        if taken >= _MEASURABLE_S:
            break
    else:
        return 1.0, 0.0
    growth, steep = 9.9, 0.0
    for _ in range(4):  # what is a straight line in the end may begin as a bounded square
        double = _best(pattern, shape, 2 * length, anchored, 3)
        growth = min(growth, double / _best(pattern, shape, length, anchored, 3))
        steep = double / (2 * length) * 1_000_000
        if growth <= LIMIT or steep > MOST_S_A_MB:
            break
        length *= 2
    return growth, steep


def _best(pattern: re.Pattern[Any], shape: Shape, length: int, anchored: bool, times: int) -> float:
    text: Any = shape.text(length)
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    return min(_once(pattern, text, anchored) for _ in range(times))


def _once(pattern: re.Pattern[Any], text: Any, anchored: bool) -> float:
    before = process_time()
    if anchored:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        deque(pattern.finditer(text), maxlen=0)
    return process_time() - before
