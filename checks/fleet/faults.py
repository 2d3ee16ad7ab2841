"""The faults a site of the town can have, and their measures from `faults.toml`."""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.demo.town import TownSite

_DATA = Path(__file__).with_name("faults.toml")


class Fault(StrEnum):
    """A fault by its name in `faults.toml`, in the order in which a visitor meets them."""

    DOWN = "down"
    BAD_CERTIFICATE = "bad-certificate"
    SLOW = "slow"
    DRIP = "drip"
    ERROR = "error"
    FIREWALL = "firewall"
    STALE_HOME = "stale-home"
    STALE_COLUMNS = "stale-columns"
    EMPTY_COLUMNS = "empty-columns"
    DEAD_LINKS = "dead-links"
    NO_FOOTER = "no-footer"
    GBK = "gbk"


Faults = frozenset[Fault]


class UnknownFaultError(ValueError):
    """No fault has this name. The name is the argument."""


class UnfitFaultError(ValueError):
    """The site cannot have this fault, such as a bad certificate without https."""


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def measures(fault: Fault) -> dict[str, Any]:
    """The row of `fault` in `faults.toml`; not to be changed."""
    return _table()[fault.value]


def fault_named(name: str) -> Fault:
    """The fault called `name`. Raises `UnknownFaultError`."""
    try:
        return Fault(name)
    except ValueError:
        raise UnknownFaultError(name) from None


def fit(site: TownSite, names: Iterable[str]) -> Faults:
    """`names` as faults that `site` can have. Raises `UnknownFaultError` or `UnfitFaultError`."""
    faults = frozenset(fault_named(name) for name in names)
    for fault in faults:
        if measures(fault).get("scheme", site.scheme) != site.scheme:
            raise UnfitFaultError(site.key, fault.value)
    return faults


def planted_at_start(site: TownSite) -> Faults:
    """The faults `site` has when the town starts."""
    return fit(site, site.faults)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """`faults` in the order in which a visitor meets them."""
    return sorted(faults, key=list(Fault).index)
