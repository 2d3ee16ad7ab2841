"""The day on which an article was published, and the newest day of a column's list."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from .dates import DateFact, counted
from .fact import Fact
from .outline import Block, Outline
from .patterns import Found, date_in_address, dates_in, normal, whole_date
from .words import words

_FOOT = re.compile(r"^(footer|nav|aside)\b|[#.](foot|copyright|side|crumb)", re.I)
_JSON = re.compile(r'"(?:datePublished|pubDate|publishDate)"\s*:\s*"([^"]{8,40})"')
_SIGNATURE = 40


def published(tree: LexborHTMLParser, page: Outline, url: str, today: date) -> Fact[date] | None:
    """The day an article says it was published, the surest place first; None when it says nothing.

    A label that differs by more than a day from the page tag makes both doubtful (confidence 0.6)."""
    tagged = _tagged(tree, today)
    shown = _shown(page, today)
    if tagged and shown and shown.confidence > 0.8 and abs((tagged.value - shown.value).days) > 1:
        return Fact(tagged.value, tagged.where, "tag-contradicted", 0.6)
    if tagged:
        return tagged
    if shown and shown.confidence > 0.6:
        return shown
    return _structured(tree, today) or shown or _addressed(url, today)


def newest_of_list(items: tuple[DateFact, ...]) -> DateFact | None:
    """The newest date that belongs to an item of the page's own list, not to a box at its side.

    `items` are sorted newest first, and days to come are not among them."""
    own = [fact for fact in items if not fact.aside and counted(fact)]
    return own[0] if own else next(filter(counted, items), None)


def _tagged(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    wanted = {name.lower(): rank for rank, name in enumerate(words()["publish"]["meta"])}
    found: list[tuple[int, Fact[date]]] = []
    for node in tree.css("meta"):
        name = (
            node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("itemprop")
        )
        rank = wanted.get((name or "").strip().lower())
        day = _day(node.attributes.get("content") or "", today) if rank is not None else None
        if rank is not None and day:
            found.append((rank, Fact(day, f"meta[{name}]", "tag", 0.98 if rank == 0 else 0.9)))
    return min(found, key=lambda each: each[0])[1] if found else None


def _structured(tree: LexborHTMLParser, today: date) -> Fact[date] | None:
    for node in tree.css("script[type='application/ld+json']")[:5]:
        match = _JSON.search(node.text() or "")
        day = _day(json.loads(f'"{match[1]}"'), today) if match and "\\" not in match[1] else None
        if day:
            return Fact(day, "script[type=application/ld+json]", "structured", 0.85)
    return None


def _shown(page: Outline, today: date) -> Fact[date] | None:
    skip = page.inside(_FOOT)
    both = zip(page.blocks(), page.normals, strict=True)
    blocks = [(block, text) for block, text in both if not skip[block.box]]
    return _labelled(page, blocks, today) or _under_title(page, blocks, today) or _signed(page, blocks, today)


def _labelled(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Fact[date] | None:
    """`发布时间：…`; of several labels the one that stands first in the list of labels."""
    labels = [*words()["publish"]["label"], *words()["publish"]["bare_label"]]
    best: tuple[int, Fact[date]] | None = None
    for number, (block, text) in enumerate(blocks):
        if len(text) <= 12 and number + 1 < len(blocks) and text.rstrip(": ") in labels:
            text = f"{text.rstrip(': ')}:{blocks[number + 1][1][:40]}"
        for found in dates_in(text, today):
            if found.day > today or found.how != "full":
                continue
            before = text[max(found.start - 12, 0) : found.start].rstrip(" :")
            rank = _label_rank(before)
            if rank is not None and (best is None or rank < best[0]):
                best = rank, Fact(found.day, page.path(block.box), "label", 0.95 if rank < 6 else 0.85)
    return best[1] if best else None


@lru_cache(maxsize=2_048)
def _label_rank(before: str) -> int | None:
    rules = words()["publish"]
    plain = before.replace(" ", "")
    if any(word in plain for word in rules["not_label"]):
        return None
    rank = next((rank for rank, word in enumerate(rules["label"]) if plain.endswith(word)), None)
    if rank is None and any(_whole(before, word) for word in rules["bare_label"]):
        return len(rules["label"])
    return rank


def _whole(text: str, label: str) -> bool:
    """Whether `text` ends in `label` and not in a longer word made with it."""
    rest = text.removesuffix(label)
    return rest != text and not "\u4e00" <= rest[-1:] <= "\u9fff"


def _under_title(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Fact[date] | None:
    """A date in the line below the title: alone or among source, author and views."""
    title = next((i for i, (block, _) in enumerate(blocks) if page.tags[block.box] in ("h1", "h2")), None)
    if title is None:
        title = next((i for i, (block, _) in enumerate(blocks) if _is_title(page, block)), None)
    if title is None:
        return None
    passed = 0
    for block, text in blocks[title + 1 :]:
        whole = whole_date(text, today)
        first = whole or next(iter(_days(text, today)), None) if len(text) <= 80 else None
        clean = first and not _sentence(text, first)
        if first and clean and first.day <= today and first.how in ("full", "month-day"):
            return Fact(first.day, page.path(block.box), "under-title", 0.8)
        passed += len(text)
        if passed > words()["publish"]["title_gap"]:
            break
    return None


def _sentence(text: str, found: Found) -> bool:
    """Whether the date stands in a sentence, or with words that make it another day than the published."""
    return (
        any(word in text[: found.start] for word in words()["publish"]["not_label"])
        or bool(re.search(r"[。;,]\s*\S|。$", text))
        or text[found.end : found.end + 1] in ("前", "起", "至", "~", "—")
    )


def _is_title(page: Outline, block: Block) -> bool:
    text = block.text.strip()
    return len(text) >= 6 and page.title.startswith(text)


def _signed(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Fact[date] | None:
    """The date below the signature at the end of an official text."""
    for block, text in reversed(blocks):
        whole = whole_date(text, today) if len(text) <= _SIGNATURE else None
        if whole and whole.how == "full" and whole.day <= today and not _weekday(text):
            return Fact(whole.day, page.path(block.box), "signature", 0.6)
    return None


def _weekday(text: str) -> bool:
    return any(word in text for word in words()["dates"]["words"]["weekday"])


def _addressed(url: str, today: date) -> Fact[date] | None:
    day = date_in_address(url)
    return Fact(day, "address", "address", 0.6) if day and day <= today else None


def _days(text: str, today: date) -> Iterator[Found]:
    return (found for found in dates_in(text, today) if found.day <= today and found.how == "full")


def _day(text: str, today: date) -> date | None:
    """The date of a tag's content; none that is still to come."""
    plain = normal(text).strip()
    compact = whole_date(plain, today)
    first = compact or next(iter(dates_in(plain, today)), None)
    return first.day if first and first.day <= today else None
