"""What one check of one channel says: five outcomes, and a name for each way a visit can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from core.common.failure import Failure as Failure

if TYPE_CHECKING:  # the lists bring the database along, which a process that reads does without
    from core.wording.entry import Entry

# Evidence of a rule over a past window whose cause is gone: neither verified nor returned yet.
STILL_COUNTING = "still_counting"


class Outcome(StrEnum):
    """Only a confirmed `problem` becomes a finding; `blocked` means it could not be checked, or not yet
    (`standing_of`)."""

    OK = "ok"
    PROBLEM = "problem"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    EXEMPT = "exempt"


# Nothing stood in the way; what the check needs is still to come, such as the rest of a week.
TO_COME = frozenset({Failure.TOO_FEW})
PENDING = "pending"


def standing_of(outcome: str, failure: str | None) -> str:
    """The outcome as readers see it: `PENDING` for what was not judged yet, which differs from what
    could not be checked, although neither confirms nor clears."""
    return PENDING if outcome == Outcome.BLOCKED and failure in TO_COME else str(outcome)


@dataclass(frozen=True, slots=True)
class Problem:
    """One of the problems a check saw: what becomes one finding.

    `key` tells it from the others of the same check and channel (64 characters at most); `piece` is the
    stretch of page it rests on; `same` is what has to stay for the evidence to be the same (the piece
    and the failure when empty); `detail` is JSON-safe."""

    key: str = ""
    address: str = ""
    status: int | None = None
    failure: Failure | None = None
    confidence: float | None = None
    piece: str = ""
    same: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Equal for equal evidence; 32 characters."""
        what = self.same or f"{self.failure or ''}\n{self.piece}"
        return sha256(f"{self.address}\n{what}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a visitor sees it, a PNG, drawn by a browser. `marked`: a place in it is framed."""

    address: str
    at: datetime
    data: bytes = field(repr=False)
    marked: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, under which they are kept."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class View:
    """What one vantage point saw of a channel; `total_ms` is None where nothing was timed."""

    vantage: str
    outcome: Outcome
    at: datetime
    failure: Failure | None = None
    status: int | None = None
    total_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One check of one channel at one time: what `checks` hands to `core.monitoring`.

    `evidence` is JSON-safe. Times are milliseconds, measured inside the client; None when not reached.
    `problems`: what is wrong, piece by piece; empty for a check that knows only one. `unsure`: keys that
    this time could be neither seen nor cleared, such as a link whose server did not answer. `outgoing`: the
    addresses off the site that its pages lead to, with their words; None where they were not read.
    `columns`: what the home page names like columns of the site, as addresses with their words.
    `views`: what each vantage point saw, where the channel was visited from several. `pictures`: of the pages
    that a browser read."""

    channel_id: int
    check: str
    at: datetime
    outcome: Outcome
    failure: Failure | None = None
    status: int | None = None
    connect_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unsure: frozenset[str] = frozenset()
    outgoing: tuple[tuple[str, str], ...] | None = None
    columns: tuple[tuple[str, str], ...] = ()
    views: tuple[View, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A registered column. `category`: key of the rule set's windows; `window_days` overrules it."""

    id: int
    name: str
    url: str
    category: str = ""
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a person saw of an account on `seen_on`: its last post was of `last_post_on`."""

    last_post_on: date
    seen_on: date


@dataclass(frozen=True, slots=True)
class Target:
    """What a check needs to know of a channel; carries no database object, so it travels anywhere.

    Registered facts are empty where the registry does not know them. `memory`: what a check that compares
    a site with its past kept in its evidence, by name of check. `proof`: for accounts that cannot be read
    from outside. `seen`: where a check of samples found what is not mended yet, or was mended lately, as
    keys and addresses by name of check. `words`: the office's own entries of the word lists."""

    channel_id: int
    name: str
    url: str
    site_code: str = ""
    exempt: bool = False
    kind: str = "website"
    category: str = ""
    sponsor: str = ""
    icp: str = ""
    ipv6: bool = False
    domains: tuple[str, ...] = ()
    columns: tuple[TargetColumn, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    proof: Proof | None = None
    seen: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    words: "tuple[Entry, ...]" = ()
