"""`requests` on the guarded way out: an adapter with two shared TLS contexts, nothing from the environment.

By itself, since processes that read through libcurl start sooner without `requests`."""

import logging
import socket
from ssl import CERT_NONE, CERT_REQUIRED, SSLSocket
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from checks.fetch.connect import ATTEMPT, open_socket
from checks.fetch.forgiving import ForgivingResponse
from checks.fetch.tls import facts, unverified_context, verifying_context


class GuardedConnection(HTTPConnection):
    """An HTTP connection whose socket the guard has seen."""

    response_class = ForgivingResponse

    def _new_conn(self) -> socket.socket:
        return open_socket(self._dns_host.strip("[]"), self.port, ATTEMPT.get())


class GuardedTlsConnection(HTTPSConnection):
    """The same under TLS; notes what the handshake showed."""

    response_class = ForgivingResponse

    def _new_conn(self) -> socket.socket:
        return open_socket(self._dns_host.strip("[]"), self.port, ATTEMPT.get())

    def connect(self) -> None:
        super().connect()
        attempt = ATTEMPT.get()
        if isinstance(self.sock, SSLSocket):
            attempt.tls = facts(self.sock, verified=attempt.verified)


class GuardedPool(HTTPConnectionPool):
    """Hands out guarded connections, each for one request: a kept one would escape guard and clock."""

    ConnectionCls = GuardedConnection

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()


class GuardedTlsPool(HTTPSConnectionPool):
    """The same under TLS."""

    ConnectionCls = GuardedTlsConnection
    _put_conn = GuardedPool._put_conn

    def _validate_conn(self, conn: Any) -> None:
        """Connect, without the library's warning: behind a bad certificate a page is read on purpose."""
        if conn.is_closed:
            conn.connect()


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": GuardedPool, "https": GuardedTlsPool}


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
