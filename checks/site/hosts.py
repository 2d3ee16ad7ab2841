"""Which addresses belong to a site."""

from urllib.parse import urlsplit

from checks.fetch.names import is_literal
from checks.page import host_of, registered


def place(address: str) -> str:
    """What makes two addresses one owner's: the registered domain; for an IP address or a name without one
    the host with its port; empty when the address has no host."""
    host = host_of(address)
    domain = registered(host)
    named = host and not is_literal(host) and "." in domain
    return domain if named else f"{host}:{_port(address)}" if host else ""


def inside(address: str, home: str) -> bool:
    """Whether `address` is a page of the site at `home` itself: its host or one below it, whatever the
    scheme where both use their scheme's own port."""
    host, own = host_of(address).removeprefix("www."), host_of(home).removeprefix("www.")
    if not host or not own or not (host == own or host.endswith(f".{own}")):
        return False
    return _port(address) == _port(home)


def _port(address: str) -> int:
    """The port; 0 for a scheme's own, -1 when it cannot be read."""
    try:
        port = urlsplit(address).port
    except ValueError:
        return -1
    return 0 if port in (None, 80, 443) else port
