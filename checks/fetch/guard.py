"""Which network addresses a visit may reach.

Staff type addresses and pages redirect, while the checker stands inside an office network: without this
guard anyone could make it knock on internal doors. The guard judges numbers, never names, and it judges
exactly the number that is then connected to."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

Address = IPv4Address | IPv6Address

# Older Pythons call some of these global; the standard registries do not.
_SPECIAL: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/8",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


class Permit(Protocol):
    """Anything that can say that a private address is allowed on a port."""

    def covers(self, address: Address, port: int) -> bool: ...


class Guarded(Exception):
    """A connection was refused before any packet was sent."""


def embedded(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address only wraps: IPv4-mapped, 6to4, NAT64, Teredo, ISATAP."""
    if isinstance(address, IPv4Address):
        return None
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 & 0xFFFF_FFFF in (0x5EFE, 0x0200_5EFE):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def off_limits(address: Address) -> bool:
    """Whether `address` is anything but a public unicast address."""
    inner = embedded(address)
    if inner is not None:
        return off_limits(inner)
    return (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or not address.is_global
        or any(address in network for network in _SPECIAL)
    )


def inspect(addresses: Iterable[str], port: int, allowed: Iterable[Permit] = ()) -> None:
    """Refuse the whole connection if any of the resolved `addresses` is off limits and not allowed.

    Raises `Guarded`; one good address beside a bad one is how a hostile name server would try."""
    permits = tuple(allowed)
    for text in addresses:
        address = ip_address(text.partition("%")[0])
        if off_limits(address) and not any(
            permit.covers(form, port) for permit in permits for form in _forms(address)
        ):
            raise Guarded(f"{address} port {port} is not a public address")


def _forms(address: Address) -> Iterator[Address]:
    yield address
    inner = embedded(address)
    if inner is not None:
        yield inner
