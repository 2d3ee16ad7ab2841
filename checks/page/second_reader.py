"""A second opinion on a page's links: another parser reads them, so that a fault of either can be seen."""

from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer

from .page import Page
from .places import in_charset, joined


class Compared(NamedTuple):
    """Addresses of links: how many both readers saw, and those that only one saw, in reading order.

    `both` counts different addresses, not links."""

    both: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def compared(page: Page) -> Compared | None:
    """The links of the quick reader beside those of Beautiful Soup; None where that refuses the markup."""
    first = dict.fromkeys(link.address for link in page.links)
    try:
        second = dict.fromkeys(_addresses(page))
    except ParserRejectedMarkup:
        return None
    return Compared(
        len(first.keys() & second.keys()),
        tuple(address for address in first if address not in second),
        tuple(address for address in second if address not in first),
    )


def _addresses(page: Page) -> list[str]:
    """Where each `a` of the page leads, joined as the quick reader joins; only what leads to a page."""
    soup = BeautifulSoup(page.html, "html.parser", parse_only=SoupStrainer(["a", "base"]))
    base = soup.find("base", href=True)
    home = joined(page.url, _href(base)) if isinstance(base, Tag) else page.url
    found = (joined(home, in_charset(_href(link), "utf-8")) for link in soup.find_all("a", href=True))
    return [address for address in found if address]


def _href(tag: Tag) -> str:
    return str(tag.get("href") or "")
