"""The only place that opens a network connection.

`Fetcher(Limits(...)).get(url)` gives a `Visit` and never raises."""

from checks.fetch.address import BadAddress, visitable
from checks.fetch.decode import Decoded, decode
from checks.fetch.fetcher import Fetcher
from checks.fetch.limits import Limits
from checks.fetch.tls import TlsFacts
from checks.fetch.visit import Visit

__all__ = ["BadAddress", "Decoded", "Fetcher", "Limits", "TlsFacts", "Visit", "decode", "visitable"]
