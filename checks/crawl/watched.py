"""Which page a process is taking apart right now, seen from outside, so that the page that ends it is known.

The process writes the page's number into a small file in memory before it begins; whoever started it looks
at the file, at the processor time taken since, and at the memory, and kills it. A page that was under way
when its process ended is tried once more; the second time it is put aside."""

import json
import mmap
import os
import signal
import struct
from pathlib import Path

from checks.sandbox.limits import SandboxLimits
from checks.sandbox.usage import memory_mb, worked_s

FILE, SUSPECTS = "under-way", "suspects.json"
TRIES = 2
# A process knows many addresses, and keeps pages that wait: that much is no page's doing.
OWN_MB = 500
_SLOT = struct.Struct("<qq")
_LONGER = 1.5


class UnderWay:
    """Kept by the process that takes pages apart, in `file`."""

    def __init__(self, file: Path, seconds: float) -> None:
        self._seconds, self._count = seconds * _LONGER, 0
        _empty(file)
        with file.open("r+b") as opened:
            self._slot = mmap.mmap(opened.fileno(), _SLOT.size)

    def begin(self, number: int) -> None:
        """From now on the page `number` is taken apart. Should nobody watch any more, the process ends itself
        when it takes too long."""
        self._count += 1
        _SLOT.pack_into(self._slot, 0, self._count, number)
        signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def end(self) -> None:
        """It is done."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        _SLOT.pack_into(self._slot, 0, self._count, 0)


class Watch:
    """Seen from the process that started the one with `pid`."""

    def __init__(self, file: Path, limits: SandboxLimits) -> None:
        self._file, self._limits = file, limits
        self._seen, self._worked = (0, 0), 0.0
        _empty(file)

    def broken(self, pid: int) -> str:
        """Which limit the page under way has broken; empty while none is. To be asked every second or so."""
        if memory_mb(pid) > self._limits.memory_mb + OWN_MB:
            return f"needed over {self._limits.memory_mb} MB"
        slot = _read(self._file)
        if slot != self._seen:
            self._seen, self._worked = slot, worked_s(pid)
        if slot[1] and worked_s(pid) - self._worked > self._limits.seconds:
            return f"took over {self._limits.seconds:g} s"
        return ""

    @property
    def number(self) -> int:
        """The page under way, or that was when the process ended; 0 for none."""
        return number_in(self._file)


def number_in(file: Path) -> int:
    """The page that the process of `file` is taking apart, or was when it ended; 0 for none."""
    return _read(file)[1]


def suspect(folder: Path, number: int) -> int:
    """Note that a process ended while it took the page `number` apart; how often so far."""
    known = suspects(folder)
    known[number] = known.get(number, 0) + 1
    (folder / SUSPECTS).write_text(json.dumps(known))
    return known[number]


def suspects(folder: Path) -> dict[int, int]:
    """The pages that were under way when a process ended, and how often."""
    try:
        kept: dict[str, int] = json.loads((folder / SUSPECTS).read_text())
    except (OSError, ValueError):
        return {}
    return {int(number): times for number, times in kept.items()}


def _read(file: Path) -> tuple[int, int]:
    count, number = _SLOT.unpack(file.read_bytes())
    return count, number


def _empty(file: Path) -> None:
    """Nothing is under way. In place: a file cut short for a moment would be read just then."""
    opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    os.pwrite(opened, _SLOT.pack(0, 0), 0)
    os.close(opened)
