"""An official document as PDF, with the fonts that come with the product embedded."""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    HRFlowable,
    KeepTogether,
    LongTable,
    PageBreak,
    PageTemplate,
    Spacer,
)

from core.common.text import printable, t
from core.documents.layout import head_size, layout, letters, signature_room
from core.documents.official import Annex, Official, Text
from core.documents.pdf_lines import Closing, Lines
from core.documents.title_lines import paper_title
from core.documents.words import annex_head, annex_lines, cell_words

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
# What the letters of GBK leave out: seldom letters of names, signs and marks.
RARE = "NotoSansSC-Rare"
FILES = {
    REGULAR: "NotoSansSC-Regular-GBK.ttf",
    BOLD: "NotoSansSC-Bold-GB2312.ttf",
    RARE: "NotoSansSC-Rare.ttf",
}


def marked(words: str, font: str) -> str:
    """`words` as markup of a paragraph: nothing in them is obeyed, each letter gets a font that has it."""
    register()
    pieces = [
        f'<font name="{name}">{escape("".join(group))}</font>'
        for name, group in groupby(printable(words), key=lambda letter: _font_of(letter, font))
    ]
    return "".join(pieces)


def missing_letters(words: str) -> str:
    """The letters that no font of the PDF has, each once, in the order they come."""
    register()
    return "".join(
        letter
        for letter in dict.fromkeys(printable(words))
        if not letter.isspace() and not any(ord(letter) in _letters(name) for name in (REGULAR, RARE))
    )


@lru_cache(maxsize=1)
def register() -> None:
    """Make the fonts known, once a process."""
    ttfonts.makeToUnicodeCMap = _to_unicode
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))


_LIBRARYS_TO_UNICODE = ttfonts.makeToUnicodeCMap


def _to_unicode(font: str, subset: Any) -> str:
    """What the letters of a font are when text is copied or searched. The library writes letters beyond the
    first plane with five digits, which is no text; the format wants two halves."""

    def halves(match: re.Match[str]) -> str:
        return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"

    return re.sub(r"<([0-9A-F]{5,6})>", halves, _LIBRARYS_TO_UNICODE(font, subset))


def _font_of(letter: str, font: str) -> str:
    return next((name for name in (font, REGULAR, RARE) if ord(letter) in _letters(name)), REGULAR)


@lru_cache(maxsize=3)
def _letters(font: str) -> frozenset[int]:
    face: Any = pdfmetrics.getFont(font).face
    return frozenset(face.charToGlyph)


Flow = list[Any]


def pdf_of(official: Official) -> bytes:
    """The file's bytes."""
    page, buffer = layout().page, BytesIO()
    frame = Frame(
        page.left * mm, page.bottom * mm, page.text_width * mm, (page.height - page.top - page.bottom) * mm,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document = BaseDocTemplate(
        buffer,
        pagesize=(page.width * mm, page.height * mm),
        title=printable(official.title),
        author=printable(official.office),
    )
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_page_number))
    flow = [*_head(official), *_body(official.body)]
    heads = int(len(official.body) > 1 and official.body[-2].level == 1)
    last = flow[len(flow) - 1 - heads :]
    flow = [*flow[: len(flow) - len(last)], Closing([*last, *_ending(official)], heads)]
    for place, annex in enumerate(official.annexes, start=1):
        flow += _annex(annex, place, len(official.annexes))
    flow += _imprint(official)
    document.build(flow)
    return buffer.getvalue()


def _head(official: Official) -> Flow:
    line = layout().page.line
    flow: Flow = [
        *(_red_head(official) if official.red_head else [_number(official), Spacer(0, line)]),
        *_title(official.title),
        Spacer(0, line),
    ]
    if official.recipients:
        flow.append(_text(t("document.salutation", recipients=official.recipients)))
    return flow


def _red_head(official: Official) -> Flow:
    line, red = layout().page.line, f"#{layout().colour.red}"
    words = t("document.red_head", office=official.office)
    points = head_size(words)
    return [
        Spacer(0, 28),
        _text(words, size=points, line=points * 1.5, align=TA_CENTER, bold=True, colour=red),
        Spacer(0, line),
        _number(official),
        _rule(2.25, red, before=8, after=line * 1.4),
    ]


def _number(official: Official) -> Any:
    words, grey = official.number or official.mark, f"#{layout().colour.grey}"
    return _text(words, align=TA_CENTER, colour="" if official.number else grey)


def _title(words: str) -> Flow:
    """A paragraph a line: where it breaks is decided."""
    size, line = layout().size.title, layout().page.line * 1.15
    return [_text(one, size=size, line=line, align=TA_CENTER, bold=True) for one in paper_title(words)]


def _body(body: Sequence[Text]) -> Flow:
    flow: Flow = []
    for one in body:
        if one.level == 1:
            # With two lines of what follows, as office programs keep it: not with all of it.
            flow.append(CondPageBreak(3 * layout().page.line))
            flow.append(_text(one.text, first=2, bold=True))
        else:
            lead = marked(one.text[: one.lead], BOLD) if one.lead else ""
            flow.append(_marked(lead + marked(one.text[one.lead :], REGULAR), _style(first=2)))
    return flow or [Spacer(0, 0)]


def _ending(official: Official) -> Flow:
    line = layout().page.line
    flow: Flow = [Spacer(0, line)] if official.annexes else []
    for place, words in enumerate(annex_lines([annex.title for annex in official.annexes])):
        flow.append(_text(words, left=2 if place == 0 else 5))
    room_office, room_day = signature_room(official.office, official.day)
    flow.append(Spacer(0, line * 2))
    flow.append(_text(official.office, align=TA_RIGHT, right=room_office))
    flow.append(_text(official.day, align=TA_RIGHT, right=room_day))
    return flow


def _annex(annex: Annex, place: int, of: int) -> Flow:
    page = layout().page
    head, cell = _cell_style(bold=True), _cell_style(bold=False)
    rows = [[_marked(marked(str(words), BOLD), head) for words in annex.headings]]
    rows += [[_marked(marked(cell_words(one), REGULAR), cell) for one in row] for row in annex.rows]
    unit = page.text_width * mm / sum(annex.widths)
    table = LongTable(rows, colWidths=[width * unit for width in annex.widths], repeatRows=1,
                      splitInRow=int(_taller_than_a_page(annex, unit)))  # fmt: skip
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return [
        PageBreak(),
        _text(annex_head(place, of), bold=True),
        Spacer(0, page.line * 0.4),
        *_title(annex.title),
        Spacer(0, page.line * 0.5),
        table,
    ]


def _taller_than_a_page(annex: Annex, unit: float) -> bool:
    """Whether some row could fill a page: only such a table may split within its rows, since that leaves
    headings alone at the foot of a page."""
    size, page = layout().size.table, layout().page
    room = (page.height - page.top - page.bottom) * mm
    return any(
        letters(cell_words(one)) * size * size * 1.4 > width * unit * room / 2
        for row in annex.rows
        for one, width in zip(row, annex.widths, strict=True)
    )


def _imprint(official: Official) -> Flow:
    lines = [t("document.copies", copies=official.copies)] if official.copies else []
    lines += [official.printed] if official.printed else []
    if not lines:
        return []
    small = layout().size.small
    flow: Flow = [Spacer(0, layout().page.line * 2), _rule(0.75)]
    for words in lines:
        flow += [_text(words, size=small, line=small * 1.7, left=1, right=1), _rule(0.75)]
    return [KeepTogether(flow)]


def _rule(thickness: float, colour: str = "#000000", *, before: float = 3, after: float = 3) -> Any:
    return HRFlowable(
        width="100%", thickness=thickness, color=HexColor(colour), spaceBefore=before, spaceAfter=after
    )


def _page_number(canvas: Any, document: Any) -> None:
    """Outside: odd pages right, even pages left, one letter from the edge of the text."""
    page, size = layout().page, layout().size
    canvas.setFont(REGULAR, size.small)
    words, height = t("document.page", n=document.page), page.footer * mm
    if document.page % 2:
        canvas.drawRightString((page.width - page.right) * mm - size.small, height, words)
    else:
        canvas.drawString(page.left * mm + size.small, height, words)


def _text(words: str, *, bold: bool = False, **style: Any) -> Lines:
    return _marked(marked(words, BOLD if bold else REGULAR), _style(**style))


def _marked(markup: str, style: ParagraphStyle) -> Lines:
    return Lines(markup, style)


def _style(
    *, size: float = 0, line: float = 0, align: int = TA_LEFT, first: float = 0, left: float = 0,
    right: float = 0, colour: str = "", hang: bool = True,
) -> ParagraphStyle:  # fmt: skip
    points = size or layout().letter
    return ParagraphStyle(
        "text",
        fontName=REGULAR,
        fontSize=points,
        leading=line or layout().page.line,
        alignment=align,
        firstLineIndent=first * points,
        leftIndent=left * points,
        rightIndent=right * points,
        textColor=HexColor(colour) if colour else black,
        wordWrap="CJK",
        hang=hang,
    )


def _cell_style(*, bold: bool) -> ParagraphStyle:
    size = layout().size.table - 1
    return _style(size=size, line=size * 1.4, align=TA_CENTER if bold else TA_LEFT, hang=False)
