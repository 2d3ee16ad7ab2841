"""The site's name: a domain for government sites, and one that resolves."""

from checks.fetch import Visit
from checks.fetch.names import is_literal, names_of
from checks.page import host_of, in_ascii
from checks.site import Getter, Site
from checks.site.words import words
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "domain"
LOOKUP_S = 5.0


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """A portal's or department's name outside the suffixes of `words.toml` is a problem.

    Where the registry does not say what the site is, that is suspect; institutions may have other names.
    An address of numbers is no name: the check does not apply."""
    site = Site.of(target, fetcher, rules, visit)
    host = host_of(target.url)
    if target.exempt or not host or is_literal(host):
        return site.exempt(NAME, host=host)
    names = names_of(host, timeout_s=LOOKUP_S)
    details = {"host": host, "ipv4": list(names.v4[:8]), "ipv6": list(names.v6[:8])}
    if not names.known:
        return site.unable(NAME, Failure.DNS, **details)
    rule = words()["domain"]
    if host.endswith(_both_forms(rule["suffixes"])):
        return site.report(NAME, details=details)
    if target.category in rule["bound"]:
        wrong = Problem("suffix", target.url, confidence=1.0, same=host, detail={"host": host})
        return site.report(NAME, [wrong], details=details)
    return site.report(NAME, doubts=[] if target.category else ["suffix"], details=details)


def _both_forms(suffixes: list[str]) -> tuple[str, ...]:
    """Endings as they are written, and as they go over the wire."""
    return tuple(form for each in suffixes for form in (each, "." + in_ascii(each.removeprefix("."))))
