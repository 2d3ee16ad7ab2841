"""What a crawl keeps of a page: every fact of `checks.page`, long ones by their number or their sketch."""

import json
from typing import TYPE_CHECKING, Any

from checks.page import FooterMarks, HeadFacts, Page, State, facts_of

from .inner import found_on

if TYPE_CHECKING:
    from core.wording.entry import Entry


def kept_of(page: Page, words: "tuple[Entry, ...]" = ()) -> str:
    """The facts of `page` as JSON; personal numbers are masked."""
    short, newest = facts_of(page), page.newest_of_list
    day = short.newest
    facts = {
        "charset": short.charset,
        "title": page.title.value,
        "text_length": short.text_length,
        "main_length": len(page.main_text.value),
        "dates": short.dates,
        "newest": {"day": day.day, "where": day.where, "item": day.item} if day else None,
        "newest_of_list": newest.day if newest else None,
        "published": page.published.value if page.published else None,
        "navigation_only": short.is_navigation_only,
        "filled": page.filled.value,
        "construction": page.under_construction.value,
        "footer": _plain(short.footer),
        "missing": [name for name, mark in page.marks.items() if mark.state is State.MISSING],
        "tags": dict(short.tags),
        "search": page.search_box.state,
        "interaction": page.interaction.state,
        "onward": short.onward,
        "references": len(page.references),
        "malformed": [each.value for each in page.malformed],
        "head": {name: value for name, value in _plain(page.head).items() if value},
        "sketch": page.fingerprint.to_text(),
        "found": found_on(page, words),
    }
    return json.dumps(facts, ensure_ascii=False, default=str)


def _plain(facts: FooterMarks | HeadFacts) -> dict[str, Any]:
    """As `asdict`, without copying what is in it."""
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}
