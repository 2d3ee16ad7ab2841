"""All facts of a page as plain values for JSON, with personal numbers masked wherever text is shown."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from .page import Page
from .privacy import mask, mask_ids

MOST = 500


def as_json(page: Page) -> dict[str, Any]:
    """Every fact by name. Long lists are cut to `MOST` entries, their full length stands beside them."""
    lists = {
        "links": page.links,
        "references": page.references,
        "items": page.items,
        "personal": page.personal,
        "planted": page.planted,
        "malformed": page.malformed,
    }
    facts = {
        "url": page.url,
        "charset": {**asdict(page.charset), "lies": page.charset.lies},
        "title": page.title,
        "tags": dict(page.tags),
        "text_length": page.text_length,
        "main_text": page.main_text,
        "published": page.published,
        "newest_of_list": page.newest_of_list,
        "filled": page.filled,
        "under_construction": page.under_construction,
        "footer": dict(page.marks),
        "scripted_footer": page.footer.scripted,
        "search_box": page.search_box,
        "interaction": page.interaction,
        "head": page.head,
        "onward": page.onward,
        "counts": {name: len(values) for name, values in lists.items()},
        **{name: values[:MOST] for name, values in lists.items()},
    }
    plain = {name: _plain(value) for name, value in facts.items()}
    return {**plain, "fingerprint": page.fingerprint.to_text()}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 3)
    return _masked(value) if isinstance(value, str) else value


def _masked(text: str) -> str:
    """Numbers in an address are part of it; only a citizen's number is masked there, too."""
    if text.startswith(("http://", "https://")):
        return mask_ids(text)
    return mask(text)
