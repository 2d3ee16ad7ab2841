"""Whose address it is: registered domains by the public suffix list that ships with the library."""

from functools import lru_cache
from urllib.parse import urlsplit

import tldextract
from ada_url import normalize_url

# No network and no cache on disk: the snapshot inside the package is the list.
# Under these, too, names are given out one by one.
_FURTHER = ("政务.cn", "公益.cn", "xn--zfr164b.cn", "xn--55qw42g.cn")
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=_FURTHER)
_OFFICIAL = (".gov.cn", ".edu.cn", ".mil.cn", ".政务", ".公益", ".政务.cn", ".公益.cn")


@lru_cache(maxsize=20_000)
def registered(host: str) -> str:
    """The registered domain of `host`; an address of numbers, or a name without suffix, is its own."""
    return _SUFFIXES(host).top_domain_under_public_suffix or host


def host_of(address: str) -> str:
    """The host in lower case and in ASCII (`xn--…`); empty when `address` has none or cannot be read."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    return host if host.isascii() else in_ascii(host)


@lru_cache(maxsize=2_000)
def in_ascii(host: str) -> str:
    """The form in which a name goes over the wire; the name itself when it has none."""
    try:
        return urlsplit(str(normalize_url(f"http://{host}/"))).hostname or host
    except ValueError:
        return host


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered domain."""
    return registered(host_of(one)) == registered(host_of(other))


def official(host: str) -> bool:
    """Whether `host` is under a domain that only public bodies and schools are given."""
    return host.endswith(_official()) or host == "gov.cn"


@lru_cache(maxsize=1)
def _official() -> tuple[str, ...]:
    """The endings in both forms."""
    return (*_OFFICIAL, *("." + in_ascii(ending[1:]) for ending in _OFFICIAL if not ending.isascii()))
