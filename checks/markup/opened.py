"""Addresses that a press opens by script: `window.open('…')`, or a function of the page that does so."""

import re
from collections.abc import Callable
from functools import lru_cache

_PLAIN = re.compile(
    r"""(?:window\.open|location(?:\.href)?\s*+=|location\.(?:assign|replace))\s*+\(?+\s*+["']([^"']{1,2000})"""
)
_CALL = re.compile(r"""(?<![\w.$])([A-Za-z_$][\w$]{0,40})\(\s*+["']([^"'\s]{1,2000})["']""")
_WHOLE = re.compile(r"(?:https?:)?//[\w-]", re.I)
_LIKE_ADDRESS = re.compile(r"/|\.{1,2}/|[\w%./-]+\.(?:s?html?|jspx?|php|aspx?|do|action)\b|[\w%-]+/", re.I)
# A function that opens what it is given as it stands: one that puts something before it would make another
# address of it.
_FUNCTION = re.compile(
    r"""(?:function\s++([A-Za-z_$][\w$]{0,40})\s*+\(\s*+([A-Za-z_$][\w$]{0,40})[^)]{0,100}\)"""
    r"""|([A-Za-z_$][\w$]{0,40})\s*+=\s*+(?:function\s*+)?+\(?+\s*+([A-Za-z_$][\w$]{0,40})[^)]{0,100}\)\s*+(?:=>)?)"""
    r"""\s*+\{?([^}]{0,400})"""
)
_MOST = 200_000
_SENDS = "window.open", "location"


def openers(script: str) -> frozenset[str]:
    """The functions of a script that open the address they are given."""
    if len(script) > _MOST or not any(word in script for word in _SENDS):
        return frozenset()
    return _openers(script)


@lru_cache(maxsize=256)
def _openers(script: str) -> frozenset[str]:
    found: set[str] = set()
    for one, given, other, handed, body in _FUNCTION.findall(script):
        name, argument = (one, given) if one else (other, handed)
        if _opens(argument).search(body) and not _changes(argument).search(body):
            found.add(name)
    return frozenset(found)


def _opens(argument: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:window\.open\s*+\(|location\.(?:assign|replace)\s*+\(|location(?:\.href)?\s*+=)\s*+"
        rf"{re.escape(argument)}\s*(?:[,;)\n]|$)"
    )


def _changes(argument: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.$]){re.escape(argument)}\s*+\+?=(?!=)")


def opened(pressed: str, known: Callable[[], frozenset[str]]) -> list[str]:
    """The addresses in an `onclick` or a `javascript:`; `known` gives the page's own functions that open what
    they are given. Of any other function only a whole address is one for sure."""
    found = _PLAIN.findall(pressed)
    for name, given in _CALL.findall(pressed) if "(" in pressed else ():
        if given in found or name in ("open", "alert", "confirm"):
            continue
        if _WHOLE.match(given) or (_LIKE_ADDRESS.match(given) and name in known()):
            found.append(given)
    return found
