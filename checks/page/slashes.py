"""Dates such as `05/12/2016`, of which either number may be the month: what a page says of their order.

Other dates on the page (`15/11/2016`), its language, the day in its address and the day of the visit tell;
where none does, such a date is left out rather than guessed."""

import re
from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from .outline import Outline
from .patterns import date_in_address

_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\d/])")
_MOST_MONTHS = 12
# Where the day stands first, and where the month does, by the language that a page declares.
_DAY_FIRST = frozenset(
    {"de", "fr", "es", "pt", "it", "nl", "ru", "pl", "cs", "tr", "da", "el", "vi", "id", "th", "ar"}
)
_DAY_FIRST_ENGLISH = frozenset({"en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za"})


def in_order(page: Outline, tree: LexborHTMLParser, url: str, today: date) -> Outline:
    """`page` with its slashed dates written year first, where their order is known."""
    text = "\n".join(page.pieces) if any("/" in piece for piece in page.pieces) else ""
    found = [(int(one), int(two), int(year)) for one, two, year in _SLASHED.findall(text)]
    if not found or all(max(one, two) > _MOST_MONTHS or one == two for one, two, _ in found):
        return page
    day_first = _order(found, tree, url, today)
    if day_first is None:
        return page
    order = r"\3-\2-\1" if day_first else r"\3-\1-\2"
    return replace(page, pieces=[_SLASHED.sub(order, piece) for piece in page.pieces])


def _order(found: list[tuple[int, int, int]], tree: LexborHTMLParser, url: str, today: date) -> bool | None:
    """Whether the day stands first; None where nothing says so, or the page is at odds with itself."""
    said = {one > _MOST_MONTHS for one, two, _ in found if max(one, two) > _MOST_MONTHS and one != two}
    if said:
        return said.pop() if len(said) == 1 else None
    near = date_in_address(url)
    for one, two, year in found:
        if one == two:
            continue
        if near and (year, *sorted((one, two))) == (near.year, *sorted((near.month, near.day))):
            return near.day == one
        if date(year, two, one) > today >= date(year, one, two):
            return False
        if date(year, one, two) > today >= date(year, two, one):
            return True
    return _by_language(tree)


def _by_language(tree: LexborHTMLParser) -> bool | None:
    root = tree.css_first("html")
    language = ((root.attributes.get("lang") if root is not None else "") or "").lower().replace("_", "-")
    if language == "en-us":
        return False
    return True if language in _DAY_FIRST_ENGLISH or language.partition("-")[0] in _DAY_FIRST else None
