"""What of a sheet is a channel and what only stands around it: titles, sections, totals, signatures."""

import re
import tomllib
from collections.abc import Container, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from core.registry.fields import fields, fold, nothing_words, numerals, value_words, yesno_words
from core.registry.importing.table import Row
from core.registry.values import Raw

_DATA = Path(__file__).with_name("headings.toml")
_MARKED = "*\uff0a\u203b\u2605\u2606"  # a remark that begins so stands alone in its row
# After a word such as "total": the end, a number, a mark or space, but no further letter.
_REST = re.compile(r"\W|\d|$")
_NUMBERED = re.compile(r"^\W?.{1,3}[\u3001.)]")
_ORDINAL = re.compile(r"^\(?\d{1,3}[\u3001.)]\s*(?=\D)")


UNITS = frozenset({"unit", "unit_code", "sponsor"})  # fields that say whose a channel is
LONGEST_NOTHING = 16  # characters of a word that says that there is nothing
ADDRESS = "address"  # the column that holds addresses and accounts


@lru_cache(maxsize=1)
def address_headings() -> tuple[str, ...]:
    """Headings of one column for addresses and accounts."""
    return tuple(_data()[ADDRESS]["also"])


@lru_cache(maxsize=1)
def own_words() -> tuple[str, ...]:
    """What headings may put before their own words, folded: that a column is of the site, the account."""
    return tuple(fold(word) for word in _data()["own"]["words"])


@lru_cache(maxsize=1)
def counting_headings() -> frozenset[str]:
    """Headings of a column that only counts the rows, folded."""
    return frozenset(fold(word) for word in _data()["counting"]["words"])


@lru_cache(maxsize=1)
def left_out_words() -> frozenset[str]:
    """What a cell says of a channel that was not looked at then, folded."""
    return frozenset(fold(word) for word in _data()["left_out"]["words"])


@lru_cache(maxsize=1)
def ditto_marks() -> frozenset[Raw]:
    """What clerks write for "the same as above"."""
    return frozenset(_data()["ditto"]["words"])


def is_aside(row: Row, names: dict[int, str], wide: bool, taken: Container[int]) -> bool:
    """Whether a row below the headings is no channel: the headings again, a section's title, a total, a
    signature. `names` are the headings by column, `taken` the columns that are taken in; `wide` says that
    its first cell spans several columns."""
    filled = [(place, one_text(cell)) for place, cell in enumerate(row.cells) if one_text(cell)]
    if not filled:
        return True
    if len(filled) > 1 and all(text == names.get(place) for place, text in filled):
        return True
    place, first = filled[0]
    if len(filled) == 1 and first[0] in _MARKED:
        return True
    beside = place not in taken and not first.isnumeric()
    return announces(first) or (len(filled) == 1 and (wide or _is_numbered(first) or beside))


def kind_named_in(text: str) -> str:
    """The kind of channel that a title or a sheet's name speaks of; empty when it speaks of none or two."""
    folded = fold(text)
    words = value_words("kind")
    found = {word for word in words if len(word) > 1 and word in folded and not word.isascii()}
    longest = {word for word in found if not any(word != other and word in other for other in found)}
    kinds = {str(words[word]) for word in longest}
    return kinds.pop() if len(kinds) == 1 else ""


def kind_of_heading(heading: str) -> str:
    """The kind of channel that the heading of a name speaks of, such as "website name"; empty for others."""
    word = fold(heading)
    for end in _data()["own"]["names"]:
        if word.endswith(end) and (kind := value_words("kind").get(word.removesuffix(end))):
            return str(kind)
    return ""


def section_name(text: str) -> str:
    """What a line that stands for the rows below it is called, without its number and how many there are;
    empty for a total, a signature, or a group of units."""
    plain = normalize("NFKC", text).strip()
    if not plain or announces(plain):
        return ""
    if _is_numbered(plain):
        plain = _NUMBERED.sub("", plain)
    plain = _uncounted(_ORDINAL.sub("", plain)).strip(" :")
    return "" if fold(plain) in _groups() or not any(map(str.isalpha, plain)) else plain


def _uncounted(text: str) -> str:
    """Without how many there are, which stands at the end: in brackets, or with a word after the number."""
    rest = text.removesuffix(")").rstrip(_data()["groups"]["counted"])
    bare = rest.rstrip("0123456789")
    if rest == text or bare == rest:
        return text
    return bare.rstrip(" (").removesuffix("\u5171").rstrip(" (")


def is_nothing(key: str, value: Raw) -> bool:
    """Whether a cell of a field says that there is nothing."""
    if not isinstance(value, str) or len(value) > LONGEST_NOTHING:
        return False
    if normalize("NFKC", value).casefold() not in nothing_words():
        return False
    field = fields().get(key)
    return field is None or field.form != "yesno" or fold(value) not in yesno_words()


def one_text(cell: Raw) -> str:
    """A cell as text, without space around it."""
    return "" if cell is None else str(cell).strip()


def titles(rows: Sequence[Row], number: int) -> str:
    """What stands above the headings in row `number`."""
    return " ".join(one_text(cell) for row in rows if row.number < number for cell in row.cells if cell)


def announces(text: str) -> bool:
    """Whether a line or a heading is a total, a signature or a note by its first words."""
    plain = normalize("NFKC", text).casefold().lstrip("(*\u203b ")
    return any(plain.startswith(word) and _REST.match(plain, len(word)) for word in _words())


def _is_numbered(text: str) -> bool:
    signs, ten = numerals()
    mark = normalize("NFKC", text)
    return bool(_NUMBERED.match(mark)) and any(sign in signs or sign == ten for sign in mark[:3])


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    return frozenset(fold(word) for word in _data()["groups"]["words"])


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(normalize("NFKC", word).casefold() for word in _data()["asides"]["words"])


@lru_cache(maxsize=1)
def _data() -> Any:
    return tomllib.loads(_DATA.read_text("utf-8"))
