"""Charts as files for office programs: the numbers of the page, in a chart that can be edited."""

from io import BytesIO

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from core.common.export import chart_png, chart_svg
from core.common.sheet import Sheet
from core.common.text import t
from core.reporting.charts import health
from core.reporting.charts.drawn import Drawn, drawn
from core.reporting.charts.office_files import LONGEST, chart_pptx, chart_xlsx
from core.reporting.statistics.units import UnitHealth
from tests.core.reporting.test_charts import SPECS, values

IMPRINT = "示例区人民政府办公室　2026-11-23　来源：台账　数据截至 2026-11-23 12:00"
ROWS = Sheet("各单位网站", ("单位", "=1+1"), [["教委", "=2+3"]])
NATIVE = ("trend", "waiting", "composition", "units", "outcomes", "weeks", "sites", "freshness")


def numbers(name: str) -> Drawn:
    found = drawn(SPECS[name]())
    assert found is not None
    return found


@pytest.mark.parametrize("name", NATIVE)
def test_what_is_drawn_adds_up_to_the_rows_of_the_page(name):
    found, rows = numbers(name), values(SPECS[name]())
    field = next(key for key in ("count", "share", "age") if key in rows[0])
    total = sum(value or 0 for one in found.series for value in one.values)
    assert total == pytest.approx(sum(row[field] or 0 for row in rows))
    assert found.title


@pytest.mark.parametrize("name", ["strip", "site_weeks", "waterfall"])
def test_what_other_programs_cannot_draw_is_not_drawn_wrongly(name):
    assert drawn(SPECS[name]()) is None


@pytest.mark.parametrize("name", NATIVE)
def test_the_slide_holds_a_native_chart_of_the_same_numbers(name):
    found = numbers(name)
    slide = Presentation(BytesIO(chart_pptx(found, IMPRINT))).slides[0]
    chart = next(shape for shape in slide.shapes if shape.has_chart).chart
    assert [tuple(one.values) for one in chart.plots[0].series] == [one.values for one in found.series]
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert found.title in words
    assert IMPRINT in words
    assert chart.part.chart_workbook.xlsx_part is not None
    # Where bars lie, the first is at the top, and the numbers still stand below.
    crossing = {one.get("val") for one in chart._chartSpace.iter(qn("c:crosses"))}
    assert ("max" in crossing) == (found.form == "bar")


@pytest.mark.parametrize("name", NATIVE)
def test_the_workbook_holds_the_numbers_first_with_a_chart_and_the_rows_second(name):
    found = numbers(name)
    book = openpyxl.load_workbook(BytesIO(chart_xlsx(found, ROWS, IMPRINT)))
    first, second = book.worksheets
    assert first.title == t("chart.file.drawn")
    span = {"max_row": 1 + len(found.categories), "max_col": 1 + len(found.series)}
    shown = [[cell.value for cell in row[1:]] for row in first.iter_rows(min_row=2, **span)]
    assert shown == [[one.values[place] for one in found.series] for place in range(len(found.categories))]
    assert len(first._charts) == 1
    assert IMPRINT in [cell.value for cell in first["A"]]
    assert [cell.value for cell in second[2]] == ["教委", "=2+3"]
    assert second["B2"].data_type == "s"


def test_names_too_long_for_a_slide_are_shortened_there_and_whole_in_the_workbook():
    name = "示例区人力资源和社会保障局（示例区就业服务中心）"
    unit = UnitHealth(1, name, ok=6, problem=1, unchecked=1, none=0, open=3, overdue=2, availability=0.99)
    found = drawn(health.websites_by_unit((unit,)))
    assert found is not None
    slide = Presentation(BytesIO(chart_pptx(found, IMPRINT))).slides[0]
    chart = next(shape for shape in slide.shapes if shape.has_chart).chart
    assert [len(one) for one in chart.plots[0].categories] == [LONGEST]
    first = openpyxl.load_workbook(BytesIO(chart_xlsx(found, ROWS, IMPRINT))).worksheets[0]
    assert first["A2"].value == name


def test_pictures_name_their_source_and_have_300_dots_to_the_inch():
    spec = SPECS["units"]()
    assert IMPRINT.split("\u3000")[0] in chart_svg(spec, imprint=IMPRINT).decode()
    with (
        Image.open(BytesIO(chart_png(spec, imprint=IMPRINT))) as large,
        Image.open(BytesIO(chart_png(spec, dots=72))) as small,
    ):
        assert large.width == pytest.approx(small.width * 300 / 72, rel=0.01)
        assert large.info["dpi"][0] == pytest.approx(300, abs=1)
        assert large.height / 300 > small.height / 72
