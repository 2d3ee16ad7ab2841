"""From the bytes of a page to facts; pure functions without any network."""

from .dates import DateFact, counted, dated_items, sure
from .facts import PageFacts, read_page
from .footer import FooterMarks
from .links import Link, second_level

__all__ = [
    "DateFact",
    "FooterMarks",
    "Link",
    "PageFacts",
    "counted",
    "dated_items",
    "read_page",
    "second_level",
    "sure",
]
