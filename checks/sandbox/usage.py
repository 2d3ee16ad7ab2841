"""What another process uses, as the operating system says."""

import os
from pathlib import Path
from time import monotonic

MB = 2**20


def worked_s(pid: int | None) -> float:
    """Seconds of a processor that the process took so far; those that passed where that is not known."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return monotonic()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int | None) -> float:
    """What the process has in memory now; 0 where that is not known."""
    try:
        resident = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(resident) * os.sysconf("SC_PAGE_SIZE") / MB


def own_memory_mb(pid: int) -> float:
    """What the process holds and shares with no other; 0 where that is not known."""
    try:
        resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[1:3]
    except (OSError, ValueError):
        return 0.0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / MB


def session_of(leader: int) -> list[int]:
    """The processes of the session that `leader` began and that are not ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, *rest = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state != "Z" and int(rest[2]) == leader:
            found.append(int(folder.name))
    return found
