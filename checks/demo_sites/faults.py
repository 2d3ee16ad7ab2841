"""The faults a demo site can have, and their measures from `faults.toml`."""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.demo.sites import DemoSite

_DATA = Path(__file__).with_name("faults.toml")


class Fault(StrEnum):
    """A fault by its name in `faults.toml`, in the order in which a visitor meets them."""

    DOWN = "down"
    BAD_CERTIFICATE = "bad-certificate"
    EXPIRING_CERTIFICATE = "expiring-certificate"
    WRONG_NAME = "wrong-name"
    SLOW = "slow"
    DRIP = "drip"
    ERROR = "error"
    FIREWALL = "firewall"
    CHALLENGE = "challenge"
    FOREIGN_DOMAIN = "foreign-domain"
    NO_IPV6 = "no-ipv6"
    MOVED = "moved"
    LONG_WAY = "long-way"
    OLD_SERVER = "old-server"
    HEAVY = "heavy"
    SCRIPTED_HOME = "scripted-home"
    DEFACED = "defaced"
    STALE_HOME = "stale-home"
    STALE_COLUMNS = "stale-columns"
    EMPTY_COLUMNS = "empty-columns"
    DEAD_LINKS = "dead-links"
    NO_FOOTER = "no-footer"
    NO_SEARCH = "no-search"
    NO_INTERACTION = "no-interaction"
    NO_TAGS = "no-tags"
    WRONG_FACTS = "wrong-facts"
    MIXED = "mixed"
    PERSONAL_DATA = "personal-data"
    HIDDEN_LINKS = "hidden-links"
    ILLEGAL_LINKS = "illegal-links"
    WRONG_WORDS = "wrong-words"
    SCRIPTED_FOOTER = "scripted-footer"
    GBK = "gbk"
    SILENT_ACCOUNT = "silent-account"


Faults = frozenset[Fault]


class UnknownFaultError(ValueError):
    """No fault has this name. The name is the argument."""


class UnfitFaultError(ValueError):
    """The site cannot have this fault, such as a bad certificate without https: wrong scheme or type."""


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


def fit(site: DemoSite, names: Iterable[str]) -> Faults:
    """`names` as faults that `site` can have. Raises `UnknownFaultError` or `UnfitFaultError`."""
    faults = frozenset(fault_named(name) for name in names)
    for fault in faults:
        row = measures(fault)
        if row.get("scheme", site.scheme) != site.scheme or site.type not in row.get("types", [site.type]):
            raise UnfitFaultError(site.key, fault.value)
    return faults


def injected_at_start(site: DemoSite) -> Faults:
    """The faults `site` has when the demo sites start."""
    return fit(site, site.faults)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """`faults` in the order in which a visitor meets them."""
    return sorted(faults, key=list(Fault).index)
