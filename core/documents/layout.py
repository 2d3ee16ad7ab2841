"""Measures and typefaces: `layout.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from unicodedata import east_asian_width

from pydantic import BaseModel, ConfigDict

# A cell of an annex: lines in sizes of its letters, points above and below, millimetres at its sides.
CELL_LINE, CELL_ABOVE, CELL_SIDES = 1.45, 2, 0.8
_DATA = Path(__file__).with_name("layout.toml")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Part):
    """Millimetres; `line` and `tightened` are points."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    footer: float
    line: float
    tightened: float

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right


class Size(_Part):
    """Points."""

    head: float
    head_least: float
    title: float
    body: float
    small: float
    table: float


class Colour(_Part):
    red: str
    grey: str


class Font(_Part):
    title: str
    body: str
    first: str
    second: str
    page: str
    latin: str


class Layout(_Part):
    page: Page
    size: Size
    colour: Colour
    font: Font

    @property
    def letter(self) -> float:
        """Points that one full-width letter of the body takes: 28 of them make a line."""
        return self.size.body + self.page.tightened


@lru_cache(maxsize=1)
def layout() -> Layout:
    """The layout in force."""
    return Layout.model_validate(tomllib.loads(_DATA.read_text("utf-8")))


def letters(text: str) -> float:
    """Width of `text` in full-width letters."""
    return sum(1.0 if east_asian_width(one) in "WF" else 0.5 for one in text)


def head_size(office: str) -> float:
    """Points of the red head, so that it stands in one line."""
    size, room = layout().size, layout().page.text_width / 25.4 * 72
    return max(size.head_least, min(size.head, room / max(letters(office), 1.0) / 1.06))


def signature_room(office: str, day: str) -> tuple[float, float]:
    """Letters to leave free on the right of signature and day: two beside the signature, and the day begins
    two letters after it; a day that is longer than that moves the signature (GB/T 9704, 7.3.5.2)."""
    room_day = 2 + letters(office) - 2 - letters(day)
    if room_day >= 2:
        return 2.0, room_day
    return 2 + letters(day) + 2 - letters(office), 2.0
