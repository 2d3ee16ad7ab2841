"""What was found at one address."""

from dataclasses import dataclass
from typing import NamedTuple

from core.common.failure import Failure

from .address import Address
from .known import Known

# The detail of a page whose list goes on where no address leads.
LEFT_OUT = "further pages left out"
# Distinguished from an answer of the site: seen again in a moment it may be gone.
PASSING = frozenset({Failure.TIMEOUT, Failure.RESET, Failure.REFUSED, Failure.DNS, Failure.UNREACHABLE})


class Reading(NamedTuple):
    """One address as it was found. `size` in bytes, `whole` False when only as much was seen; `print` tells
    equal bodies of pages; `links` are packed numbers; `facts` is JSON of `checks.page`, or empty.
    `same`: recognised as the answer of an earlier reading, which says the rest; `known`: what this answer is
    recognised by from now on."""

    number: int
    status: int | None = None
    failure: str = ""
    detail: str = ""
    type: str = ""
    size: int = 0
    whole: bool = True
    ms: float = 0.0
    print: int | None = None
    title: str = ""
    links: bytes = b""
    facts: str = ""
    same: bool = False
    known: Known | None = None

    @property
    def passing(self) -> bool:
        """Whether to look again before believing it."""
        return self.failure in PASSING


@dataclass(slots=True)
class Harvest:
    """What a process brings in at a time: readings, and addresses it has not met lately."""

    readings: list[Reading]
    fresh: list[Address]
