"""What is seen of an engine at one time; plain data for the page of the checker."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# local: asked for so. working: workers are there. empty: no worker has joined. lost: the scheduler does not
# answer. refused: it answers and cannot be used (certificates, versions).
State = Literal["local", "working", "empty", "lost", "refused"]


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """One worker. `memory` and `memory_limit` are bytes; `under_way` counts its tasks."""

    name: str
    vantage: str
    host: str
    threads: int
    under_way: int
    memory: int
    memory_limit: int
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class EngineSeen:
    """`said` is why a cluster is not used, in the words of the machine."""

    state: State
    address: str = ""
    said: str = ""
    workers: tuple[WorkerSeen, ...] = field(default=())
