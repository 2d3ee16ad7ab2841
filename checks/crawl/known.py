"""How an answer is recognised as the one of an earlier reading, so that it is not taken apart again.

Either the server says so (304, RFC 9110, section 13), or the body that came has the same print."""

from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from checks.fetch.classify import of_answer

if TYPE_CHECKING:
    from .arrival import Arrival

NOT_MODIFIED = 304
NO_PRINT = 0
# A page changed within the same second has the same time of change: the standard's own limit (8.8.2.2).
_SETTLED_S = 60


class Known(NamedTuple):
    """What is remembered of an answer. `etag` and `modified` as the server sent them, empty for none; `type`
    as sent; `mark`: the print of the body, `NO_PRINT` where it was not read whole; `until`: the ordinal of
    the first day on which its facts may differ; `few`: so few links that it may be a firewall's page."""

    etag: str
    modified: str
    type: str
    mark: int
    until: int
    few: bool = False

    @property
    def conditions(self) -> list[str]:
        """The lines of a request that asks for the answer only if it has changed."""
        asked = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return [f"{name}: {value}" for name, value in asked if value]


def print_of(body: bytes) -> int:
    """64 bits that tell equal bodies, signed as SQLite wants them; never `NO_PRINT`."""
    return int.from_bytes(blake2b(body, digest_size=8).digest(), "little", signed=True) or 1


def known_of(arrival: "Arrival", mark: int, until: int, *, few: bool = False) -> Known | None:
    """What `arrival` is to be recognised by; None where there is nothing."""
    etag, modified = _validators(arrival.head())
    if not (mark or etag or modified):
        return None
    return Known(etag, modified, arrival.type, mark, until, few)


def is_the_same(arrival: "Arrival", known: Known) -> bool:
    """Whether to believe that an answer is "not modified": not where what it says of itself is otherwise."""
    head = arrival.head()
    etag = head.get("etag", known.etag)
    same = etag.removeprefix("W/") == known.etag.removeprefix("W/") and arrival.type in ("", known.type)
    return same and (not known.few or of_answer(200, head, b"") is None)


def _validators(head: dict[str, str]) -> tuple[str, str]:
    """ETag and Last-Modified; neither of an answer that was changed only just before it was sent."""
    modified = head.get("last-modified", "")
    if modified and not _settled(modified, head.get("date", "")):
        return "", ""
    return _plain(head.get("etag", "")), _plain(modified)


def _plain(value: str) -> str:
    """A value that can be sent back as it is."""
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""


def _settled(modified: str, sent: str) -> bool:
    try:
        return (parsedate_to_datetime(sent) - parsedate_to_datetime(modified)).total_seconds() >= _SETTLED_S
    except (ValueError, TypeError, OverflowError):
        return False
