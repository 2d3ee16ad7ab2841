"""The day of publication as a page shows it to readers: behind a label, below the title, by the signature."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from typing import NamedTuple

from .bylines import (
    above_title,
    called,
    changed,
    hinted,
    short_western,
    signed_beside,
    spread,
    title_line,
    western_label,
)
from .cells import headed_once
from .fact import Fact
from .outline import Block, Outline, landmark
from .patterns import Found, dates_in, may_be_dated, normal, whole_date, year_in_address
from .words import words

_FOOT = landmark(re.compile(r"^(footer|nav|aside)\b|[#.](foot|copyright|side|crumb)", re.I))
_ARTICLE = landmark(re.compile(r"^article\b", re.I))
_OTHERS = landmark(
    re.compile(r"^aside\b|[#.](relate|recommend|hot|rank|tuijian|xgyd|xglj|prev|next|comment)", re.I)
)
_SIGNATURE = 40
_PIECES = 16  # of a heading that holds the line of date and source, too
_ROW = 160  # characters of a row that holds the date of another article, or of a table's pair
_LABEL = 16  # characters of the longest label
_CLAUSE = 60  # characters of a western clause in which the label may stand
_ITEM = 8  # characters from which on a link is the title of an article
_SHORT_ITEM = 6  # the same in the row of a list
_OF_PUBLISHING = 4  # so many of the first labels say that it was published then
_SURE_RANK = 6
# Confidence of a day whose year, or which as a whole, is counted from the day of the visit.
_GUESSED = {"month-day": 0.5, "loose": 0.5, "relative": 0.6}
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_CLAUSES = re.compile(r"[。;]\s?\S|,(?!\d{3})\s?\S|。$")  # no clause begins within 1,203
# A comma parts the author from the date there; a verb's sentence goes on for longer, or ends in a full stop.
_WESTERN_CLAUSES = re.compile(r";\s?\S|,[^,]{40}|[^\W\d_]{3}\.\s{0,9}$")
# Words that go on from a date without a blank or a label: `（2018年3月5日某某会议通过）`.
_GOES_ON = re.compile(r"[\u4e00-\u9fff]{3}[^:]*$")
_TELLS = re.compile(r"\s*+[\u4e00-\u9fff]{5}")
_YEAR = re.compile(r"(?:19|20)\d\d|\d\d[-./]\d\d")
# Forms that are read behind a label only, or as a piece of a line below the title.
_RELATIVE = r"\d{1,3}\s?(?:分钟|小时|天|周)前|刚刚|(?:今天|昨天|前天)(?:\s?\d{1,2}:\d\d)?"
_BEHIND_COLON = re.compile(rf":\s?({_RELATIVE}|'?\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?=[\s\])|]|$)")
_APART = re.compile(
    r"(?:^|[\s·|])(\d{1,3}\s?(?:分钟|小时|天|周)前|刚刚|(?:\d{1,2}[-月]\d{1,2}日?|昨天|前天|今天)\s\d{1,2}:\d\d)(?=[\s·|]|$)"
)
_LEADING = re.compile(r"\d{1,2}[-月]\d{1,2}日?\s\d{1,2}:\d\d")
_KINDS = ("full", "short-year", "month-day", "relative")


class Shown(NamedTuple):
    """What readers see; `known` when the year is written, too; `of_publishing` for a label that says so."""

    fact: Fact[date]
    known: bool = True
    of_publishing: bool = False


def shown(page: Outline, today: date) -> Shown | None:
    """The surest of the days that readers see; the least sure are those without a year."""
    around, unseen = page.around, page.unseen
    both = list(zip(page.blocks(), page.normals, strict=True))
    counts = [not (unseen[b.box] or _skipped(around[b.box])) for b, _ in both]
    blocks = list(compress(both, counts))
    before = [0, *accumulate(counts)]
    near = [before[number] for number in page.holding(_near_label()) if counts[number]]
    label, below = _labelled(page, blocks, near, today), _under_title(page, blocks, today)
    for found in (label, below):
        if found and found.known:
            return found
    found = _headed(page, today) or label or below
    return found or _signed(page, blocks, today) or _unlabelled(page, blocks, today)


def _headed(page: Outline, today: date) -> Shown | None:
    """The day in a table of one row, below `发布日期` or another such word."""
    found: list[tuple[int, int, date]] = []
    for cell, head in headed_once(page) if "tr" in page.tags else ():
        rank = _label_rank(head[-12:])
        whole = whole_date(normal(page.text(page.starts[cell], page.ends[cell])), today)
        if rank is not None and whole and whole.how == "full" and whole.day <= today:
            found.append((rank, cell, whole.day))
    if not found:
        return None
    rank, cell, day = min(found)
    return Shown(Fact(day, page.path(cell), "label", 0.85), of_publishing=rank < _OF_PUBLISHING)


def _unlabelled(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Shown | None:
    """A day above the title, in a line called after it, beside who signs, or of the last change."""
    dated = [(block, text) for block, text in blocks if len(text) <= _ROW and _YEAR.search(text)]
    title = title_line(page, blocks) if dated else None
    above = above_title(blocks, title, today) if title is not None else None
    for how, named in (("above-title", above), ("named", called(page, dated, today))):
        if named and not _of_another(page, named[0]):
            return Shown(Fact(named[1], page.path(named[0].box), how, 0.6))
    return _signed_beside(page, dated, today) or _changed_in_foot(page, today)


def _skipped(around: int) -> bool:
    """Whether the landmarks around a block make it another's; the foot of an article is not the page's."""
    return bool(around & _OTHERS or (around & _FOOT and not around & _ARTICLE))


def years_of(url: str, day: date) -> list[int]:
    """The year that the address of the page leaves a month and day."""
    year = year_in_address(url, day.month, day.day)
    return [year] if year else []


def _made(found: Found, where: str, how: str, sure: float, *, of_publishing: bool = False) -> Shown:
    guess = _GUESSED.get(found.how)
    return Shown(Fact(found.day, where, how, guess or sure), guess is None, of_publishing)


@lru_cache(maxsize=1)
def _near_label() -> re.Pattern[str]:
    """The end of a label with the end of its line, a colon, or what a date begins with behind it; the letters
    with which western labels begin. In a line without any of these no day is labelled."""
    rules = words()["publish"]
    ends = "".join(sorted({word[-1] for word in (*rules["label"], *rules["bare_label"])}))
    western = "".join(
        sorted({form for word in rules["western_label"] for form in (word[0], word[0].upper())})
    )
    dates = r"[^\W\u4e00-\u9fff]|[零一二三四五六七八九○]"
    return re.compile(rf"[{re.escape(ends)}] {{0,11}}(?::|$|{dates})|[{re.escape(western)}]", re.M)


def _labelled(page: Outline, blocks: list[tuple[Block, str]], near: list[int], today: date) -> Shown | None:
    """`发布时间：…`; of several labels the first of the list, with a year if any. `near`: the blocks in which
    one may be."""
    labels = frozenset((*words()["publish"]["label"], *words()["publish"]["bare_label"]))
    best: tuple[bool, int, Shown] | None = None
    for number in near:
        block, text = blocks[number]
        if len(text) <= 12 and number + 1 < len(blocks) and text.rstrip(": ") in labels:
            text = f"{text.rstrip(': ')}:{blocks[number + 1][1][:40]}"
        if not may_be_dated(text):
            continue
        for found in _all_in(text, today):
            if found.day > today:
                continue
            before = text[max(found.start - _CLAUSE, 0) : found.start]
            rank = _label_rank(before[-12:].rstrip(" :"))
            if rank is None and before and not _IDEOGRAPH.search(before) and western_label(before):
                rank = len(words()["publish"]["label"]) - 1
            if rank is None or (
                found.how not in ("full", "short-year") and rank >= len(words()["publish"]["label"])
            ):
                continue
            one = _made(
                found,
                page.path(block.box),
                "label",
                0.95 if rank < _SURE_RANK else 0.85,
                of_publishing=rank < _OF_PUBLISHING,
            )
            if best is None or (not one.known, rank) < best[:2]:
                best = not one.known, rank, one
    return best[2] if best else None


def _all_in(text: str, today: date) -> Iterator[Found]:
    """The dates of a text, those counted from today among them when they stand behind a label."""
    yield from dates_in(text, today)
    for match in _BEHIND_COLON.finditer(text) if ":" in text and len(text) <= _ROW else ():
        found = whole_date(match[1], today)
        if found and found.how in ("relative", "short-year"):
            yield found._replace(start=match.start(1), end=match.end(1))


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


def _under_title(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Shown | None:
    """A date in the line below the title: alone or among source, author and views."""
    title = title_line(page, blocks)
    if title is None:
        return None
    if inside := _within_title(page, blocks[title][0], today):
        return inside
    passed, guess = 0, None
    for before, (block, text) in pairwise(blocks[title:]):
        found = _beside_source(page, block, text, today)
        another = _of_another(page, block) or _labels_other(before[1]) or _value_of_table(page, block, text)
        if found and found.day <= today and not another:
            signed = bool(passed) and _signs(before[1]) and found.how == "full" and _IDEOGRAPH.search(text)
            how, sure = ("signature", 0.6) if signed else ("under-title", 0.8)
            one = _made(found, page.path(block.box), how, sure)
            if one.known:
                return one
            guess = guess or one
        passed += len(text)
        if passed > words()["publish"]["title_gap"]:
            break
    return guess


def _within_title(page: Outline, block: Block, today: date) -> Shown | None:
    """The line of date and source inside the heading itself, below the title: `<h1>…<br><span>2026-10-21`."""
    if not 2 <= block.end - block.start <= _PIECES:
        return None
    text = normal(" ".join(page.pieces[block.start + 1 : block.end])).strip()
    first = next(iter(dates_in(text, today)), None) if len(text) <= 80 and may_be_dated(text) else None
    if not first or first.how != "full" or first.day > today or _sentence(text, first):
        return None
    before = text[: first.start].strip()
    if before and _label_rank(before[-12:].rstrip(" :")) is None:
        return None
    return _made(first, page.path(block.box), "under-title", 0.8)


def _signs(text: str) -> bool:
    """Whether a line is nothing but the name of an office, as above the day of a signature."""
    plain = text.strip()
    return len(plain) <= _SIGNATURE and plain.endswith(tuple(words()["publish"]["bodies"]))


def _beside_source(page: Outline, block: Block, text: str, today: date) -> Found | None:
    """The date of one line, if it is a line of date and source and no sentence."""
    points = short_western(page, text) if len(text) <= 80 else None
    if points:
        return Found(points, 0, len(text), "short-year")
    whole = whole_date(text, today)
    if whole and whole.how in _KINDS and not _sentence(text, whole):
        return whole
    if len(text) > 80:
        return None
    first = next((each for each in dates_in(text, today) if each.day <= today and each.how == "full"), None)
    if first:
        return None if _sentence(text, first) else first
    day = hinted(page, block, today) or spread(page, block, today)
    if day:
        return Found(day, 0, len(text), "full")
    if _LEADING.match(text) and (first := next(iter(dates_in(text, today)), None)):
        return None if _sentence(text, first) else first
    if apart := _APART.search(text):
        piece = whole_date(apart[1], today)
        piece = piece._replace(start=apart.start(1), end=apart.end(1)) if piece else None
        other = piece is None or _sentence(text, piece) or _TELLS.match(text[piece.end :])
        return None if other else piece
    for index in range(block.start, block.end if block.end - block.start > 1 else block.start):
        piece = whole_date(normal(page.pieces[index]), today)
        if piece and piece.how in ("short-year", "month-day", "relative"):
            return None if _sentence(text, piece._replace(start=0, end=0)) else piece
    return None


def _of_another(page: Outline, block: Block) -> bool:
    """Whether the row of a date holds the title of another article."""
    row = block.box
    for box in page.ancestors(block.box):
        if page.length(page.starts[box], page.ends[box]) > _ROW or page.tags[box] in ("body", "html"):
            break
        row = box
    start, end = page.starts[row], page.ends[row]
    heading = any(page.tags[box] in ("h1", "h2") for box in range(row + 1, _last(page, row)))
    listed = any(page.tags[box] in ("li", "dd") for box in page.ancestors(block.box))
    shortest = _SHORT_ITEM if listed else _ITEM
    return not heading and any(
        start <= anchor.start and anchor.end <= end and len(anchor.words) >= shortest and anchor.address
        for anchor in page.anchors
    )


def _last(page: Outline, box: int) -> int:
    """The number behind the last box inside `box`."""
    last = box + 1
    while last < len(page.parents) and page.parents[last] >= box:
        last += 1
    return last


def _sentence(text: str, found: Found) -> bool:
    """Whether the date stands in a sentence, or with words that make it another day than the published."""
    around = f"{text[: found.start]} {text[found.end :]}"
    return (
        any(word in text[: found.start] for word in words()["publish"]["not_label"])
        or bool((_CLAUSES if _IDEOGRAPH.search(text) else _WESTERN_CLAUSES).search(around))
        or bool(_GOES_ON.match(text[found.end : found.end + _LABEL]))
        or (found.end > 0 and text[found.end : found.end + 1] in ("前", "起", "至", "~", "—"))
    )


def _signed(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Shown | None:
    """The date below the signature at the end of an official text."""
    for number, (block, text) in reversed(list(enumerate(blocks))):
        whole = whole_date(text, today) if len(text) <= _SIGNATURE and may_be_dated(text) else None
        if whole and whole.how == "full" and whole.day <= today and not _weekday(text):
            if (
                _in_table(page, block)
                or _in_list(page, block)
                or (number and _labels_other(blocks[number - 1][1]))
            ):
                continue
            return Shown(Fact(whole.day, page.path(block.box), "signature", 0.6))
    return None


def _signed_beside(page: Outline, blocks: list[tuple[Block, str]], today: date) -> Shown | None:
    for block, text in reversed(blocks):
        day = None if page.linked[block.start] else signed_beside(text, today) or changed(text, today)
        if day and not _in_table(page, block):
            return Shown(Fact(day, page.path(block.box), "signature", 0.55))
    return None


def _changed_in_foot(page: Outline, today: date) -> Shown | None:
    """`Last modified: …` in the foot of the page; its copyright says nothing."""
    around = page.around
    for block, text in zip(page.blocks(), page.normals, strict=True):
        if around[block.box] & _FOOT and _YEAR.search(text) and (day := changed(text, today)):
            return Shown(Fact(day, page.path(block.box), "change", 0.55))
    return None


def _labels_other(text: str) -> bool:
    """`处罚决定日期`: whether a short text before a date says that it is another day than the published."""
    plain = text.rstrip(": ")
    return 3 <= len(plain) <= _LABEL and plain.endswith(("期", "时间", "期限")) and _label_rank(plain) is None


def _in_table(page: Outline, block: Block) -> bool:
    """Whether a date is one of a table's values: its row is short and says what day it is."""
    row = next((box for box in page.ancestors(block.box) if page.tags[box] in ("tr", "dl")), -1)
    if row < 0:
        return False
    others = page.length(page.starts[row], page.ends[row]) - page.length(block.start, block.end)
    return 0 < others <= _ROW


def _in_list(page: Outline, block: Block) -> bool:
    """Whether a date stands in the row of a list that leads to an article of its own."""
    row = next((box for box in page.ancestors(block.box) if page.tags[box] in ("li", "dd")), -1)
    return row >= 0 and _of_another(page, block)


def _value_of_table(page: Outline, block: Block, text: str) -> bool:
    """Whether a cell that holds nothing but a date stands in a row of such values."""
    bare = page.tags[block.box] in ("td", "th") and not _IDEOGRAPH.search(text.strip("年月日"))
    return bare and _in_table(page, block)


def _weekday(text: str) -> bool:
    return any(word in text for word in words()["dates"]["words"]["weekday"])
