"""From the bytes of a page to facts; pure functions without any network.

A name is imported when it is first asked for: what reads links only, a process that helps a crawl above all,
starts without what whole pages are read with."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .charset import Charset
    from .dates import DateFact, counted, sure
    from .fact import Fact, Mark, State
    from .facts import PageFacts, facts_of, open_page, read_page
    from .fingerprint import Fingerprint, similarity
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

_NAMES = {
    "charset": ("Charset",),
    "dates": ("DateFact", "counted", "sure"),
    "fact": ("Fact", "Mark", "State"),
    "facts": ("PageFacts", "facts_of", "open_page", "read_page"),
    "fingerprint": ("Fingerprint", "similarity"),
    "footer": ("FooterMarks",),
    "guard": ("MOST_BYTES",),
    "head": ("HeadFacts",),
    "items": ("dated_items",),
    "links": ("Link", "second_level"),
    "page": ("Page",),
    "privacy": ("Personal", "mask"),
    "references": ("Reference",),
    "report": ("as_json",),
    "sites": ("host_of", "in_ascii", "official", "registered", "same_site"),
    "spam": ("Planted",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}

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


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
