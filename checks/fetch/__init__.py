"""The only place that opens a network connection.

`Fetcher(Limits(...)).get(url)` gives a `Visit` and never raises."""

from typing import TYPE_CHECKING, Any

from checks.fetch.address import BadAddress, visitable
from checks.fetch.decode import Decoded, decode
from checks.fetch.limits import Limits
from checks.fetch.tls import TlsFacts
from checks.fetch.visit import Visit

if TYPE_CHECKING:
    from checks.fetch.fetcher import Fetcher

__all__ = ["BadAddress", "Decoded", "Fetcher", "Limits", "TlsFacts", "Visit", "decode", "visitable"]


def __getattr__(name: str) -> Any:
    """The fetcher when it is first asked for: with it comes `requests`, which is long to import."""
    if name != "Fetcher":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from checks.fetch.fetcher import Fetcher

    return Fetcher
