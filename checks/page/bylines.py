"""Lines that say the day without a label: those above the title, and such as are called after a date."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice, pairwise

from core.common import clock

from .around import clock_words
from .outline import Block, Outline, landmark
from .patterns import Found, dates_in, normal, split_date, whole_date
from .words import words

Lines = Sequence[tuple[Block, str]]

# What content systems call the line of date and author, and a box that holds the title.
_CALLED = re.compile(
    r"[#.][^#.]{0,40}?(?<![a-z])(?:date|datum|fecha|time|timestamp|posted|published|pubtime|byline|dateline|submitted"
    r"|created?|meta|info|postmetadata|source|laiyuan|riqi|shijian|rq|sj|fbsj|fbrq|post-?info|post-?meta|article-?info)(?![a-z])",
    re.I,
)
_TITLE = re.compile(r"[#.][^#.]{0,60}?(?:title|headline|biaoti)", re.I)
_LIST = frozenset({"li", "dd", "tr", "select"})
_LONGEST, _ABOVE, _SIGNED, _PARTS = 120, 3, 60, 12
_TITLED = 6  # characters from which on a line may be the title
_WHOLE_TITLE = 8  # the same where it stands at the end of the page's title, as the site's name may
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_POINTS = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{2})(?![\d.]\d|\d)")
_NO_NAME = re.compile(r"[.:;!?]")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_TOP = landmark(re.compile(r"[#.](?:top|top-?bar|header|head|weather|clock|today|nav)(?![\w-])", re.I))
_FULL = ("full", "short-year")


def title_line(page: Outline, lines: Lines) -> int | None:
    """Which of the lines is the title: the first heading, a line that the page's title begins with, one in
    a box called so, or one that the page's title ends in behind the names of site and column."""
    tags, names, title = page.tags, page.names, page.title
    if "h1" in tags or "h2" in tags:
        for number, (block, _) in enumerate(lines):
            if tags[block.box] in ("h1", "h2"):
                return number
    long = [(number, block) for number, (block, _) in enumerate(lines) if len(block.text) >= _TITLED]
    for number, block in long:
        if title.startswith(text := block.text.strip()) and len(text) >= _TITLED:
            return number
    for number, block in long:
        if _names_title(names[block.box]) and not _listed(page, block.box):
            return number
    for number, block in long:
        if len(text := block.text.strip()) >= _WHOLE_TITLE and title.endswith(text) and not _site(text):
            return number
    return None


def above_title(lines: Lines, title: int, today: date) -> tuple[Block, date] | None:
    """A day in one of the lines above the title that is nothing but a day, perhaps with its weekday, or ends
    in one, as `Pressemitteilung vom 12.05.2016`. The clock of a page shows today's."""
    for block, text in reversed(lines[max(title - _ABOVE, 0) : title]):
        found = _last_full(text, today) if len(text) <= _SIGNED else None
        if found and found.end == len(text.rstrip()) and found.day < today and not _IDEOGRAPH.search(text):
            return block, found.day
    return None


def called(page: Outline, lines: Lines, today: date) -> tuple[Block, date] | None:
    """The first day in a short line whose box, or one of the two around it, is called after a date or an
    author's line; not in the row of a list."""
    for block, text in lines:
        if len(text) > _LONGEST or not _called(page, block.box) or _clock(text):
            continue
        found = next((one for one in dates_in(text, today) if one.how == "full"), None) or whole_date(
            text, today
        )
        day = found.day if found and found.how in _FULL else spread(page, block, today)
        if day and day <= today:
            return block, day
    return None


def signed_beside(text: str, today: date) -> date | None:
    """`示例区水利局　　2026年11月3日`, `Max Muster, 12.05.2016`: the day beside the name of who signs."""
    found = _last_full(text, today) if len(text) <= _SIGNED else None
    if found is None or found.day > today or found.end != len(text.rstrip(" .)")):
        return None
    before = text[: found.start]
    if _IDEOGRAPH.search(text):
        return found.day if _signer().fullmatch(before.lstrip("(")) else None
    return found.day if 0 < len(before.split()) <= 5 and not _NO_NAME.search(before) else None


def changed(text: str, today: date) -> date | None:
    """The day behind a word of change: `zuletzt geändert am …`, `Last updated: …`."""
    for found in dates_in(text, today) if len(text) <= _LONGEST else ():
        before = text[max(found.start - _LONGEST, 0) : found.start]
        if found.how == "full" and found.day <= today and _labels("western_change").search(before):
            return found.day
    return None


def spread(page: Outline, block: Block, today: date) -> date | None:
    """A day of which each part stands in an element of its own: `2024`, `05`, `/`, `13`; `05-13`, `2024`."""
    parts = [normal(piece).strip("/-.,年月日") for piece in page.pieces[block.start : block.end][:_PARTS]]
    for one, other in pairwise(parts[:3]):
        if (halves := split_date(one, other, today)) and halves[1] and halves[0] <= today:
            return halves[0]
    parts = [part.replace("/", "-") for part in parts if part]
    for one, other in pairwise(parts) if any(map(_YEAR.fullmatch, parts)) else ():
        after = parts[parts.index(other) + 1 :][:1]
        forms = (
            (f"{one}-{other}", "-".join([one, other, *after]))
            if _YEAR.fullmatch(one)
            else (f"{other}-{one}",)
        )
        for text in forms:
            found = whole_date(text, today)
            if found and found.how == "full" and found.day <= today:
                return found.day
    return None


def short_western(page: Outline, text: str) -> date | None:
    """`12.05.16` of a page without a Chinese character: day, month and year."""
    match = _SHORT_POINTS.search(text)
    if not match or _IDEOGRAPH.search(text + page.title):
        return None
    try:
        return date(2000 + int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def hinted(page: Outline, block: Block, today: date) -> date | None:
    """The day that an attribute of the line's elements names in full: `title`, `data-time` and the like."""
    if not page.hints:
        return None
    for box in dict.fromkeys([*page.within[block.start : block.end], block.box]):
        hint = page.hints.get(box, "")
        days = [one.day for one in dates_in(normal(hint), today) if one.how == "full"] if hint else []
        if hint.isdecimal():  # seconds, or thousandths, since 1970
            days = [datetime.fromtimestamp(int(hint[:10]), tz=clock.SHANGHAI).date()]
        if days and days[0] <= today:
            return days[0]
    return None


@lru_cache(maxsize=2_048)
def western_label(before: str) -> bool:
    """Whether a word of publishing stands in the clause before a date: `Veröffentlicht am`, `Publié le`."""
    return bool(_labels("western_label").search(before))


@lru_cache(maxsize=2)
def _labels(kind: str) -> re.Pattern[str]:
    listed = "|".join(words()["publish"][kind])
    return re.compile(rf"(?<![^\W\d_])(?:{listed})(?![^\W\d_])[^.;!?]{{0,40}}$", re.I)


@lru_cache(maxsize=1)
def _signer() -> re.Pattern[str]:
    """An office's name, or an editor's behind the word for him, and the blanks before the day."""
    rules = words()["publish"]
    bodies, editors = "|".join(rules["bodies"]), "|".join(rules["editors"])
    return re.compile(
        rf"(?:[\u4e00-\u9fff]{{3,24}}(?:{bodies})|(?:{editors}):?[\u4e00-\u9fff]{{2,4}})\s{{1,20}}"
    )


def _last_full(text: str, today: date) -> Found | None:
    found = [one for one in dates_in(text, today) if one.how == "full"]
    return max(found, key=lambda one: one.end, default=None)


def _site(text: str) -> bool:
    """Whether a text is the name of a site or an office."""
    return text.endswith(("网", "网站", "门户", "平台", *words()["publish"]["bodies"]))


@lru_cache(maxsize=4_096)
def _names_title(name: str) -> bool:
    return bool(_TITLE.search(name))


@lru_cache(maxsize=4_096)
def _names_byline(name: str) -> bool:
    return bool(_CALLED.search(name))


def _called(page: Outline, box: int) -> bool:
    if page.around[box] & _TOP:
        return False
    near = (page.names[each] for each in islice(page.ancestors(box), 3))
    return any(map(_names_byline, near)) and not _listed(page, box)


def _clock(text: str) -> bool:
    """The day of the visit, with its weekday or the weather."""
    return bool(_IDEOGRAPH.search(text)) and any(
        word in text for word in (*clock_words(), *words()["publish"]["weather"])
    )


def _listed(page: Outline, box: int) -> bool:
    return any(page.tags[each] in _LIST for each in page.ancestors(box))
