"""requests over guarded connections, with the two shared TLS contexts and nothing from the environment."""

import logging
from ssl import CERT_NONE, CERT_REQUIRED
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.adapters import HTTPAdapter

from .connect import POOLS
from .tls import unverified_context, verifying_context

# Odd headers are the sites' own; they are facts of a visit, not lines of our log.
logging.getLogger("urllib3").setLevel(logging.ERROR)

POOLS_KEPT = 16


class GuardedAdapter(HTTPAdapter):
    """Sends prepared requests. Used without a `requests.Session`: that one would read a redirect's whole
    body unbounded, take proxies and passwords from the environment, and share cookies."""

    def __init__(self, trusted_ca: str = "") -> None:
        self._contexts = {True: verifying_context(trusted_ca), False: unverified_context()}
        super().__init__(pool_connections=POOLS_KEPT, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = dict(POOLS)

    def build_connection_pool_key_attributes(
        self,
        request: PreparedRequest,
        verify: Any,
        cert: Any = None,
    ) -> Any:
        parts = urlsplit(str(request.url))
        host = {"scheme": parts.scheme.lower(), "host": parts.hostname, "port": parts.port}
        if host["scheme"] != "https":
            return host, {}
        required = CERT_REQUIRED if verify else CERT_NONE
        return host, {"ssl_context": self._contexts[bool(verify)], "cert_reqs": required}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the pool already carries its context, and a file named here would be read each time."""
