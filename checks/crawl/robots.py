"""What a site's robots.txt lets a reader of the whole site ask for (RFC 9309).

`protego` takes the file apart and matches paths without backtracking; the standard library's reader knows no
`*` and `$`, ends a group at a blank line, and takes `Disallow: /*?` for the whole site. `protego` gives a
reader the group of any name that its own begins with, and none that is written with a version
(`findings/protego-names-by-beginning.sh`): names are made ours or somebody else's before."""

import re
from dataclasses import dataclass
from functools import cached_property

from protego import Protego

from checks.fetch import Fetcher, Limits

from .limits import data

FILE = "/robots.txt"
AGENT = "SupervisionChecker"
# The standard (section 2.5) wants at least 500 KiB to be read; the rest of a longer file is not looked at.
_MOST_CHARACTERS = 512_000
# No part of the standard, and written as people write numbers: `1,5`, `2s`, `3 秒`.
_DELAY = re.compile(
    r"[ \t]*crawl-delay[ \t]*:[ \t]*(\d{1,9})(?:[.,](\d{1,9}))? {0,9}(?:s|sec|seconds?|秒)? *(?:#.*)?",
    re.IGNORECASE,
)

_GROUP = re.compile(r"[ \t]*user-agent[ \t]*:(.*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_-]*")
_SOMEBODY_ELSE = "0"  # no name begins with a digit


@dataclass(frozen=True)
class Robots:
    """The rules in `text`, which is None where the site has no such file."""

    text: str | None = None

    @property
    def there(self) -> bool:
        """Whether the site has such a file at all."""
        return self.text is not None

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        return self.text is None or self._rules.can_fetch(url, AGENT)

    @property
    def delay_s(self) -> float:
        """The pause that the site asks for, within reason."""
        asked = (self._rules.crawl_delay(AGENT) or 0.0) if self.there else 0.0
        return min(asked, float(data()["robots"]["delay_most_s"]))

    @property
    def maps(self) -> tuple[str, ...]:
        """The addresses of its site maps, as written."""
        return tuple(self._rules.sitemaps) if self.there else ()

    @cached_property
    def _rules(self) -> Protego:
        lines = (self.text or "").lstrip("\ufeff")[:_MOST_CHARACTERS].splitlines()
        return Protego.parse("\n".join(map(_ours_or_not, lines)))


def _ours_or_not(line: str) -> str:
    """The line; one that begins a group names us, everybody or somebody else (section 2.2.1 of the standard:
    the name is letters, `_` and `-`, compared as a whole and without case)."""
    group = _GROUP.fullmatch(line)
    if group is None:
        pause = _DELAY.fullmatch(line)
        return f"Crawl-delay: {pause[1]}.{pause[2] or 0}" if pause else line
    written = group[1].partition("#")[0].strip()
    if written.split()[:1] == ["*"]:
        return "User-agent: *"
    name = _NAME.match(written)
    ours = name is not None and name[0].lower() == AGENT.lower()
    return f"User-agent: {AGENT if ours else _SOMEBODY_ELSE}"


def robots_of(text: str) -> Robots:
    """The rules for us in the text of a robots.txt: our own groups where there are any, else everybody's."""
    return Robots(text)


def text_for(origin: str, limits: Limits) -> str | None:
    """The robots.txt of a site; None where it has none. A server that fails forbids everything, as the
    standard wants; one that refuses us, or has no such page, forbids nothing."""
    visit = Fetcher(limits).get(origin + FILE)
    if visit.readable and visit.status == 200:
        kind = (visit.content_type or "text/plain").partition(";")[0].strip().lower()
        # The standard's charset is UTF-8, whatever the header says; a byte order mark is no part of a name.
        text = visit.body.decode("utf-8-sig", "replace")
        return text if kind.startswith("text/plain") or "<html" not in text.lower() else None
    if visit.status is not None and 400 <= visit.status < 500:
        return None
    return "User-agent: *\nDisallow: /"
