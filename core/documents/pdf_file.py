"""An official document as PDF, with the fonts that come with the product embedded."""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from itertools import groupby
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

from core.common.letters import FONTS as FOLDER
from core.common.letters import missing_letters, spelled
from core.common.text import printable, t
from core.documents.layout import (
    CELL_ABOVE,
    CELL_LINE,
    CELL_SIDES,
    head_size,
    layout,
    letters,
    signature_room,
)
from core.documents.official import Annex, Official, Text, kept
from core.documents.pdf_lines import LONGEST_WHOLE, Closing, Lines, least, western
from core.documents.title_lines import paper_title
from core.documents.words import annex_head, annex_lines, cell_words

REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
# What the letters of GBK leave out: seldom letters of names, signs and marks.
RARE = "NotoSansSC-Rare"
# Latin letters and figures, as wide as those of the typeface that the DOCX names: both break lines alike.
LATIN, LATIN_BOLD = "LiberationSerif", "LiberationSerif-Bold"
FILES = {
    LATIN: "LiberationSerif-Regular.ttf",
    LATIN_BOLD: "LiberationSerif-Bold.ttf",
    REGULAR: "NotoSansSC-Regular-GBK.ttf",
    BOLD: "NotoSansSC-Bold-GB2312.ttf",
    RARE: "NotoSansSC-Rare.ttf",
}


def marked(words: str, font: str, size: float = 0) -> str:
    """`words` as markup of a paragraph: nothing in them is obeyed, each letter gets a font that has it, and
    one that none has is printed by its number.

    In text of `size` Latin letters are as much smaller as makes up for the tightening of the DOCX, which is
    the same for each letter, be it wide or narrow."""
    register()
    narrow = f' size="{(size or layout().letter) + layout().page.tightened}"'
    pieces = [
        f'<font name="{name}"{narrow if name in _LATIN else ""}>{escape("".join(group))}</font>'
        for name, group in groupby(spelled(printable(words)), key=lambda letter: _font_of(letter, font))
    ]
    return "".join(pieces)


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


_LATIN = (LATIN, LATIN_BOLD)


def _font_of(letter: str, font: str) -> str:
    if (letter.isascii() or western(letter)) and ord(letter) in _letters(LATIN):
        return LATIN_BOLD if font == BOLD else LATIN
    return next((name for name in (font, REGULAR, RARE, LATIN) if ord(letter) in _letters(name)), REGULAR)


@lru_cache(maxsize=len(FILES))
def _letters(font: str) -> frozenset[int]:
    face: Any = pdfmetrics.getFont(font).face
    return frozenset(face.charToGlyph)


Flow = list[Any]


def pdf_of(official: Official) -> bytes:
    """The file's bytes."""
    buffer = BytesIO()
    document = _document(buffer, official)
    body, last = _body(official.body)
    closing = Closing([*last, *_ending(official)], max(len(last) - 1, 0))
    flow = [*_head(official), *body, closing]
    for place, annex in enumerate(official.annexes, start=1):
        flow += _annex(annex, place, len(official.annexes))
    flow += [*_spelled(official), *_imprint(official)]
    document.build(flow)
    return buffer.getvalue()


def _document(buffer: BytesIO, official: Official) -> Any:
    page = layout().page
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
    return document


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


def _body(body: Sequence[Text]) -> tuple[Flow, Flow]:
    """The text; and of it the last paragraph with headings of its own, which does not stand by itself."""
    paragraphs = [_paragraph(one) for one in body] or [Spacer(0, 0)]
    heads = len(paragraphs) - 1
    while heads > 0 and kept(body[heads - 1]):
        heads -= 1
    flow: Flow = []
    for place, (one, paragraph) in enumerate(zip(body[:heads], paragraphs, strict=False)):
        if kept(one):
            # With the least of what follows, as office programs keep it: not with all of it.
            flow.append(CondPageBreak(_least(body[place:], paragraphs[place:])))
        flow.append(paragraph)
    return flow, paragraphs[heads:]


def _least(body: Sequence[Text], paragraphs: Flow) -> float:
    """How high the beginning is that stays on one page: headings as a whole, two lines of their text."""
    count = 0
    for one, paragraph in zip(body, paragraphs, strict=False):
        lines = len(paragraph.breakLinesCJK(paragraph.widths(layout().page.text_width * mm)).lines)
        count += lines if kept(one) else least(lines)
        if not kept(one):
            break
    return float(count * layout().page.line)


def _paragraph(one: Text) -> Lines:
    if one.level == 1:
        return _text(one.text, first=2, bold=True)
    lead = marked(one.text[: one.lead], BOLD) if one.lead else ""
    return _marked(lead + marked(one.text[one.lead :], REGULAR), _style(first=2))


def last_paragraph(official: Official) -> tuple[int, int]:
    """How many lines the last paragraph of the text has, and how many of its letters stay on the page before
    that of the signature where only the signature would not fit below it; 0 where nothing has to be moved."""
    *_, last = _body(official.body)[1]
    if not isinstance(last, Lines):
        return 0, 0
    lines = last.breakLinesCJK(last.widths(layout().page.text_width * mm)).lines
    if len(lines) <= LONGEST_WHOLE:
        return len(lines), 0
    body, kept_together = _body(official.body)
    closing = Closing([*kept_together, *_ending(official)], len(kept_together) - 1)
    _document(BytesIO(), official).build([*_head(official), *body, closing])
    return len(lines), sum(len(word.text) for line in lines[: closing.forced] for word in line.words)


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
    rows = [[_marked(marked(str(words), BOLD, head.fontSize), head) for words in annex.headings]]
    rows += [
        [_marked(marked(cell_words(one), REGULAR, cell.fontSize), cell) for one in row] for row in annex.rows
    ]
    unit = page.text_width * mm / sum(annex.widths)
    table = LongTable(rows, colWidths=[width * unit for width in annex.widths], repeatRows=1,
                      splitInRow=int(_taller_than_a_page(annex, unit)))  # fmt: skip
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), CELL_SIDES * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), CELL_SIDES * mm),
            ("TOPPADDING", (0, 0), (-1, -1), CELL_ABOVE),
            ("BOTTOMPADDING", (0, 0), (-1, -1), CELL_ABOVE),
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
        letters(cell_words(one)) * size * size * CELL_LINE > width * unit * room / 2
        for row in annex.rows
        for one, width in zip(row, annex.widths, strict=True)
    )


def _spelled(official: Official) -> Flow:
    """Says of letters that are printed by their numbers which file has them."""
    parts = [official.office, official.title, official.recipients, official.copies]
    parts += [one.text for one in official.body]
    for annex in official.annexes:
        parts += [annex.title, *(cell_words(cell) for row in annex.rows for cell in row)]
    missing = missing_letters(printable("".join(parts)))
    if not missing:
        return []
    numbers = " ".join(f"U+{ord(letter):04X}" for letter in missing)
    small = layout().size.small
    return [Spacer(0, layout().page.line), _text(t("document.letters", letters=numbers), size=small)]


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
    return _marked(marked(words, BOLD if bold else REGULAR, style.get("size", 0)), _style(**style))


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
        firstLineIndent=first * layout().size.body,
        leftIndent=left * layout().size.body,
        rightIndent=right * layout().size.body,
        textColor=HexColor(colour) if colour else black,
        wordWrap="CJK",
        allowWidows=0,
        hang=hang,
    )


def _cell_style(*, bold: bool) -> ParagraphStyle:
    size = layout().size.table + layout().page.tightened
    return _style(
        size=size, line=layout().size.table * CELL_LINE, align=TA_CENTER if bold else TA_LEFT, hang=False
    )
