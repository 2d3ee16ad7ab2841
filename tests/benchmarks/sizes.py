"""What a process takes of the machine, as the kernel tells it."""

import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes in memory now, and at the most since the process began."""

    now: float
    most: float


def memory(pid: int) -> Memory:
    """Memory of a process of its own, without its children.

    From the kernel's own book: `ru_maxrss` also counts what the process was before it became this program."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM"))
    return Memory(now, most)


def processor_s(pid: int) -> float:
    """Seconds of processor time that a process has used so far."""
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def worked_s(pid: int) -> float:
    """The same to the nanosecond, fine enough for one short run: the clock of another
    process, whose number Linux makes of the process's, for which Python has no function."""
    return time.clock_gettime((~pid << 3) | 2)
