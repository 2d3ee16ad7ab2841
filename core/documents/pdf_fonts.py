"""The shipped fonts for PDF. The bold one knows fewer characters: what it lacks comes in the regular one."""

from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from core.common.text import printable

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
FILES = {REGULAR: "NotoSansSC-Regular-GBK.ttf", BOLD: "NotoSansSC-Bold-GB2312.ttf"}


def marked(words: str, font: str) -> str:
    """`words` as markup of a paragraph: nothing in them is obeyed, each letter gets a font that has it."""
    register()
    known = _letters(font)
    pieces = []
    for has_it, group in groupby(printable(words), key=lambda letter: ord(letter) in known):
        name = font if has_it else REGULAR
        pieces.append(f'<font name="{name}">{escape("".join(group))}</font>')
    return "".join(pieces)


@lru_cache(maxsize=1)
def register() -> None:
    """Make the fonts known, once a process."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))


@lru_cache(maxsize=2)
def _letters(font: str) -> frozenset[int]:
    face: Any = pdfmetrics.getFont(font).face
    return frozenset(face.charToGlyph)
