"""What is seen of an engine at one time; plain data for the page of the checker."""

from dataclasses import dataclass, field
from typing import Literal

from core.monitoring.worker_line import WorkerLine

# local: asked for so. working: workers are there. empty: no worker has joined. lost: the scheduler does not
# answer. refused: it answers and cannot be used (certificates, versions).
State = Literal["local", "working", "empty", "lost", "refused"]


@dataclass(frozen=True, slots=True)
class EngineSeen:
    """`said` is why a cluster is not used, in the words of the machine."""

    state: State
    address: str = ""
    said: str = ""
    workers: tuple[WorkerLine, ...] = field(default=())
