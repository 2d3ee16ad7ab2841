"""What a visit may cost, and which private addresses it may reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Self

from checks.fetch.guard import Address

if TYPE_CHECKING:
    from core.common.settings import Settings

USER_AGENT = "Mozilla/5.0 (compatible; SupervisionChecker/0.1{contact})"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Private addresses that may be visited, on the ports `first`–`last` inclusive."""

    network: IPv4Network | IPv6Network
    first: int = 1
    last: int = 65535

    @classmethod
    def parse(cls, entry: str) -> Self:
        """Read `address-or-network[:port[-port]]`, IPv6 in brackets when a port follows.

        Raises `ValueError` that names the entry."""
        network, ports = _split(entry.strip())
        first, _, last = ports.partition("-")
        try:
            allowance = cls(ip_network(network, strict=False), int(first or 1), int(last or first or 65535))
        except ValueError as error:
            raise ValueError(f"not address-or-network[:port[-port]]: {entry!r}") from error
        if not 1 <= allowance.first <= allowance.last <= 65535:
            raise ValueError(f"ports out of order or range: {entry!r}")
        return allowance

    def covers(self, address: Address, port: int) -> bool:
        """Whether `address` on `port` is allowed."""
        return self.first <= port <= self.last and address in self.network


def allowances(entries: Iterable[str]) -> tuple[Allowance, ...]:
    """All entries of an allow-list. Raises `ValueError` that names the first wrong one."""
    return tuple(Allowance.parse(entry) for entry in entries)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one visit. `timeout_s` is for everything together: name lookup, connections, redirects
    and the whole body; reaching it exactly already counts as failed (the rule says 超过(含)15秒).
    `host_gap_s`: seconds between two visits to one host while a site is read."""

    timeout_s: float = 15.0
    max_bytes: int = 2_000_000
    max_redirects: int = 20
    allowed_private: tuple[str, ...] = ()
    user_agent: str = USER_AGENT.format(contact="")
    trusted_ca: str = ""
    host_gap_s: float = 0.0

    def __post_init__(self) -> None:
        allowances(self.allowed_private)

    @classmethod
    def from_settings(cls, settings: "Settings", *, timeout_s: float) -> Self:
        """Limits as set; `timeout_s` is rule data. Raises `ValueError` for a wrong allow-list entry."""
        contact = settings.contact.strip()
        return cls(
            timeout_s=timeout_s,
            max_bytes=settings.fetch_max_bytes,
            max_redirects=settings.fetch_max_redirects,
            allowed_private=tuple(settings.allowed_private),
            user_agent=USER_AGENT.format(contact=f"; +{contact}" if contact else ""),
            trusted_ca=str(settings.trusted_ca or ""),
            host_gap_s=settings.host_gap_s,
        )


def _split(entry: str) -> tuple[str, str]:
    """Address and ports of one entry; a bare IPv6 address has colons but no port."""
    if entry.startswith("["):
        network, _, rest = entry[1:].partition("]")
        return network, rest.removeprefix(":")
    if entry.count(":") > 1:
        return entry, ""
    network, _, ports = entry.partition(":")
    return network, ports
