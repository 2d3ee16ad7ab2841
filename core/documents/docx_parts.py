"""Pieces of a DOCX that python-docx has no words for: eastern typefaces, grid, rules, page numbers."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.common.text import printable
from core.documents.layout import layout


def add_run(
    paragraph: Paragraph, text: str, *, font: str, size: float, colour: str = "", bold: bool = False
) -> Run:
    """A run in an eastern typeface. The hint makes office programs draw “ ” and — in it, too."""
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.bold = Pt(size), bold
    run.font.name = layout().font.latin
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def spaced(paragraph: Paragraph, *, line: float | None = None, before: float = 0, after: float = 0) -> None:
    """Exact line distance in points."""
    form = paragraph.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(line or layout().page.line)
    form.space_before, form.space_after = Pt(before), Pt(after)


def indented(paragraph: Paragraph, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indents in letters, which follow the size of the text."""
    indent = paragraph._element.get_or_add_pPr().get_or_add_ind()
    size = layout().size.body
    for name, letters_ in (("firstLine", first), ("left", left), ("right", right)):
        if letters_:
            indent.set(qn(f"w:{name}Chars"), str(round(letters_ * 100)))
            indent.set(qn(f"w:{name}"), str(round(letters_ * size * 20)))


def ruled(paragraph: Paragraph, *sides: str, colour: str, eighths: int, space: int = 1) -> None:
    """Lines along sides of a paragraph; `between` parts it from the next one with the same lines."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", eighths), ("space", space), ("color", colour)):
            line.set(qn(f"w:{name}"), str(value))
        borders.append(line)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def set_page(document: Document) -> None:
    """Paper, margins, grid of lines, page numbers outside."""
    page, section = layout().page, document.sections[0]
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(15), Mm(page.footer)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # `linesAndChars` blew letter spacing up in another program; the letters are tightened instead.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(page.line * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], right=True)
    _page_number(section.even_page_footer.paragraphs[0], right=False)


def base_style(document: Document) -> None:
    """The body's typeface as the document's own, tightened to 28 letters a line."""
    style, page = document.styles["Normal"], layout().page
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:ascii"), layout().font.latin)
    fonts.set(qn("w:hAnsi"), layout().font.latin)
    fonts.set(qn("w:eastAsia"), layout().font.body)
    style.font.size = Pt(layout().size.body)
    # Otherwise other programs take a Japanese typeface where they lack the one that is named.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(page.tightened * 20)))
    style.element.get_or_add_rPr().append(spacing)
    # No room of their own between Chinese and Latin letters: a line holds 28, in whatever program.
    properties = style.element.get_or_add_pPr()
    for name in ("autoSpaceDE", "autoSpaceDN"):
        room = OxmlElement(f"w:{name}")
        room.set(qn("w:val"), "0")
        properties.insert_element_before(room, "w:bidi", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def repeat_on_each_page(row: Any) -> None:
    """The head of a table stands on every page; no row is torn in two."""
    properties = row._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    properties.append(head)


def column_widths(table: Any, widths: Sequence[float]) -> None:
    """Widths in millimetres, in the grid as well: some programs believe only that."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def off_the_grid(paragraph: Paragraph) -> None:
    """Lines as near as they are given, not on the grid of the body."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def unbroken(row: Any) -> None:
    """A row stays on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _page_number(paragraph: Paragraph, *, right: bool) -> None:
    properties = paragraph._element.get_or_add_pPr()
    align = OxmlElement("w:jc")
    align.set(qn("w:val"), "right" if right else "left")
    properties.append(align)
    indented(paragraph, right=1 if right else 0, left=0 if right else 1)
    size, font = layout().size.small, layout().font.page
    add_run(paragraph, "\u2014 ", font=font, size=size)
    run = add_run(paragraph, "", font=font, size=size)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
    add_run(paragraph, " \u2014", font=font, size=size)


def narrow_cells(table: Any, millimetres: float) -> None:
    """The free space on both sides of every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), str(round(millimetres / 25.4 * 1440)))
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    table._tbl.tblPr.append(margins)


def bordered(table: Any) -> None:
    """Thin lines around and between all cells."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Office programs want it before the layout.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)
