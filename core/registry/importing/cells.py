"""What the cells of one row say, before it is compared: fields apart, nothing as nothing, words as asked.

Whatever is taken for something it does not plainly say comes with a note."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from core.registry import own_levels
from core.registry.days import FIRST_SERIAL, LAST_SERIAL, read_day
from core.registry.fields import doubtful_words, fields, fold, value_words
from core.registry.importing.draft import Draft
from core.registry.importing.layout import ADDRESS, is_nothing, one_text
from core.registry.importing.plan import Question
from core.registry.importing.reading import Learned, Part
from core.registry.importing.table import Row, unguarded
from core.registry.kinds import kinds
from core.registry.search import GONE
from core.registry.validate import Fault
from core.registry.values import Raw, spellings_in, value_spellings

DAYS = ("entered_on", "left_on")
SHIFT_1904 = 1462  # days between the two origins of serial numbers
_ADDRESS = re.compile(
    r"^(?:https?://\S+|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,9}(?:[:/]\S*)?)$", re.IGNORECASE
)
_APART = re.compile("[\\s\u3001\uff0c\uff1b;,]+")
_DIGITS = re.compile(r"[+(]?\d[\d() +\u2010-\u2015/-]{5,58}")


@dataclass(frozen=True, slots=True)
class Around:
    """What the lines above a row say of it: the kind of its channel, the unit it belongs to."""

    kind: str = ""
    unit: str = ""


def read_cells(row: Row, part: Part, keep_blank: frozenset[str]) -> dict[str, Raw]:
    """Field → raw cell of one row. What is blank or says "nothing" is left out, except where a blank
    empties a field (`keep_blank`). Empty when the row says nothing at all."""
    raw: dict[str, Raw] = {}
    for place, key in part.headings.columns.items():
        cell = row.cells[place] if place < len(row.cells) else None
        value = unguarded(cell.strip()) if isinstance(cell, str) else cell
        if is_nothing(key, value):
            value = ""
        if value not in (None, "") or key in keep_blank:
            raw[key] = value
    if not any(cell not in (None, "") for cell in raw.values()):
        return {}
    if part.table.from_1904:
        raw |= {key: serial + SHIFT_1904 for key in DAYS if (serial := _serial(raw.get(key)))}
    return raw


def settle(
    raw: dict[str, Raw], around: Around, learned: Learned, new: bool
) -> tuple[dict[str, Raw], list[Fault]]:
    """The cells with addresses and accounts apart, words as a person said them, a kind from the section,
    the owner from who runs it; and notes of all that. `new`: no registered channel is meant."""
    notes: list[Fault] = []
    raw = _apart(raw)
    contact_apart(raw, notes)
    for key in (key for key in raw if fields()[key].form == "choice"):
        raw[key] = meant(key, raw[key], learned, notes)
    if around.kind and new and not raw.get("kind"):
        raw["kind"] = around.kind
        notes.append(Fault("kind", "kind_from_title", {"value": around.kind}))
    if around.unit and new:
        raw["unit"] = around.unit
        notes.append(Fault("unit", "unit_from_section", {"value": around.unit}))
    _first_address(raw, notes)
    if new and not raw.get("name") and _is_named(account := raw.get("account")):
        raw["name"] = account
        notes.append(Fault("name", "name_is_account", {"value": account}))
    if new and raw.get("domains") and not raw.get("url"):
        _domain_as_address(raw, notes)
    if new and raw.get("sponsor") and not raw.get("unit") and not raw.get("unit_code"):
        raw["unit"] = raw["sponsor"]
        notes.append(Fault("unit", "owner_is_sponsor", {"value": raw["sponsor"]}))
    return raw, [*notes, *_day_notes(raw)]


def _is_named(account: Raw) -> bool:
    """Whether what stands as an account is a name that people read, no id."""
    return isinstance(account, str) and not account.isascii()


def questions(drafts: Iterable[Draft]) -> tuple[Question, ...]:
    """Each word of the file that was assumed to mean something or means nothing known, once."""
    counted: Counter[tuple[str, str]] = Counter()
    for draft in drafts:
        for fault in (*draft.faults, *draft.notes):
            if fault.name in ("choice", "assumed"):
                counted[fault.field, str(fault.values["value"])] += 1
    return tuple(_question(key, word, count) for (key, word), count in counted.most_common())


def says_gone(raw: dict[str, Raw]) -> bool:
    """Whether the row's state says that its channel is no longer there."""
    words = value_words("registered")
    cell = raw.get("registered")
    named = (words.get(part) for part in value_spellings(cell)) if isinstance(cell, str) else iter(())
    return next((word for word in named if word), "") in GONE


def _question(key: str, word: str, count: int) -> Question:
    known = doubtful_words(key)
    doubtful: tuple[str, ...] = next((known[one] for one in value_spellings(word) if one in known), ())
    options = doubtful or fields()[key].options
    if key == own_levels.TOPIC and own_levels.may_be(word):
        options = (*options, word)
    return Question(key, word, options, doubtful[0] if doubtful else "", count)


def meant(key: str, cell: Raw, learned: Learned, notes: list[Fault]) -> Raw:
    """The cell of a choice, or what a person or the product takes its word for."""
    if not isinstance(cell, str):
        return cell
    said = learned.get(key, {})
    plain = spellings_in(cell)
    for parts in (plain, value_spellings(cell)[len(plain) :]):
        for part in parts:
            if part in said:
                return said[part]
            if part in value_words(key):
                return value_words(key)[part]
        for part in parts:
            if part in doubtful_words(key):
                taken = doubtful_words(key)[part][0]
                notes.append(Fault(key, "assumed", {"value": cell, "taken": taken}))
                return taken
    return cell


def _apart(raw: dict[str, Raw]) -> dict[str, Raw]:
    """Without the joint column: its words under the fields they belong to, unless those have their own."""
    words = _APART.split(one_text(raw.get(ADDRESS)))
    found = {
        "url": " ".join(word for word in words if _ADDRESS.match(word)),
        "account": " ".join(word for word in words if not _ADDRESS.match(word)),
    }
    own = {key: cell for key, cell in raw.items() if key != ADDRESS}
    return own | {key: value for key, value in found.items() if value and not own.get(key)}


def contact_apart(raw: dict[str, Raw], notes: list[Fault]) -> None:
    """A telephone number beside the name of a person moves to where it belongs."""
    cell = raw.get("contact")
    if isinstance(cell, int | float) and not raw.get("phone"):
        raw["phone"], raw["contact"] = cell, ""
        return
    found = _DIGITS.search(cell) if isinstance(cell, str) else None
    if found is None or raw.get("phone"):
        return
    raw["phone"] = found[0].strip()
    raw["contact"] = one_text(str(cell).replace(found[0], " ")).strip(" :\uff1a,\uff0c/()\uff08\uff09\u3001")
    notes.append(Fault("phone", "contact_apart", {"value": one_text(cell)}))


def _first_address(raw: dict[str, Raw], notes: list[Fault]) -> None:
    """Of several addresses in one cell the first is the home page; the others give further hosts."""
    cell = raw.get("url")
    words = [word for word in _APART.split(normalize("NFKC", cell)) if word] if isinstance(cell, str) else []
    if len(words) < 2 or not all(_ADDRESS.match(word) for word in words):
        return
    raw["url"] = words[0]
    kind = raw.get("kind")
    known = kinds().get(str(value_words("kind").get(fold(str(kind)), kind)))
    if known is None or known.medium == "website":
        raw["domains"] = " ".join(filter(None, (one_text(raw.get("domains")), *words[1:])))
    notes.append(Fault("url", "more_addresses", {"first": words[0], "others": ", ".join(words[1:])}))


def _domain_as_address(raw: dict[str, Raw], notes: list[Fault]) -> None:
    """Where a register lists a website's host alone, that is where it is."""
    hosts = [word for word in _APART.split(normalize("NFKC", one_text(raw["domains"]))) if word]
    if hosts and all(_ADDRESS.match(host) for host in hosts):
        raw["url"], raw["domains"] = hosts[0], " ".join(hosts[1:])
        notes.append(Fault("url", "domain_as_address", {"value": hosts[0]}))


def _day_notes(raw: dict[str, Raw]) -> list[Fault]:
    notes = []
    for key in DAYS:
        cell = raw.get(key)
        if serial := _serial(cell):
            notes.append(Fault(key, "serial_day", {"number": serial}))
            continue
        text = f"{cell:g}" if isinstance(cell, int | float) else cell
        found = read_day(text) if isinstance(text, str) else None
        if found and found[1] != "day":
            notes.append(Fault(key, f"day_of_{found[1]}", {"value": text, "day": found[0]}))
    return notes


def _serial(cell: Raw) -> int | None:
    """The whole days of a cell that counts them."""
    whole = int(cell) if isinstance(cell, int | float) else 0
    return whole if FIRST_SERIAL <= whole <= LAST_SERIAL else None
