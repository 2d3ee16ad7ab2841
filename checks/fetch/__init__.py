"""The only place that opens a network connection.

`Fetcher(Limits(...)).get(url)` gives a `Visit` and never raises."""

from .address import BadAddress, visitable
from .decode import Decoded, decode
from .fetcher import Fetcher
from .limits import Limits
from .tls import TlsFacts
from .visit import Visit

__all__ = ["BadAddress", "Decoded", "Fetcher", "Limits", "TlsFacts", "Visit", "decode", "visitable"]
