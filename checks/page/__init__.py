"""From the bytes of a page to facts; pure functions without any network."""

from .charset import Charset
from .dates import DateFact, counted, sure
from .fact import Fact, Mark, State
from .facts import PageFacts, facts_of, open_page, read_page
from .fingerprint import Fingerprint, fingerprint, similarity
from .footer import FooterMarks
from .guard import MOST_BYTES
from .head import HeadFacts
from .items import dated_items
from .links import Link, second_level
from .page import Page
from .privacy import Personal, mask
from .references import Reference
from .report import as_json
from .sites import host_of, in_ascii, official, registered, same_site
from .spam import Planted

__all__ = [
    "MOST_BYTES",
    "Charset",
    "DateFact",
    "Fact",
    "Fingerprint",
    "FooterMarks",
    "HeadFacts",
    "Link",
    "Mark",
    "Page",
    "PageFacts",
    "Personal",
    "Planted",
    "Reference",
    "State",
    "as_json",
    "counted",
    "dated_items",
    "facts_of",
    "fingerprint",
    "host_of",
    "in_ascii",
    "mask",
    "official",
    "open_page",
    "read_page",
    "registered",
    "same_site",
    "second_level",
    "similarity",
    "sure",
]
