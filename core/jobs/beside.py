"""How far a job is, said in a file beside the database while its own transaction shuts out its row.

Only SQLite needs it, whose one writer is the job; there every process is on the machine of the file. What is
lost with the file is a bar on a page."""

import os
from pathlib import Path

from db.settings import DatabaseSettings


def say(job_id: int, attempt: int, share: float) -> None:
    """Write that this attempt is at `share`, 0 to 1; whoever reads sees the old line or the new one."""
    file = _file(job_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(f"{attempt} {share:.4f}", "utf-8")
    fresh.replace(file)


def heard(job_id: int, attempt: int) -> float:
    """What this attempt said last; 0 when it said nothing."""
    try:
        said_by, share = _file(job_id).read_text("utf-8").split()
        return float(share) if int(said_by) == attempt else 0.0
    except (OSError, ValueError):
        return 0.0


def forget(job_id: int) -> None:
    """The job is over: its row says how far it came."""
    _file(job_id).unlink(missing_ok=True)


def _file(job_id: int) -> Path:
    return DatabaseSettings().data_dir / "jobs" / f"{job_id}.share"
