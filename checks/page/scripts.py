"""What scripts write into a page: their strings are decoded, never run."""

import re
from functools import lru_cache
from urllib.parse import unquote

from .folded import unturned
from .packed import unpacked

MOST = 400_000
_SHORT = 30_000  # scripts that are the same on many pages of a site are read once
_WRITES = re.compile(
    r"document\s*\.\s*write(?:ln)?\s*\(|\.innerHTML\s*\+?=|insertAdjacentHTML|\.append\s*\(|\.html\s*\(", re.I
)
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})")
_CODES = re.compile(r"String\s*\.\s*fromCharCode\s*\(([\d\s,]{3,20000})\)", re.I)
_PERCENT = re.compile(r"(?:%u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2})+")
_UNESCAPES = re.compile(r"unescape|decodeURI")
_ADDRESS = re.compile(r"""(?:href|src)\s*+=\s*+(?:\\?["'])?+\s*+((?:https?:)?//[^\s"'<>\\)]{4,500})""", re.I)
# From the root, whole between its quotes: a part that is put together with others is no address yet.
_ROOTED = re.compile(r"""(?:href|src)=(\\?["'])(/[\w%./?&=-]{1,300})\1""", re.I)
# The same from the page's own place, where it surely is an address: it ends in a folder or a file of the web.
_BESIDE = re.compile(
    r"""href=(\\?["'])((?:\.{1,2}/){0,9}[\w%-][\w%./-]{0,250}(?:/|\.(?:s?html?|jspx?|php|aspx?|do|pdf|docx?|xlsx?)"""
    r"""(?:\?[\w%./&=-]{0,300})?))\1""",
    re.I,
)
_SENT_ON = re.compile(
    r"""location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["']((?:https?:)?//[^"']{4,500})""", re.I
)
_REFERRER = re.compile(r"document\s*\.\s*referrer", re.I)
_SEARCHERS = re.compile(r"baidu|sogou|so\.com|360|bing|google|spider|sm\.cn", re.I)


def decoded(script: str) -> str:
    """`script` with escapes (`\\x6a`, `\\u6c38`, `%3C`, `fromCharCode`) read, so that words can be found."""
    return _decoded(script) if len(script) <= _SHORT else _read(script[:MOST])


def _read(text: str) -> str:
    if "\\" in text:
        text = _HEX.sub(lambda match: _character(int(match[1] or match[2], 16)), text)
    if "%" in text and _UNESCAPES.search(text):
        text = _PERCENT.sub(lambda match: _unescaped(match[0]), text)
    if "fromCharCode" in text:
        text = _CODES.sub(lambda match: _from_codes(match[1]), text)
    if "p,a,c,k,e" in text:
        text = f"{text}\n{unpacked(text)}"
    if "atob" in text or "reverse" in text:
        text = unturned(text)
    return text


_decoded = lru_cache(maxsize=128)(_read)


def addresses_in(script: str) -> list[str]:
    """Addresses on a host in the markup that a script writes; none of a script that writes nothing."""
    if (
        "write" not in script
        and "innerHTML" not in script
        and "HTML" not in script
        and ".append" not in script
    ):
        return []
    text = decoded(script)
    if not _WRITES.search(text):
        return []
    written = (address for form in (_ROOTED, _BESIDE) for _, address in form.findall(text))
    return [*_ADDRESS.findall(text), *written][:500]


def sent_on(script: str) -> str:
    """Where a script sends only visitors who come from a search engine; empty when it does not."""
    text = decoded(script)
    if not _REFERRER.search(text) or not _SEARCHERS.search(text):
        return ""
    match = _SENT_ON.search(text)
    return match[1] if match else ""


def _character(code: int) -> str:
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _unescaped(text: str) -> str:
    text = re.sub(r"%u([0-9a-fA-F]{4})", lambda match: _character(int(match[1], 16)), text)
    return unquote(text, errors="replace")


def _from_codes(codes: str) -> str:
    numbers = (int(code) for code in codes.split(",") if code.strip().isdecimal() and len(code.strip()) < 7)
    return "".join(_character(number) for number in numbers if number < 0x110000)
