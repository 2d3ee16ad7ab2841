"""Personal data on a page, masked at the moment of reading: a full number never leaves this module."""

import re
from dataclasses import dataclass
from datetime import date

from .numbers import is_id, luhn
from .outline import Block, Outline
from .patterns import normal
from .words import topic

MOST = 500
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})[ -]?(\d{8})[ -]?(\d{3}[\dXx])(?![0-9A-Za-z])")
_MOBILE = re.compile(
    r"(?<![\dA-Za-z.\-+/_=])(?:\+?86[ -]?)?(1[3-9]\d)([ -]?)(\d{4})\2(\d{4})(?![\dA-Za-z]|[-/.]\d)"
)
_CARD = re.compile(r"(?<![\dA-Za-z.\-/])\d{4}(?: ?\d{4}){2,3}(?: ?\d{1,3})?(?![\dA-Za-z]|[-/.]\d)")
_PLAIN = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_LONG = re.compile(r"\d[\d ]{9,}[\dXx]")


@dataclass(frozen=True, slots=True)
class Personal:
    """A number that is somebody's own. `kind`: id, mobile, card; `masked` shows a few digits only;
    `label` is the word beside it that decided, empty when the number alone did."""

    kind: str
    masked: str
    where: str
    label: str
    confidence: float


def personal(page: Outline, today: date) -> tuple[Personal, ...]:
    """What personal numbers a page shows, in reading order, `MOST` at most."""
    found: dict[Personal, None] = {}
    blocks = page.blocks()
    tables: dict[int, list[str]] = {}
    for number in page.holding(_LONG):
        block, text = blocks[number], page.normals[number]
        where = page.path(block.box)
        around = _around(page, blocks, number, tables)
        for kind, masked, label, sure in _in_block(text, around, today):
            found[Personal(kind, masked, where, label, sure)] = None
        if len(found) >= MOST:
            break
    return tuple(found)


def mask(text: str) -> str:
    """`text` with every number that may be personal masked, whether or not it is said to be so."""
    text = _ID.sub(lambda match: _masked_id("".join(match.groups())), text.translate(_PLAIN))
    text = _MOBILE.sub(lambda match: _masked_mobile(match[1] + match[3] + match[4]), text)
    return _CARD.sub(
        lambda match: _masked_card(match[0]) if luhn(match[0].replace(" ", "")) else match[0], text
    )


def mask_ids(text: str) -> str:
    """`text` with every number masked that carries the proof of a citizen's number."""
    return _ID.sub(lambda match: _masked_id("".join(match.groups())) if _proves(match) else match[0], text)


def _proves(match: re.Match[str]) -> bool:
    return is_id("".join(match.groups()).upper(), topic("privacy")["id"]["provinces"], date.max)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a number: the cell's heading, its row, and whether the table is one of people."""

    head: str
    row: str


def _in_block(text: str, around: _Around, today: date) -> list[tuple[str, str, str, float]]:
    found = []
    taken: list[tuple[int, int]] = []
    for match in _ID.finditer(text):
        digits = "".join(match.groups()).upper()
        if is_id(digits, topic("privacy")["id"]["provinces"], today) and not _not_id(text, match, around):
            taken.append(match.span())
            label = _word(text, match, around, "id", "labels")
            found.append(("id", _masked_id(digits), label, 0.99 if label else 0.95))
    for match in _MOBILE.finditer(text):
        label, sure = _mobile(text, match, around)
        if sure:
            taken.append(match.span())
            found.append(("mobile", _masked_mobile(match[1] + match[3] + match[4]), label, sure))
    for match in _CARD.finditer(text):
        label = _card(text, match, around)
        if label and not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(("card", _masked_card(match[0]), label, 0.85))
    return found


def _not_id(text: str, match: re.Match[str], around: _Around) -> bool:
    before = (
        around.head + " " + text[max(match.start() - topic("privacy")["near"]["before"], 0) : match.start()]
    )
    return any(word in before for word in topic("privacy")["id"]["not"])


def _mobile(text: str, match: re.Match[str], around: _Around) -> tuple[str, float]:
    """A label of its own decides; then the office's words; then whether the row is one of people."""
    rules = topic("privacy")["mobile"]
    before = (
        around.head + " " + text[max(match.start() - topic("privacy")["near"]["before"], 0) : match.start()]
    )
    people = next((word for word in rules["people"] if word in around.row or word in text), "")
    own = next((word for word in rules["person"] if word in before), "")
    private = next((word for word in rules["private"] if word in around.row), "")
    office = [word for word in rules["office"] if word in before.replace(" :", ":")]
    if office and not (private and set(office) <= set(rules["generic"])):
        return "", 0.0
    if not private and any(word in around.row for word in rules["duty"]):
        return "", 0.0
    if private:
        return own or private, 0.9 if own else 0.7
    if own:
        return own, 0.9 if people else 0.7
    return (people, 0.6) if people else ("", 0.0)


def _card(text: str, match: re.Match[str], around: _Around) -> str:
    rules = topic("privacy")["card"]
    digits = match[0].replace(" ", "")
    if not 16 <= len(digits) <= 19 or not digits.startswith(tuple(rules["prefixes"])) or not luhn(digits):
        return ""
    near = topic("privacy")["near"]["row"]
    beside = around.row + " " + text[max(match.start() - near, 0) : match.end() + near]
    if any(word in beside for word in rules["office"]):
        return ""
    return _word(text, match, around, "card", "person")


def _word(text: str, match: re.Match[str], around: _Around, kind: str, name: str) -> str:
    before = (
        around.head + " " + text[max(match.start() - topic("privacy")["near"]["before"], 0) : match.start()]
    )
    return next((word for word in topic("privacy")[kind][name] if word in before), "")


def _around(page: Outline, blocks: list[Block], number: int, tables: dict[int, list[str]]) -> _Around:
    """For a cell of a table the heading of its column and its row with the table's headings."""
    box = blocks[number].box
    cell = row = table = -1
    for each in page.ancestors(box):
        tag = page.tags[each]
        if tag in ("td", "th") and cell < 0:
            cell = each
        elif tag == "tr" and row < 0:
            row = each
        elif tag == "table":
            table = each
            break
    if row < 0 or table < 0 or cell < 0:
        before = blocks[number - 1].text if number else ""
        return _Around(normal(before)[-20:] if len(before) <= 20 else "", "")
    if table not in tables:
        tables[table] = _heads(page, table)
    heads = tables[table]
    place = sum(1 for each in range(row + 1, cell) if page.parents[each] == row) if cell - row < 500 else -1
    head = heads[place] if 0 <= place < len(heads) else ""
    start = page.starts[row]
    text = page.text(start, min(page.ends[row], start + 40))
    return _Around(normal(head), normal(" ".join(heads) + " " + text))


def _heads(page: Outline, table: int) -> list[str]:
    first = next(
        (box for box in range(table + 1, min(table + 200, len(page.tags))) if page.tags[box] == "tr"),
        -1,
    )
    if first < 0:
        return []
    cells = [box for box in range(first + 1, min(first + 300, len(page.tags))) if page.parents[box] == first]
    return [page.text(page.starts[box], min(page.ends[box], page.starts[box] + 5)) for box in cells]


def _masked_id(digits: str) -> str:
    return f"{digits[:3]}{'*' * 13}{digits[-2:]}"


def _masked_mobile(digits: str) -> str:
    return f"{digits[:3]}******{digits[-2:]}"


def _masked_card(text: str) -> str:
    digits = text.replace(" ", "")
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"
