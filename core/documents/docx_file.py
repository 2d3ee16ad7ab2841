"""An official document as DOCX, for the office program in which it is finished and stamped."""

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph

from core.common.sheet import Cell
from core.common.text import language, printable, t
from core.documents.docx_parts import (
    add_run,
    base_style,
    bordered,
    column_widths,
    indented,
    narrow_cells,
    off_the_grid,
    repeat_on_each_page,
    ruled,
    set_page,
    spaced,
    unbroken,
)
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
from core.documents.pdf_file import last_paragraph
from core.documents.pdf_lines import LONGEST_WHOLE
from core.documents.title_lines import paper_title
from core.documents.words import annex_head, annex_lines, cell_words

# Lines of a row of a table that stay on one page; a taller one may run on.
MOST_UNBROKEN = 30
PROPERTY = 255
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def docx_of(official: Official) -> bytes:
    """The file's bytes."""
    document = docx.Document()
    base_style(document)
    set_page(document)
    # A property of the file holds 255 letters at most.
    document.core_properties.title = printable(official.title)[:PROPERTY]
    document.core_properties.author = printable(official.office)[:PROPERTY]
    _head(document, official)
    _opening(document, official)
    lines, behind = last_paragraph(official)
    _body(document, official.body, behind)
    # Another program never splits what is kept with the next: a long paragraph is left to flow.
    stays = lines <= LONGEST_WHOLE or bool(behind)
    _annex_note(document, official.annexes, stays=stays)
    _signature(document, official, stays=stays or bool(official.annexes))
    for place, annex in enumerate(official.annexes, start=1):
        _annex(document, annex, place, len(official.annexes))
    _imprint(document, official)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_annexes(data: bytes, annexes: Sequence[Annex]) -> bytes:
    """A DOCX with annexes behind its text, each on a new page as in the product's layout."""
    document = docx.Document(BytesIO(data))
    for place, annex in enumerate(annexes, start=1):
        _annex(document, annex, place, len(annexes))
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _head(document: Document, official: Official) -> None:
    """Document number; with a red head the office in red above it, and a red rule below."""
    size, font, colour = layout().size, layout().font, layout().colour
    if official.red_head:
        words = t("document.red_head", office=official.office)
        points = head_size(words)
        head = _paragraph(document, CENTRE)
        off_the_grid(head)
        spaced(head, line=points * 1.5, before=28)
        add_run(head, words, font=font.title, size=points, colour=colour.red)
    shown = official.number or official.mark
    if not shown:
        return
    number = _paragraph(document, CENTRE)
    spaced(number, before=layout().page.line if official.red_head else 0)
    add_run(number, shown, font=font.body, size=size.body, colour="" if official.number else colour.grey)
    if official.red_head:
        ruled(number, "bottom", colour=colour.red, eighths=18, space=8)


def _opening(document: Document, official: Official) -> None:
    size, font = layout().size, layout().font
    title = _paragraph(document, CENTRE)
    off_the_grid(title)
    above = layout().page.line * (1.4 if official.red_head else 1)
    spaced(title, line=layout().page.line * 1.15, before=above, after=layout().page.line)
    add_run(title, "\n".join(paper_title(official.title)), font=font.title, size=size.title)
    if official.recipients:
        to = _paragraph(document)
        words = t("document.salutation", recipients=official.recipients)
        add_run(to, words, font=font.body, size=size.body)


def _body(document: Document, body: Sequence[Text], behind: int) -> None:
    """The text. Of the last paragraph `behind` letters stay on the page before the signature's: what follows
    them is a paragraph of its own, for no office program keeps the last lines only with what is below."""
    for place, one in enumerate(body):
        paragraph = _paragraph(document)
        indented(paragraph, first=2)
        paragraph.paragraph_format.keep_with_next = kept(one)
        end = behind if behind and place + 1 == len(body) else len(one.text)
        _runs(paragraph, one, 0, end)
        if end < len(one.text):
            _runs(_paragraph(document), one, end, len(one.text))


def _runs(paragraph: Paragraph, one: Text, start: int, end: int) -> None:
    size, font = layout().size, layout().font
    face = {0: font.body, 1: font.first, 2: font.second}[one.level]
    bold = one.level > 0 and language() == "en"
    lead = len(one.text) if one.level == 1 or not one.lead else one.lead
    if head := one.text[start : min(end, lead)]:
        add_run(paragraph, head, font=face, size=size.body, bold=bold)
    if rest := one.text[max(start, lead) : end]:
        add_run(paragraph, rest, font=font.body, size=size.body)


def _annex_note(document: Document, annexes: Sequence[Annex], *, stays: bool) -> None:
    lines = annex_lines([annex.title for annex in annexes])
    if lines and document.paragraphs and stays:
        # No page of annexes and signature alone: text stands above them.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for place, line in enumerate(lines):
        paragraph = _paragraph(document)
        spaced(paragraph, before=0 if place else layout().page.line)
        indented(paragraph, left=2 if place == 0 else 5)
        add_run(paragraph, line, font=layout().font.body, size=layout().size.body)
        paragraph.paragraph_format.keep_with_next = True


def _signature(document: Document, official: Official, *, stays: bool) -> None:
    """Never on a page without text: what `stays` before it is on the same page."""
    if document.paragraphs and stays:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    room_office, room_day = signature_room(official.office, official.day)
    lines = ((official.office, room_office, True), (official.day, room_day, False))
    for place, (words, room, more) in enumerate(lines):
        paragraph = _paragraph(document, RIGHT)
        spaced(paragraph, before=layout().page.line * 2 if place == 0 else 0)
        indented(paragraph, right=room)
        paragraph.paragraph_format.keep_with_next = more
        add_run(paragraph, words, font=layout().font.body, size=layout().size.body)


def _annex(document: Document, annex: Annex, place: int, of: int) -> None:
    size, font, line = layout().size, layout().font, layout().page.line
    head = _paragraph(document)
    head.paragraph_format.page_break_before = True
    add_run(head, annex_head(place, of), font=font.first, size=size.body)
    title = _paragraph(document, CENTRE)
    off_the_grid(title)
    spaced(title, line=line * 1.15, before=line * 0.6, after=line * 0.6)
    add_run(title, "\n".join(paper_title(annex.title)), font=font.title, size=size.title)
    _table(document, annex)


def _table(document: Document, annex: Annex) -> None:
    table = document.add_table(rows=0, cols=len(annex.headings))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    # By its own lines: the style of that name may be missing in a document from outside.
    bordered(table)
    unit = layout().page.text_width / sum(annex.widths)
    for number, cells in enumerate((annex.headings, *annex.rows)):
        row = table.add_row()
        if _lines(cells, annex.widths) <= MOST_UNBROKEN:
            unbroken(row)
        if number == 0:
            repeat_on_each_page(row)
        for place, cell in enumerate(cells):
            paragraph = row.cells[place].paragraphs[0]
            off_the_grid(paragraph)
            spaced(paragraph, line=layout().size.table * CELL_LINE, before=CELL_ABOVE, after=CELL_ABOVE)
            # Running numbers stand in the middle, words at the left as in the PDF.
            paragraph.alignment = CENTRE if number == 0 or (place == 0 and isinstance(cell, int)) else LEFT
            face = layout().font.first if number == 0 else layout().font.body
            add_run(paragraph, cell_words(cell), font=face, size=layout().size.table)
    narrow_cells(table, CELL_SIDES)
    column_widths(table, [width * unit for width in annex.widths])


def _lines(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """About how many lines a row takes."""
    in_line = layout().page.text_width / 25.4 * 72 / layout().size.table / sum(widths)
    return max(
        letters(cell_words(cell)) / (in_line * width) for cell, width in zip(cells, widths, strict=True)
    )


def _imprint(document: Document, official: Official) -> None:
    """Copies and printing office at the end, between rules (版记)."""
    lines = [t("document.copies", copies=official.copies)] if official.copies else []
    lines += [official.printed] if official.printed else []
    for place, words in enumerate(lines):
        paragraph = _paragraph(document)
        spaced(paragraph, line=layout().size.small * 1.7, before=layout().page.line * 2 if place == 0 else 0)
        indented(paragraph, first=1)
        add_run(paragraph, words, font=layout().font.body, size=layout().size.small)
        ruled(paragraph, "top", "bottom", "between", colour="000000", eighths=8, space=3)
        paragraph.paragraph_format.keep_with_next = place + 1 < len(lines)


def _paragraph(document: Document, align: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    spaced(paragraph)
    paragraph.paragraph_format.widow_control = True
    return paragraph
