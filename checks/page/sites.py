"""Whose address it is: registered domains by the public suffix list that ships with the library."""

from functools import lru_cache
from urllib.parse import urlsplit

import tldextract

# No network and no cache on disk: the snapshot inside the package is the list.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=20_000)
def registered(host: str) -> str:
    """The registered domain of `host`; an address of numbers, or a name without suffix, is its own."""
    return _SUFFIXES(host).top_domain_under_public_suffix or host


def host_of(address: str) -> str:
    """The host in lower case; empty when `address` has none or cannot be read."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered domain."""
    return registered(host_of(one)) == registered(host_of(other))


def official(host: str) -> bool:
    """Whether `host` is under a domain that only public bodies and schools are given."""
    return host.endswith((".gov.cn", ".edu.cn", ".mil.cn", ".政务", ".公益")) or host == "gov.cn"
