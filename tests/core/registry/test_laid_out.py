"""Registers that are laid out otherwise: on their side, side by side, as forms, under sections, in two
languages; days, numbers and formulas as spreadsheets leave them; encodings as programs mark them."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from core.registry.days import read_day
from core.registry.importing.limits import limits
from core.registry.importing.reading import read_file
from core.registry.importing.table import FileRefused
from db.models import Channel
from tests.core.imports.files import a_book
from tests.core.registry.test_clerks_files import owners, taken_in

OFFICE, SCHOOLS, HEALTH = "示例区政府办公室", "示例区教育委员会", "示例区卫生健康委员会"


def owned(channels: dict[str, Channel]) -> dict[str, str]:
    names = owners()
    return {one.name: names[one.unit_id] for one in channels.values()}


def names_of(faults: Sequence[Any]) -> list[str]:
    return [one.name for one in faults]


def test_a_list_on_its_side_is_read_by_columns(database):
    data = a_book(
        ["平台名称", "示例门户", "示例发布", "示例教育"],
        ["平台类型", "网站", "微信订阅号", "微博"],
        ["主办单位", OFFICE, "", SCHOOLS],
        ["网址/账号", "www.shili.gov.cn", "slfb", "示例教育"],
        title="示例区平台基本情况",
        merged="B4:C4",
    )
    plan, channels = taken_in(data)
    assert [row.number for row in plan.rows] == [2, 3, 4]
    assert owned(channels) == {"示例门户": OFFICE, "示例发布": OFFICE, "示例教育": SCHOOLS}
    assert channels["wechat_subscription:示例发布"].account == "slfb"


def test_a_form_of_one_account_is_one_row(database):
    data = a_book(
        ["账号名称", "示例发布", "平台类型", "微信订阅号"],
        ["主办单位：", OFFICE, "开通时间", "2019年3月"],
        ["联系人", "王某", "联系电话", "68120001"],
        title="政务新媒体备案表",
    )
    plan, channels = taken_in(data)
    assert plan.count("add") == len(plan.rows) == 1
    one = channels["wechat_subscription:示例发布"]
    assert (one.contact, one.phone, owners()[one.unit_id]) == ("王某", "68120001", OFFICE)


SIDES = (
    [["名称", "网址", "主办单位", "", "名称", "平台", "主办单位"],
     ["示例门户", "www.a.gov.cn", OFFICE, "", "示例发布", "微博", OFFICE],
     ["", "", "", "", "示例教育", "抖音", SCHOOLS]],
    [["序号", "网站名称", "网址", "主办单位", "序号", "账号名称", "平台", "主办单位"],
     [1, "示例门户", "www.a.gov.cn", OFFICE, 1, "示例发布", "微博", OFFICE],
     ["", "", "", "", 2, "示例教育", "抖音", SCHOOLS]],
    [["网站名称", "网址", "主办单位", "账号名称", "平台", "主办单位"],
     ["示例门户", "www.a.gov.cn", OFFICE, "示例发布", "微博", OFFICE],
     ["", "", "", "示例教育", "抖音", SCHOOLS]],
)  # fmt: skip


@pytest.mark.parametrize("rows", SIDES, ids=["apart", "numbered", "together"])
def test_two_lists_side_by_side_are_both_read(database, rows: list[list[Any]]):
    above = ["政府网站", *[""] * rows[0][1:].index(rows[0][-3]), "政务新媒体"]
    plan, channels = taken_in(a_book(["", ""], above, *rows))
    assert (plan.count("add"), plan.count("wrong")) == (3, 0)
    assert set(channels) == {"website:示例门户", "weibo:示例发布", "douyin:示例教育"}
    assert owned(channels)["示例教育"] == SCHOOLS


@pytest.mark.parametrize(
    "headings",
    [
        [["序号 No.", "平台名称 Name", "平台类型/Kind", "主办单位(Sponsor)", "Phone 联系电话"]],
        [
            ["序号", "平台名称", "平台类型", "主办单位", "联系电话"],
            ["No.", "Name", "Type", "Organizer", "Tel"],
        ],
        [["序号", "平台名称\nName", "平台类型\nKind", "主办单位\nSponsor", "联系电话\nPhone"]],
    ],
    ids=["beside", "below", "in the cell"],
)
def test_headings_in_two_languages_and_totals_between(database, headings: list[list[str]]):
    data = a_book(
        *headings,
        [1, "示例发布", "微博", OFFICE, "６８１２０００１"],
        ["小计", 1],
        [2, "示例教育", "抖音", SCHOOLS, "０２３－６８１２０００２"],
        ["", "小计：1个"],
        ["合计", "2个"],
    )
    plan, channels = taken_in(data)
    assert (len(plan.rows), plan.count("add")) == (2, 2)
    assert channels["douyin:示例教育"].phone == "023-68120002"


@pytest.mark.parametrize("merged", ["", "A2:D2 A5:D5 A7:D7"])
def test_the_unit_stands_in_a_line_over_its_rows(database, merged: str):
    data = a_book(
        ["序号", "账号名称", "账号类型", "联系电话"],
        [f"一、{OFFICE}"],
        [1, "示例发布", "微信订阅号", "68120001"],
        [2, "示例发布", "微博", "68120001"],
        [f"（二）{SCHOOLS}（1个）"],
        [1, "示例教育", "抖音", ""],
        [HEALTH],
        [1, "示例健康", "快手", ""],
        ["三、其他单位"],
        [1, "示例体育", "快手", ""],
        merged=merged,
    )
    plan, channels = taken_in(data)
    assert owned(channels)["示例教育"] == SCHOOLS
    assert owned(channels)["示例健康"] == HEALTH
    assert owned(channels)["示例发布"] == OFFICE
    noted = {row.number: names_of(row.notes) for row in plan.rows}
    assert all("unit_from_section" in names for names in noted.values())


def test_a_section_says_nothing_where_a_column_names_the_unit(database):
    data = a_book(
        ["序号", "账号名称", "账号类型", "主办单位"],
        ["一、示例街道办事处"],
        [1, "示例发布", "微博", OFFICE],
        [2, "示例教育", "微博", ""],
    )
    plan, channels = taken_in(data)
    assert owned(channels) == {"示例发布": OFFICE}
    assert names_of(plan.rows[1].faults) == ["required"]


@pytest.mark.parametrize(
    ("text", "day", "exactly"),
    [
        ("24/3/5", date(2024, 3, 5), "short"),
        ("24.3.5", date(2024, 3, 5), "short"),
        ("98年3月5日", date(1998, 3, 5), "short"),
        ("5-Mar-24", date(2024, 3, 5), "short"),
        ("5 March 2024", date(2024, 3, 5), "day"),
        ("2024年第一季度", date(2024, 1, 1), "quarter"),
        ("2024年3季度", date(2024, 7, 1), "quarter"),
        ("2024Q4", date(2024, 10, 1), "quarter"),
        ("2024年下半年", date(2024, 7, 1), "half"),
        ("2024年3月底", date(2024, 3, 31), "month"),
        ("2024年2月下旬", date(2024, 2, 21), "month"),
        ("2024年3月初", date(2024, 3, 1), "month"),
        ("'2024/3/5", date(2024, 3, 5), "day"),
    ],
)
def test_days_as_clerks_shorten_them(text: str, day: date, exactly: str):
    assert read_day(text) == (day, exactly)


@pytest.mark.parametrize("text", ["03/05/2024", "03/05/24", "11/12/13", "3月初", "2024年5季度", "5-Foo-24"])
def test_a_day_that_may_be_two_is_none(text: str):
    assert read_day(text) is None


def formulas() -> bytes:
    """Formulas with their results, as a spreadsheet keeps them: a text, an error, a count."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "平台名称", "平台类型", "主办单位", "联系电话"])
        for line, (unit, phone) in enumerate([(OFFICE, ""), ("#N/A", "68120001"), (SCHOOLS, "#REF!")], 1):
            sheet.write_row(line, 0, [line, f"示例{line}", "微博"])
            sheet.write_formula(line, 3, "=VLOOKUP(B2,Z:Z,1)", None, unit)
            if phone:
                sheet.write_formula(line, 4, "=VLOOKUP(B2,Z:Z,2)", None, phone)
        sheet.write_formula(4, 1, '="合计"', None, "合计")
        sheet.write_formula(4, 2, "=COUNTA(B2:B4)", None, 3)
    return buffer.getvalue()


def test_what_a_formula_gave_is_taken_and_an_error_is_named(database):
    plan, channels = taken_in(formulas())
    assert owned(channels) == {"示例1": OFFICE}
    assert "formula_taken" in names_of(plan.rows[0].notes)
    said = [" ".join(map(str, row.faults)) for row in plan.rows]
    assert ["D3" in said[1], "E4" in said[2], len(plan.rows)] == [True, True, 3]


def with_hidden_columns() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["平台名称", "平台类型", "主办单位", "主办单位", "账号"])
    sheet.append(["示例发布", "微博", "旧单位", OFFICE, "slfb"])
    sheet["A2"].comment = Comment("曾用名：示例旧发布", "王某")
    for column in ("C", "E"):
        sheet.column_dimensions[column].hidden = True
    sheet.auto_filter.ref = "A1:E2"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_hidden_column_yields_to_the_one_that_is_seen_and_is_named(database):
    _, channels = taken_in(with_hidden_columns())
    assert owned(channels) == {"示例发布": OFFICE}
    remarks = " ".join(map(str, read_file(with_hidden_columns(), "a.xlsx").remarks))
    assert "E" in remarks


TEXT = "平台名称,平台类型,主办单位\r\n示例发布,微博,示例区政府办公室\r\n示例教育,抖音,示例区教育委员会\r\n"
ENCODED = {
    "the mark of GB18030": b"\x84\x31\x95\x33" + TEXT.encode("gb18030"),
    "the mark of UTF-8 before GBK": b"\xef\xbb\xbf" + TEXT.encode("gbk"),
    "the mark twice": b"\xef\xbb\xbf" * 2 + TEXT.encode(),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16 the other way, without a mark": TEXT.encode("utf-16-be"),
    "an end of file": TEXT.encode("gbk") + b"\x1a",
    "lines in quotation marks": "".join(f'"{line}"\r\n' for line in TEXT.splitlines()).encode(),
}


@pytest.mark.parametrize("form", ENCODED)
def test_a_text_file_however_its_program_marks_it(database, form: str):
    _, channels = taken_in(ENCODED[form], "台账.csv")
    assert owned(channels) == {"示例发布": OFFICE, "示例教育": SCHOOLS}


def test_an_export_of_sixty_columns_gives_the_kind_by_its_headings(database):
    known = {
        "标识码": "5001060001", "网站名称": "示例门户", "网站域名": "www.shili.gov.cn",
        "主办单位名称": OFFICE, "网站类型": "政府门户网站", "网站联系人姓名": "李某", "网站联系人电话": "",
        "网站联系人手机": "13800000000",
    }  # fmt: skip
    others = {f"填报项{number}": "-" for number in range(62 - len(known))}
    row = others | known
    plan, channels = taken_in(a_book(list(row), list(row.values())))
    assert plan.count("add") == 1
    one = channels["website:示例门户"]
    assert (one.contact, one.phone, one.site_code) == ("李某", "13800000000", "5001060001")


def test_a_mixed_list_is_of_no_kind_by_its_headings(database):
    plan, _ = taken_in(a_book(["网站（账号）名称", "主办单位"], ["示例发布", OFFICE]))
    assert names_of(plan.rows[0].faults) == ["required"]


@pytest.mark.parametrize("more", [0, 1])
def test_as_many_rows_as_are_promised_beside_title_and_headings(more: int):
    rows = "示例,微博\r\n" * (limits().rows + more)
    data = f"台账\r\n平台名称,平台类型\r\n{rows}".encode()
    if more:
        with pytest.raises(FileRefused):
            read_file(data, "a.csv")
    else:
        assert len(read_file(data, "a.csv").parts[0].rows) == limits().rows


def test_two_columns_of_one_heading_are_still_refused(database):
    with pytest.raises(FileRefused):
        taken_in(a_book(["平台名称", "平台类型", "主办单位", "主办单位"], ["示例", "微博", OFFICE, SCHOOLS]))


def test_a_column_for_each_platform_holds_names_of_accounts(database):
    data = a_book(
        ["序号", "单位名称", "政府网站", "微信订阅号", "新浪微博", "抖音号"],
        [1, OFFICE, "", "示例发布、示例教育发布", "示例微博", "无"],
        [2, SCHOOLS, "", "教育微信", "", "教育抖音"],
        ["合计", "", "", 3, 1, 1],
        title="各单位政务新媒体开设情况",
    )
    plan, channels = taken_in(data)
    assert (len(plan.rows), plan.count("add")) == (5, 5)
    assert owned(channels) == {
        "示例发布": OFFICE, "示例教育发布": OFFICE, "示例微博": OFFICE,
        "教育微信": SCHOOLS, "教育抖音": SCHOOLS,
    }  # fmt: skip
    assert channels["douyin:教育抖音"].kind == "douyin"


@pytest.mark.parametrize("cell", ["√", 3, "有"])
def test_columns_of_marks_or_numbers_name_no_account(database, cell: Any):
    with pytest.raises(FileRefused):
        read_file(a_book(["单位", "微信", "微博"], [OFFICE, cell, cell]), "表.xlsx")


def test_the_superior_owns_channels_where_nobody_else_is_named(database):
    data = a_book(["主管单位", "平台名称", "平台类型"], [SCHOOLS, "教育微博", "微博"], ["", "", ""])
    _, channels = taken_in(data)
    assert owned(channels) == {"教育微博": SCHOOLS}
    assert "unit_from_superior" in names_of(read_file(data, "表.xlsx").remarks)
