"""What one reading by a browser may cost, what it is asked and what it brings home."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from core.common import clock


@dataclass(frozen=True, slots=True)
class BrowserLimits:
    """`seconds` for everything from the start of the browser to its end; `memory_mb` what it and its children
    may hold; `most_requests` and `most_mb` what the page may ask for and be sent."""

    seconds: float = 30.0
    memory_mb: int = 1500
    most_requests: int = 300
    most_mb: int = 30
    width: int = 1280
    height: int = 900


@dataclass(frozen=True, slots=True)
class Order:
    """What the browser is to open. `allowed_private`: private addresses that the site itself may have.
    `marks`: what is to be framed in the picture, addresses of links or words; the first that is there is."""

    address: str
    executable: str
    profile: str
    limits: BrowserLimits
    user_agent: str
    allowed_private: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    account: str | None = None

    def as_json(self) -> dict[str, Any]:
        """In a form that JSON can carry."""
        return asdict(self)

    @classmethod
    def of(cls, given: dict[str, Any]) -> Self:
        """What `as_json` gave."""
        limits = BrowserLimits(**given.pop("limits"))
        allowed, marks = tuple(given.pop("allowed_private")), tuple(given.pop("marks"))
        return cls(**given, limits=limits, allowed_private=allowed, marks=marks)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as the browser had it in the end. `settled`: nothing was under way any more; `picture` is a PNG;
    `refused`: requests that the guard turned down; `marked`: whether something is framed in the picture."""

    address: str
    status: int
    html: str
    picture: bytes
    settled: bool
    requests: int = 0
    refused: int = 0
    marked: bool = False
    at: datetime = field(default_factory=clock.now)


@dataclass(slots=True)
class Counts:
    """What passed the proxy."""

    requests: int = 0
    refused: int = 0
    sent: int = 0
