"""Numbers as offices write them, with thousands, measure words and multiples (`amounts.toml`)."""

import tomllib
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from core.registry.values import Raw, one_line

_DATA = Path(__file__).with_name("amounts.toml")


def amount(cell: Raw, field: str, heading: str = "") -> float | None:
    """The number that a cell holds, under a heading that may name its multiple; None where it is none, or
    only about one. A multiple is a whole number."""
    if isinstance(cell, bool) or _other_unit(field, heading):
        return None
    text = normalize("NFKC", one_line(str(cell))).replace(",", "").replace(" ", "")
    measures = _data()["measures"].get(field, _data()["measures"]["any"])
    text = next((text.removesuffix(one) for one in measures if text.endswith(one)), text)
    multiples = _data()["multiples"]
    multiple = multiples.get(text[-1:], 1)
    if multiple > 1:
        text = text[:-1]
    else:
        multiple = max((times for word, times in multiples.items() if word in heading), default=1)
    if not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text) * multiple
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return round(number) if multiple > 1 else float(number)


def with_unit(cell: Raw, field: str, heading: str) -> Raw:
    """The cell with the unit that its heading names where that is not the field's, so that a refusal shows
    what was meant; as it is otherwise, and where it says its unit itself."""
    unit = _other_unit(field, heading)
    written = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return cell if not unit or written.strip().endswith(unit) else f"{written}{unit}"


def _other_unit(field: str, heading: str) -> str:
    """The unit that a heading names and that is not the field's; empty for none."""
    return next((one for one in _data()["others"].get(field, ()) if one in heading), "")


def says_none(cell: Raw) -> bool:
    """Whether a cell says in words that there was none: 0, unlike a dash."""
    return isinstance(cell, str) and normalize("NFKC", one_line(cell)) in _data()["none"]["words"]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))
