"""The day on which an article was published, and the newest day of a column's list.

What a page tells machines stands in `stated.py`, what it shows to readers in `shown.py`."""

import re
from datetime import date
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser

from .dates import DateFact, counted, sure
from .fact import Fact
from .outline import Outline
from .patterns import date_in_address, in_year
from .shown import Shown, shown, years_of
from .stated import (
    canonical,
    changed_tag,
    in_attributes,
    in_scripts,
    marked_up,
    published_markup,
    structured,
    tagged,
    weakly_tagged,
    years_in_scripts,
)

_LONG_LIST = 5
_GUESSED = ("month-day", "loose")


def published(tree: LexborHTMLParser, page: Outline, url: str, today: date) -> Fact[date] | None:
    """The day an article says it was published, the surest place first; None when it says nothing.

    A label that differs by more than a day from the page tag makes both doubtful (confidence 0.6). The label
    of publishing goes before, as a migration gives every article a tag of its own day; any other behind."""
    tag, found = tagged(tree, today), shown(page, today)
    if tag:
        return _beside(tag, found) if found and found.known else tag
    sure = bool(found and found.known and found.fact.confidence > 0.6)
    if best := None if found and sure and found.of_publishing else published_markup(tree, today):
        return best
    if found and sure:
        return found.fact
    best = marked_up(tree, today) or structured(tree, today) or _unseen(tree, page, today)
    if best or not found:
        own = canonical(tree) or url
        return best or weakly_tagged(tree, today) or addressed(own, url, today) or changed_tag(tree, today)
    return _dated(found, tree, url, today)


def _unseen(tree: LexborHTMLParser, page: Outline, today: date) -> Fact[date] | None:
    """What a page hands to its own scripts, or keeps in attributes."""
    heading = tree.css_first("h1")
    shown = " ".join(heading.text(deep=True).split()) if heading is not None else ""
    own = re.split(r"[_|]|\s[-–]\s|-(?=[^-]*$)", page.title)[0].strip()  # behind it: the site
    titles = list(dict.fromkeys(filter(None, (shown, own, page.title.strip()))))
    return in_scripts(tree, today, titles) or in_attributes(tree, today)


def newest_of_list(items: tuple[DateFact, ...]) -> DateFact | None:
    """The newest date that belongs to an item of the page's own list, not to a box at its side.

    `items` are sorted newest first, and days to come are not among them. Dates that are written out go
    before such as only an address has."""
    own = own_list(items)
    if own and _goes_on(items, own[0]):
        return None
    return next(iter(own), None) or next(filter(counted, items), None)


def _goes_on(items: tuple[DateFact, ...], newest: DateFact) -> bool:
    """Whether a list goes on above its newest day of a known year with days that have none: how new it is
    cannot be said then."""
    return any(
        fact.how in _GUESSED and fact.where == newest.where and not fact.aside
        for fact in takewhile(lambda fact: fact.day > newest.day, items)
    )


def own_list(items: tuple[DateFact, ...]) -> list[DateFact]:
    """The dated items of the page's own list, in the order of `items`."""
    own = [fact for fact in items if counted(fact) and not fact.aside]
    written = [fact for fact in own if sure(fact)]
    middle = [fact for fact in written if not fact.beside]
    # A column's list may stand in a box named after its place, beside a lone date of something else.
    if written and (not middle or (len(middle) == 1 and len(written) > _LONG_LIST)):
        middle = written
    return middle or own


def addressed(address: str, url: str, today: date) -> Fact[date] | None:
    """The day that the address of the page has in it."""
    day = date_in_address(address) or date_in_address(url)
    return Fact(day, "address", "address", 0.6) if day and day <= today else None


def _beside(tag: Fact[date], found: Shown) -> Fact[date]:
    """What counts of a tag and the day that readers see: theirs where only a zone of time lies between."""
    apart = abs((tag.value - found.fact.value).days)
    if apart == 1 and found.fact.confidence >= 0.8:
        return found.fact
    return _contradicted(tag, found) if apart > 1 and found.fact.confidence > 0.8 else tag


def _contradicted(tag: Fact[date], found: Shown) -> Fact[date]:
    best = found.fact if found.of_publishing else tag
    return Fact(best.value, best.where, "tag-contradicted", 0.6)


def _dated(found: Shown, tree: LexborHTMLParser, url: str, today: date) -> Fact[date]:
    """A day shown without its year, or counted from the day of the visit, or below a signature."""
    if found.known:
        return found.fact if found.fact.confidence > 0.5 else addressed(url, url, today) or found.fact
    weak = weakly_tagged(tree, today) or changed_tag(tree, today)
    years = [weak.value.year] if weak and _same_day(weak.value, found.fact.value) else []
    years = (
        years or sorted(years_in_scripts(tree, found.fact.value, today)) or years_of(url, found.fact.value)
    )
    day = in_year(found.fact.value, years[0]) if len(years) == 1 else None
    return Fact(day, found.fact.where, "year-by-page", 0.75) if day else found.fact


def _same_day(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day)
