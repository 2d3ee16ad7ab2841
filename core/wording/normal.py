"""Text as the lists are written: half-width letters and digits, simplified characters, nothing invisible.

Characters are replaced one for one, so that places in the normal text are places in the original; only
invisible ones are taken out, and then the places are kept beside."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
KEPT = "！，：；？（）"


def normal(text: str) -> str:
    """`text` for a phrase of a list: no places needed."""
    return normalised(text)[0]


def normalised(text: str) -> tuple[str, Sequence[int] | None]:
    """The normal text, and for each of its characters the place in `text`; None when places agree."""
    forms, replaced = _forms(), text
    # Once for every character there is, not once for every place: ten times quicker than `translate`.
    for mark in set(text) & forms.keys():
        replaced = replaced.replace(mark, forms[mark])
    if not any(mark in text for mark in INVISIBLE):
        return replaced, None
    places = [place for place, mark in enumerate(text) if mark not in INVISIBLE]
    return "".join(replaced[place] for place in places), places


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    # Punctuation ends sentences and stays as it is.
    wide = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in KEPT}
    forms = tomllib.loads(Path(__file__).with_name("forms.toml").read_text("utf-8"))["pairs"].split()
    return wide | {"\u3000": " ", "\u00a0": " "} | {pair[0]: pair[1] for pair in forms}
