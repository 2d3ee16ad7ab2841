"""What reading one page may cost, and what is said of a page that wanted more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """`seconds` are for all facts of one page together; `memory_mb` is what a reading process may hold, its
    program (some 60 MB) included; `processes` read side by side."""

    seconds: float = 20.0
    memory_mb: int = 1000
    processes: int = 2


class PutAside(Exception):
    """The page at `address` broke the limits twice, the second time alone in a fresh process.

    `detail` is short English for the log and the evidence."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(f"{address}: {detail}")
        self.address, self.detail = address, detail


class Ended(Exception):
    """A reading process was killed for what it did, or died, while it answered; the message says which."""
