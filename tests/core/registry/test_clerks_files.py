"""Registers in further forms that clerks keep: marks for "the same as above", web pages, bare hosts."""

import pytest

from core.common.errors import DomainError
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import learned
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import read_file
from db.models import Channel, Unit
from tests.core.imports.files import a_book
from tests.registry_files import SUPERVISOR
from tests.rows import all_of

OPTIONS = Options(create_units=True, skip_wrong=True)


def taken_in(data: bytes, name: str = "台账.xlsx") -> tuple[Plan, dict[str, Channel]]:
    file = read_file(data, name, learned())
    plan = dry_run(file, OPTIONS)
    if plan.count("add"):
        apply(file, OPTIONS, seen=plan.fingerprint(), actor=SUPERVISOR)
    return plan, {f"{one.kind}:{one.name}": one for one in all_of(Channel)}


def owners() -> dict[int, str]:
    return {one.id: one.name for one in all_of(Unit)}


@pytest.mark.parametrize("mark", ["〃", "同上", "″", '"', "”"])
def test_a_mark_for_the_same_as_above_is_read_as_that(database, mark: str):
    data = a_book(
        ["平台", "名称", "主办单位"],
        ["新浪微博", "示例发布", "示例区政府办公室"],
        ["快手", mark, mark],
        ["抖音", "示例教育", mark],
        title="台账",
    )
    plan, channels = taken_in(data)
    assert plan.count("add") == 3
    assert {owners()[one.unit_id] for one in channels.values()} == {"示例区政府办公室"}
    assert set(channels) == {"weibo:示例发布", "kuaishou:示例发布", "douyin:示例教育"}


def test_a_mark_with_nothing_above_is_refused_in_words(database):
    plan, _ = taken_in(a_book(["平台", "名称", "主办单位"], ["〃", "示例发布", "示例区政府办公室"]))
    assert "〃" in " ".join(map(str, plan.rows[0].faults))


PAGE = (
    "<html><head><meta charset='{0}'></head><body><table border=1>"
    "<tr><td colspan=4>示例区微博账号台账</td></tr>"
    "<tr><td>序号</td><td>账号名称</td><td>主办单位</td><td>联系电话</td></tr>"
    "<tr><td>1</td><td>示例卫健</td><td rowspan=2>示例区卫生健康委员会</td><td>023-68120005</td></tr>"
    "<tr style='display: none'><td>2</td><td>示例健康</td><td>68120006</td></tr>"
    "<tr><td>3</td><td>示例医院</td><td>示例区人民医院</td><td>&nbsp;</td></tr></table></body></html>"
)
BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="微博"><Table>
<Row><Cell><Data ss:Type="String">账号名称</Data></Cell><Cell><Data ss:Type="String">主办单位</Data></Cell>
<Cell><Data ss:Type="String">联系电话</Data></Cell><Cell><Data ss:Type="String">开通时间</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">示例卫健</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">示例区卫生健康委员会</Data></Cell>
<Cell><Data ss:Type="String">023-68120005</Data></Cell>
<Cell><Data ss:Type="DateTime">2019-03-05T00:00:00.000</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">示例健康</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">68120006</Data></Cell></Row>
<Row ss:Index="6"><Cell><Data ss:Type="String">示例医院</Data></Cell>
<Cell><Data ss:Type="String">示例区人民医院</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    "data",
    [PAGE.format("gb2312").encode("gbk"), PAGE.format("utf-8").encode(), BOOK.encode()],
    ids=["GBK", "UTF-8", "XML"],
)
def test_a_page_or_xml_under_the_name_of_a_workbook_is_read(database, data: bytes):
    plan, channels = taken_in(data, "台账.xls")
    assert plan.count("add") == 3
    said = {one.name: (owners()[one.unit_id], one.phone) for one in channels.values()}
    assert said == {
        "示例卫健": ("示例区卫生健康委员会", "023-68120005"),
        "示例健康": ("示例区卫生健康委员会", "68120006"),
        "示例医院": ("示例区人民医院", ""),
    }


@pytest.mark.parametrize(
    "data",
    [
        b"<html><p>404</p></html>",
        b"<table><tr></tr></table>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>"
        b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
        b"<table>" + b"<tr><td colspan=99999>x</td><td colspan=99999>y</td></tr>" * 3 + b"</table>",
        b"<html><!ENTITY lol 'x'><table><tr><td>a</td></tr></table></html>",
    ],
)
def test_a_page_that_is_no_table_of_ours_is_refused(database, data: bytes):
    with pytest.raises(DomainError):
        taken_in(data, "a.xls")


def test_the_host_of_a_website_is_its_address_and_a_closed_one_may_have_none(database):
    data = a_book(
        ["网站名称", "网站域名", "主办单位", "状态"],
        ["示例门户", "www.shili.gov.cn", "示例区政府办公室", "正常运行"],
        ["示例旧站", "无", "示例区政府办公室", "已关停"],
        ["示例新站", "无", "示例区政府办公室", "正常运行"],
        title="示例区政府网站基本情况表",
    )
    plan, channels = taken_in(data)
    assert channels["website:示例门户"].url == "http://www.shili.gov.cn/"
    assert "website:示例旧站" in channels
    assert ["网址" in " ".join(map(str, row.faults)) for row in plan.rows] == [False, False, True]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("人民号", "people"),
        ("央视频", "cctv_video"),
        ("喜马拉雅FM", "ximalaya"),
        ("网易号", "netease"),
        ("企业微信", "other"),
        ("凤凰号", "other"),
        ("抖音账号", "douyin"),
        ("新浪政务微博", "weibo"),
        ("官方快手号", "kuaishou"),
        ("政务微信公众账号", "wechat_subscription"),
        ("部门今日头条", "toutiao"),
    ],
)
def test_a_platform_by_its_everyday_name(database, word: str, kind: str):
    _, channels = taken_in(a_book(["平台", "名称", "主办单位"], [word, "示例发布", "示例区政府办公室"]))
    assert list(channels) == [f"{kind}:示例发布"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("已归并", "merged"),
        ("现已停运", "closed"),
        ("目前正常运行", "running"),
        ("注销状态", "cancelled"),
        ("有效", "running"),
    ],
)
def test_a_state_by_the_word_within_what_stands_around_it(database, word: str, state: str):
    data = a_book(["平台", "名称", "主办单位", "状态"], ["抖音", "示例发布", "示例区政府办公室", word])
    plan, _ = taken_in(data)
    assert [row.values["registered"] for row in plan.rows] == [state]


@pytest.mark.parametrize("word", ["未运行", "非官方", "不正常", "号", "政务"])
def test_a_word_that_says_something_else_is_refused(database, word: str):
    for column in ("平台", "状态"):
        cells = {
            "平台": "抖音",
            "名称": "示例发布",
            "主办单位": "示例区政府办公室",
            "状态": "正常",
            column: word,
        }
        plan, _ = taken_in(a_book(list(cells), list(cells.values())))
        assert [fault.name for fault in plan.rows[0].faults] == ["choice"]


@pytest.mark.parametrize(("account", "added"), [("示例发布", 1), ("shilifabu", 0)])
def test_an_account_that_is_a_name_names_its_row(database, account: str, added: int):
    plan, channels = taken_in(a_book(["平台", "账号", "主办单位"], ["微博", account, "示例区政府办公室"]))
    assert plan.count("add") == added
    assert set(channels) == ({"weibo:示例发布"} if added else set())


@pytest.mark.parametrize("remark", ["*带星号的为必填项", "※ 以上账号均已备案", "★重点账号每日更新"])
def test_a_remark_below_the_rows_is_no_channel(database, remark: str):
    data = a_book(["平台", "名称", "主办单位"], ["抖音", "示例发布", "示例区政府办公室"], [remark])
    plan, _ = taken_in(data)
    assert (len(plan.rows), plan.count("add")) == (1, 1)


def test_a_telephone_kept_as_text_by_an_apostrophe_and_bars_between_columns(database):
    rows = "平台类型|名称|主办单位|联系电话\n微博|示例财政|示例区财政局|'02368120001\n"
    _, channels = taken_in(rows.encode("gbk"), "a.csv")
    assert channels["weibo:示例财政"].phone == "02368120001"
