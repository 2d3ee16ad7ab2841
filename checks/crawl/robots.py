"""What a site's robots.txt lets a reader of the whole site ask for (RFC 9309).

The standard library takes the file apart; it knows no `*` and `$` in paths and lets the first rule win, so
the rules are matched here: the longest one counts, and of equals the one that allows."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

from checks.fetch import Fetcher, Limits

from .limits import data

FILE = "/robots.txt"
AGENT = "SupervisionChecker"


@dataclass(frozen=True, slots=True)
class Robots:
    """`rules` are (pattern, allowed); `delay_s` the pause that the site asks for, within reason; `maps` the
    addresses of its site maps. `there`: whether the site has such a file at all."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0
    maps: tuple[str, ...] = ()
    there: bool = False

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        if not self.rules:
            return True
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        if path == FILE:
            return True
        best, allowed = -1, True
        for pattern, allows in self.rules:
            if (len(pattern), allows) > (best, allowed) and _pattern(pattern).match(path):
                best, allowed = len(pattern), allows
        return allowed


def robots_of(text: str) -> Robots:
    """The rules for us in the text of a robots.txt: our own group where there is one, else everybody's."""
    parser = RobotFileParser()
    parser.parse(text.lstrip("\ufeff").splitlines())
    entry = next(
        (one for one in parser.entries if one.applies_to(AGENT)),  # type: ignore[attr-defined]
        parser.default_entry,  # type: ignore[attr-defined]
    )
    rules = tuple((unquote(line.path), bool(line.allowance)) for line in entry.rulelines) if entry else ()
    asked = float(entry.delay or 0) if entry else 0.0
    delay = min(asked, float(data()["robots"]["delay_most_s"]))
    return Robots(rules=rules, delay_s=delay, maps=tuple(parser.site_maps() or ()), there=True)


def text_for(origin: str, limits: Limits) -> str | None:
    """The robots.txt of a site; None where it has none. A server that fails forbids everything, as the
    standard wants; one that refuses us, or has no such page, forbids nothing."""
    visit = Fetcher(limits).get(origin + FILE)
    if visit.readable and visit.status == 200:
        kind = (visit.content_type or "text/plain").partition(";")[0].strip().lower()
        return visit.text if kind.startswith("text/plain") or "<html" not in visit.text.lower() else None
    if visit.status is not None and 400 <= visit.status < 500:
        return None
    return "User-agent: *\nDisallow: /"


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    end = pattern.endswith("$")
    parts = (re.escape(part) for part in pattern.removesuffix("$").split("*"))
    return re.compile(".*".join(parts) + ("$" if end else ""), re.S)
