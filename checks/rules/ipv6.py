"""Whether the site can be reached by IPv6 where the registry says so, or its name promises it."""

from checks.fetch import Visit
from checks.fetch.names import has_v6_route, is_literal, names_of
from checks.page import Page, host_of
from checks.page.sites import same_site
from checks.site import Getter, Site
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "ipv6"
LOOKUP_S = 5.0
_HOSTS, _LINKS_S = 20, 2.0  # of the site's own links: a site has few names


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A site registered as supporting IPv6 whose name has no IPv6 address is a problem, and so is one whose
    IPv6 addresses do not answer while the site does. A machine without a way there cannot try the latter,
    and the evidence says so (`v6`)."""
    site = Site.of(target, fetcher, rules, visit)
    host = host_of(target.url)
    if target.exempt or not host or is_literal(host):
        return site.exempt(NAME, host=host)
    names = names_of(host, timeout_s=LOOKUP_S)
    if not names.known:
        return site.unable(NAME, Failure.DNS, host=host)
    details: dict[str, object] = {
        "host": host,
        "ipv6": list(names.v6[:8]),
        "registered_ipv6": target.ipv6,
    }
    if target.ipv6 or names.v6:
        details |= _links(site)
    if not names.v6:
        wrong = [Problem("no-address", target.url, confidence=1.0, same=host, detail={"host": host})]
        return site.report(NAME, wrong if target.ipv6 else (), details=details)
    if not has_v6_route(names.v6):
        return site.report(NAME, details=details, v6="no_route")
    return _tried(site, details)


def _links(site: Site) -> dict[str, object]:
    """How many of the site's own links have a name with an IPv6 address: those of the home page (second
    level) and those of the columns' pages (third level), as provinces score them. A name that could not be
    looked up counts on neither side."""
    if site.blocked(NAME):
        return {}
    home = _own(site.home, site.address)
    third = [
        address
        for column in site.column_pages
        if column.visit.readable
        for address in _own(site.page(column.visit), site.address)
    ]
    of_level = {"second_level_ipv6": set(home), "third_level_ipv6": set(third) - set(home)}
    hosts = sorted({host_of(address) for addresses in of_level.values() for address in addresses})[:_HOSTS]
    names = {host: names_of(host, timeout_s=_LINKS_S) for host in hosts}
    known = {host: bool(found.v6) for host, found in names.items() if found.known and not is_literal(host)}
    return {
        level: {"of": len(judged), "with": sum(judged), "v6_share": round(sum(judged) / len(judged), 4)}
        for level, addresses in of_level.items()
        if (judged := [known[host] for address in addresses if (host := host_of(address)) in known])
    }


def _own(page: Page, address: str) -> list[str]:
    return [
        link.address
        for link in page.links
        if link.address.startswith(("http://", "https://")) and same_site(link.address, address)
    ]


def _tried(site: Site, details: dict[str, object]) -> Report:
    answer = site.fetcher.by_v6(site.target.url, timeout_s=site.rules.availability.timeout_s)
    if answer is None or not site.first.readable:
        return site.report(NAME, details=details, v6="not_compared")
    if answer.readable:
        return site.report(NAME, details=details, v6="answered", peer=answer.peer)
    if answer.failure in (Failure.FIREWALL, Failure.CHECKER, Failure.GUARDED):
        return site.unable(NAME, answer.failure, **details)
    wrong = Problem("no-answer", site.target.url, answer.status, answer.failure, 0.9, same="no-answer")
    return site.report(NAME, [wrong], details=details, v6="silent")
