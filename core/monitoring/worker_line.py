"""One worker of a cluster, as plain data: workers read this too, and know no database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """One worker of the cluster. `memory` and `memory_limit` are bytes; `under_way` counts its tasks."""

    name: str
    vantage: str
    host: str
    threads: int
    under_way: int
    memory: int
    memory_limit: int
    last_seen: datetime
