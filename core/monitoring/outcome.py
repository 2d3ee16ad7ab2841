"""What one check of one channel says: five outcomes, and a name for each way a visit can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """Only a confirmed `problem` becomes a finding; `blocked` means it could not be checked."""

    OK = "ok"
    PROBLEM = "problem"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    EXEMPT = "exempt"


class Failure(StrEnum):
    """Why a visit gave no usable page. Each has a name and a remedy in the catalogue `failure`."""

    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TLS = "tls"
    PROTOCOL = "protocol"
    SERVER_ERROR = "server-error"
    CLIENT_ERROR = "client-error"
    FIREWALL = "firewall"
    REDIRECTS = "redirects"
    TOO_LARGE = "too-large"
    GUARDED = "guarded"
    ADDRESS = "address"
    NO_DATE = "no-date"
    NO_TEXT = "no-text"
    TOO_FEW = "too-few"
    CHECKER = "checker"


@dataclass(frozen=True, slots=True)
class Report:
    """One check of one channel at one time: what `checks` hands to `core.monitoring`.

    `evidence` is JSON-safe. Times are milliseconds, measured inside the client; None when not reached."""

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


@dataclass(frozen=True, slots=True)
class Target:
    """What a check needs to know of a channel; carries no database object, so it travels anywhere."""

    channel_id: int
    name: str
    url: str
    site_code: str = ""
    exempt: bool = False
