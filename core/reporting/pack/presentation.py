"""The presentation of a pack: a title, then one message a slide with a native chart and table."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.util import Cm, Pt

from core.common.sheet import Sheet
from core.reporting.charts.office_files import HEIGHT, MARGIN, WIDTH, add_chart, add_words, eastern
from core.reporting.pack.slides import Slide

_BLANK = 6  # the layout without placeholders


def pack_pptx(title: str, imprint: str, slides: Sequence[Slide]) -> bytes:
    """The file. `imprint` says whose numbers these are and how old; every slide has it at its foot."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    cover = show.slides.add_slide(show.slide_layouts[_BLANK])
    add_words(cover, title, top=Cm(7), size=36, bold=True)
    add_words(cover, imprint, top=Cm(11.5), size=16)
    for slide in slides:
        _slide(show, slide, imprint)
    buffer = BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def _slide(show: Any, slide: Slide, imprint: str) -> None:
    page = show.slides.add_slide(show.slide_layouts[_BLANK])
    add_words(page, slide.message, top=Cm(0.8), size=24, bold=True)
    top, table_width = Cm(3.4), WIDTH - 2 * MARGIN
    if slide.chart is not None:
        table_width = Cm(12)
        left = MARGIN + table_width + Cm(0.8)
        add_words(page, slide.chart.title, top=top, size=12, left=left)
        add_chart(page, slide.chart, left=left, top=top + Cm(1), width=WIDTH - left - MARGIN, height=Cm(12.2))
    _table(page, slide.table, top=top, width=table_width)
    add_words(page, imprint, top=HEIGHT - Cm(1.6), size=11)
    page.notes_slide.notes_text_frame.text = slide.notes


def _table(page: Any, sheet: Sheet, *, top: int, width: int) -> None:
    rows = [sheet.headings, *sheet.rows]
    shape = page.shapes.add_table(len(rows), len(sheet.headings), MARGIN, top, width, Cm(1.3) * len(rows))
    first = width * 2 // 5 if len(sheet.headings) > 2 else width * 3 // 5
    for place, column in enumerate(shape.table.columns):
        column.width = first if place == 0 else (width - first) // (len(sheet.headings) - 1)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            _cell(shape.table.cell(number, place), "" if cell is None else str(cell), head=number == 0)


def _cell(cell: Any, words: str, *, head: bool) -> None:
    run = cell.text_frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = words, Pt(12), head
    eastern(run._r.get_or_add_rPr())
