"""Letters that the fonts of the product have, and how any other is printed: as a like one or by its number in
Unicode, never as an empty box."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

FONTS = Path(__file__).resolve().parents[1] / "documents" / "fonts"
# Marks of forms that stand for the same as one that is there.
SIMILAR = str.maketrans(
    {
        "\u2611": "\u221a",  # ballot box with check
        "\u2714": "\u2713",  # heavy check mark
        "\u2705": "\u2713",
        "\u2610": "\u25a1",  # ballot box
        "\u2612": "\u00d7",  # ballot box with x
        "\u2715": "\u00d7",
        "\u2716": "\u00d7",
        "\u2717": "\u00d7",
        "\u2718": "\u00d7",
        "\u274c": "\u00d7",
        "\u2b50": "\u2605",
        "\ufe0e": None,  # how the sign before it is to be drawn
        "\ufe0f": None,
        "\u200d": None,
    }
)


@lru_cache(maxsize=1)
def known() -> frozenset[int]:
    """The letters of all fonts together."""
    return frozenset(code for file in FONTS.glob("*.ttf") for code in TTFontFile(str(file)).charToGlyph)


def missing_letters(text: str) -> str:
    """The letters that no font has, nor one like them, each once, in the order they come."""
    return "".join(_missing(dict.fromkeys(text.translate(SIMILAR))))


def spelled(text: str) -> str:
    """`text` in letters that there are: others by their numbers, [U+0F56 U+0F7C]."""
    similar = text.translate(SIMILAR)
    if not any(_missing(set(similar))):
        return similar
    groups = groupby(similar, key=lambda letter: bool(list(_missing(letter))))
    return "".join(_numbers(group) if missing else "".join(group) for missing, group in groups)


def _numbers(letters: Iterable[str]) -> str:
    return f"[{' '.join(f'U+{ord(letter):04X}' for letter in letters)}]"


def _missing(letters: Iterable[str]) -> Iterable[str]:
    return (letter for letter in letters if not letter.isspace() and ord(letter) not in known())
