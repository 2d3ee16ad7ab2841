from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from PIL import Image, ImageChops

from core.common import export
from core.common.export import FontError, chart_png, chart_svg, check_fonts, file_name, rows_csv, rows_xlsx
from core.common.sheet import Sheet
from core.reporting.charts.registry import composition
from core.reporting.statistics.registry import KindCount

CHINESE = "政务新媒体监管喆镕堃"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1+1"]


def text_chart(text: str) -> dict[str, object]:
    mark = {"type": "text", "fontSize": 20, "font": "Noto Sans SC"}
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"text": {"value": text}},
        "width": 300,
        "height": 40,
    }


def ink(png: bytes) -> int:
    """How many pixels are not white."""
    picture = Image.open(BytesIO(png)).convert("L")
    return sum(picture.histogram()[:200])


def test_a_picture_has_the_ink_of_its_chinese_words() -> None:
    assert ink(chart_png(text_chart(" "))) == 0
    assert ink(chart_png(text_chart(CHINESE))) > 1000


def test_each_character_has_its_own_shape_and_is_no_box() -> None:
    pictures = [Image.open(BytesIO(chart_png(text_chart(letter)))).convert("L") for letter in CHINESE]
    for other in pictures[1:]:
        assert ImageChops.difference(pictures[0], other).getbbox() is not None


def test_a_chart_that_stretches_on_the_page_gets_a_fixed_width_in_the_picture() -> None:
    spec = composition((KindCount("website", "website", 18), KindCount("weibo", "account", 20)))
    assert spec["width"] == "container"
    assert Image.open(BytesIO(chart_png(spec, dots=72))).width == export.WIDTH
    assert spec["width"] == "container"


def test_scale_multiplies_the_pixels() -> None:
    one, two = (Image.open(BytesIO(chart_png(text_chart("a"), dots=dots))) for dots in (72, 144))
    assert two.size == (2 * one.width, 2 * one.height)


def test_a_vector_picture_keeps_its_words_and_names_fonts_of_every_system() -> None:
    root = ElementTree.fromstring(chart_svg(composition((KindCount("website", "website", 18),))))
    texts = [node for node in root.iter() if node.tag.endswith("text")]
    assert "网站" in {"".join(node.itertext()) for node in texts}
    families = {node.get("font-family") for node in root.iter() if node.get("font-family")}
    assert all("Noto Sans SC" in family and "Microsoft YaHei" in family for family in families)


def test_the_fonts_that_are_shipped_pass() -> None:
    check_fonts()


def test_missing_fonts_are_an_error_that_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "FONTS", tmp_path)
    with pytest.raises(FontError, match=str(tmp_path)):
        check_fonts()


def test_a_converter_without_glyphs_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_A_WORD", " ")
    with pytest.raises(FontError):
        check_fonts()


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text_in_both_files(text: str) -> None:
    sheet = Sheet("表", ["标题"], [[text]])
    cell = openpyxl.load_workbook(BytesIO(rows_xlsx(sheet))).active["A2"]
    assert cell.data_type == "s"
    line = rows_csv(sheet).decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"').startswith("'")


def test_an_address_is_no_link() -> None:
    book = openpyxl.load_workbook(BytesIO(rows_xlsx(Sheet("表", ["网址"], [["http://127.0.0.1/"]]))))
    assert book.active["A2"].hyperlink is None


def test_numbers_days_and_instants_keep_their_kind() -> None:
    at = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    sheet = Sheet("表", ["数", "日", "时", "空"], [[-5, date(2026, 11, 23), at, None]])
    row = [cell.value for cell in openpyxl.load_workbook(BytesIO(rows_xlsx(sheet))).active[2]]
    assert [str(value) for value in row] == ["-5", "2026-11-23 00:00:00", "2026-11-23 12:00:00", "None"]
    assert rows_csv(sheet).decode("utf-8-sig").splitlines()[1] == "-5,2026-11-23,2026-11-23 12:00,"


def test_a_workbook_can_be_read_at_once() -> None:
    sheet = Sheet("平台[1]/台账", ["平台名称"], [["示例区人民政府门户网站（示例）"]])
    page = openpyxl.load_workbook(BytesIO(rows_xlsx(sheet))).active
    assert page.title == "平台 1  台账"
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["A"].width > 30


def test_csv_opens_in_chinese() -> None:
    assert rows_csv(Sheet("表", ["单位"], [])).startswith(b"\xef\xbb\xbf")


def test_file_names_hold_no_marks_that_a_system_refuses() -> None:
    assert file_name("政府网站关停整合：52 → 18", "png") == "政府网站关停整合_52_18.png"
    assert file_name("../", "csv") == "export.csv"
    assert [file_name(name, "xlsx") for name in ("CON", "lpt1", "console")] == [
        "CON_.xlsx", "lpt1_.xlsx", "console.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["问题", "问题", "问题"],
        ["Sheet", "SHEET", "sheet"],
        ["长" * 40, "长" * 40, "长" * 31],
        ["\U0001d11e" * 40, "\U0001d11e" * 40],
        ["", "  ", "[:]"],
        ["History", "history"],
    ],
)
def test_pages_of_a_workbook_have_names_that_excel_takes_and_none_twice(names: list[str]) -> None:
    sheets = [Sheet(name, ("一",), ((number,),)) for number, name in enumerate(names)]
    book = openpyxl.load_workbook(BytesIO(rows_xlsx(*sheets)))
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in book.sheetnames)


@pytest.mark.parametrize("name", ["督" * 300, "a" * 300, "督a" * 200, "", "/"])
def test_a_files_name_is_short_enough_in_bytes(name: str) -> None:
    found = file_name(name, "xlsx")
    assert found.endswith(".xlsx")
    assert 6 <= len(found.encode()) <= 255


def test_half_of_a_surrogate_pair_stops_no_file() -> None:
    sheet = Sheet("某区\ud83d", ["标题\udc00"], [["政务\ud800新闻"], ["𠮷😀"]])
    (page,) = openpyxl.load_workbook(BytesIO(rows_xlsx(sheet)))
    assert page.title == "某区\ufffd"
    assert [row[0].value for row in page.rows] == ["标题\ufffd", "政务\ufffd新闻", "𠮷😀"]
    assert rows_csv(sheet).decode("utf-8-sig").split() == ["标题\ufffd", "政务\ufffd新闻", "𠮷😀"]


def test_half_of_a_surrogate_pair_stops_no_chart() -> None:
    spec = {"title": "某区\ud83d", "mark": "text", "data": {"values": [{"名": "甲\udc00"}]}}
    spec["encoding"] = {"text": {"field": "名"}}
    assert chart_png(spec, dots=72)
    assert "甲\ufffd" in chart_svg(spec).decode()
