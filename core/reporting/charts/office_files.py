"""Charts for office programs: a workbook and a slide, each with a native chart that can be edited."""

from io import BytesIO
from typing import Any

import xlsxwriter
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from core.common.export import sheet_names, write_page
from core.common.sheet import Sheet
from core.common.text import t
from core.documents import title_lines
from core.reporting.charts.drawn import Drawn

FONT = "Microsoft YaHei"
LONGEST = 16  # letters of a category on a slide: longer ones turn aslant and eat half of the plot
MOST_LEVEL = 6  # names side by side below a chart
WIDTH, HEIGHT = Cm(33.867), Cm(19.05)  # 16:9
MARGIN = Cm(1.5)
_TYPES = {
    "bar": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


def chart_xlsx(drawn: Drawn, rows: Sheet, imprint: str) -> bytes:
    """A workbook: the numbers drawn with a native chart beside them, then the rows behind them."""
    numbers = drawn.sheet()
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        name, second = sheet_names([t("chart.file.drawn"), rows.name])
        page = book.add_worksheet(name)
        write_page(book, page, numbers)
        page.insert_chart(1, len(numbers.headings) + 1, _native(book, drawn, name))
        page.write(len(numbers.rows) + 2, 0, drawn.title)
        page.write(len(numbers.rows) + 3, 0, imprint)
        write_page(book, book.add_worksheet(second), rows)
    return buffer.getvalue()


def chart_pptx(drawn: Drawn, imprint: str) -> bytes:
    """One slide, 16:9: the title, a native chart whose numbers can be edited, and where they come from."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    slide = show.slides.add_slide(show.slide_layouts[6])
    add_words(slide, drawn.title, top=Cm(0.8), size=28, bold=True)
    add_words(slide, drawn.note, top=Cm(2.4), size=14)
    add_chart(slide, drawn, left=MARGIN, top=Cm(3.6), width=WIDTH - 2 * MARGIN, height=Cm(13.4))
    add_words(slide, imprint, top=HEIGHT - Cm(1.6), size=12)
    slide.notes_slide.notes_text_frame.text = imprint
    buffer = BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def add_chart(slide: Any, drawn: Drawn, *, left: int, top: int, width: int, height: int) -> None:
    """Put a native chart, whose numbers can be edited, on a slide."""
    shown = "0.0%" if drawn.percent else "0"
    data = CategoryChartData(number_format=shown)  # type: ignore[no-untyped-call]
    data.categories = [_short(one) for one in drawn.categories]
    for one in drawn.series:
        data.add_series(one.name or drawn.title, one.values)  # type: ignore[no-untyped-call]
    frame = slide.shapes.add_chart(_TYPES[drawn.form], left, top, width, height, data)
    _look(frame.chart, drawn)


def _native(book: Any, drawn: Drawn, page: str) -> Any:
    subtype = {"subtype": "stacked"} if drawn.form == "bar" else {}
    chart = book.add_chart({"type": drawn.form, **subtype})
    last = len(drawn.categories)
    for place, one in enumerate(drawn.series, start=1):
        line = {"line": {"color": one.colour}} if drawn.form == "line" else {"fill": {"color": one.colour}}
        chart.add_series(
            {"name": [page, 0, place], "categories": [page, 1, 0, last, 0],
             "values": [page, 1, place, last, place], **line}
        )  # fmt: skip
    chart.set_title({"name": drawn.title, "name_font": {"size": 12}})
    chart.set_legend({"position": "top"} if len(drawn.series) > 1 else {"none": True})
    measure, names = ("x_axis", "y_axis") if drawn.form == "bar" else ("y_axis", "x_axis")
    getattr(chart, f"set_{measure}")({"num_format": "0.0%" if drawn.percent else "0"})
    # A chart that lies down begins at the bottom; the table begins at the top.
    lies = {"reverse": True, "crossing": "max"} if drawn.form == "bar" else {}
    getattr(chart, f"set_{names}")({"num_font": {"size": 9}, **lies})
    chart.set_size({"width": 760, "height": max(320, 26 * last + 120 if drawn.form == "bar" else 380)})
    return chart


def _look(chart: Any, drawn: Drawn) -> None:
    # The font first: without it there is no element that could carry the eastern typeface.
    chart.font.size = Pt(10)
    eastern(chart._chartSpace.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))
    chart.has_title = False
    chart.has_legend = len(drawn.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    if drawn.form == "bar":
        chart.plots[0].overlap = 100
        chart.category_axis.reverse_order = True
        # The numbers stay below the bars; the library has no words for it.
        chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    _slant(chart, drawn)
    grid = chart.value_axis.major_gridlines.format.line
    grid.width, grid.color.rgb = Pt(0.5), RGBColor.from_string("D9D9D9")  # type: ignore[no-untyped-call]
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "0%" if drawn.percent else "0", False
    for series, one in zip(chart.plots[0].series, drawn.series, strict=True):
        tint = one.colour.lstrip("#").upper()
        colour = RGBColor.from_string(tint)  # type: ignore[no-untyped-call]
        if drawn.form == "line":
            series.format.line.color.rgb = colour
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour


def _slant(chart: Any, drawn: Drawn) -> None:
    """Many names below a chart stand aslant: side by side each would break in two, months at their hyphen."""
    if drawn.form == "bar" or len(drawn.categories) <= MOST_LEVEL:
        return
    chart.category_axis.tick_labels.font.size = Pt(10)
    body = chart.category_axis._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("rot", "-2700000")
    body.set("vert", "horz")


def add_words(slide: Any, text: str, *, top: int, size: int, bold: bool = False, left: int = MARGIN) -> None:
    """Put one paragraph on a slide, from `left` to the right margin, in lines that break as titles do; `size`
    in points."""
    frame = slide.shapes.add_textbox(left, top, WIDTH - left - MARGIN, Cm(1.2)).text_frame
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    # One letter less: the typeface of another machine may be wider.
    most = (WIDTH - left - MARGIN - Cm(0.6)) // Pt(size) - 1
    for place, line in enumerate(title_lines(text, most)):
        if place:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = line, Pt(size), bold
        eastern(run._r.get_or_add_rPr())


def eastern(properties: Any) -> None:
    """A Latin and an eastern typeface, in the order that the format wants."""
    for tag in ("a:latin", "a:ea"):
        properties.append(properties.makeelement(qn(tag), {"typeface": FONT}))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
