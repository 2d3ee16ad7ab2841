"""Registers as clerks keep them: titled, merged, in several sheets, in everyday words. None has the
template's form. Written with openpyxl, as cells, so that each shows one office's habits."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

DISTRICT = "示例区"
# The words one office used for its 181 accounts, and how many of each.
PLATFORM_WORDS = {
    "微信公众号": 70, "微信": 20, "公众号": 10, "订阅号": 20, "微信订阅号": 12, "微信公众号（订阅号）": 5,
    "服务号": 3, "新浪微博": 10, "政务微博": 5, "微博": 4, "官方微博": 2, "头条号": 3, "今日头条": 1,
    "政务APP": 2, "客户端": 2, "视频号": 2, "微信视频号": 1, "抖音号": 2, "抖音": 1, "快手号": 1,
    "小程序": 1, "微信小程序": 1, "百家号": 1, "小红书": 1, "学习强国号": 1,
}  # fmt: skip
STATE_WORDS = ("运行中", "在用", "正常", "正常运行", "使用中", "正常更新", "启用", "正常使用")
OPENED = ("2018年6月", "2019.5", "二〇二〇年三月五日", date(2021, 4, 1), "2017/11/2", "2018年")
PAST_WORDS = ("注销", "停用", "关闭", "迁移", "已关停", "已注销")


def saved(*sheets: tuple[str, Callable[[Worksheet], None]]) -> bytes:
    """A workbook whose sheets are written by these functions."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, write in sheets:
        write(book.create_sheet(name))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def the_offices_own() -> bytes:
    """199 rows on two sheets: 18 sites and 181 accounts of 48 units, unit cells merged over their rows, 39
    everyday words, channels that are gone since with months for days, totals and signatures below."""
    return saved(("政府网站", _own_sites), ("政务新媒体", _own_accounts))


def _own_sites(sheet: Worksheet) -> None:
    _title(sheet, f"{DISTRICT}政府网站台账（截至2026年9月）", 8)
    sheet.append(
        ["序号", "网站名称", "类型", "主办单位", "网址/账号ID", "网站标识码", "运行状态", "联系人及电话"]
    )
    for n in range(1, 19):
        kind = ("政府网站", "网站", "子网站")[n % 3] if n > 1 else "门户网站"
        state = "已关停" if n in (17, 18) else STATE_WORDS[n % len(STATE_WORDS)]
        code = f"5001060{n:03}" if n != 9 else "BM50010002"
        unit = "示例区人民政府办公室" if n == 1 else f"{DISTRICT}单位{n % 48:02}局"
        sheet.append(
            [n, f"{unit}网站{n}", kind, unit, f"www.site{n}.example.cn", code, state, f"王某 023—6812{n:04}"]
        )
    sheet.append(["合计", "", "", "", "18个"])


def _own_accounts(sheet: Worksheet) -> None:
    _title(sheet, f"{DISTRICT}政务新媒体账号备案表", 8)
    sheet.append(["填报单位：区政府办"])
    sheet.append(["序号", "主办单位", "账号名称", "平台类型", "网址/账号ID", "状态", "开通时间", "注销时间"])
    words = [word for word, count in PLATFORM_WORDS.items() for _ in range(count)]
    row = 4
    for n, word in enumerate(words, start=1):
        unit = f"{DISTRICT}单位{(n - 1) // 4:02}局"
        gone = n % 30 == 0
        state = PAST_WORDS[(n // 30) % len(PAST_WORDS)] if gone else STATE_WORDS[n % len(STATE_WORDS)]
        opened = OPENED[n % len(OPENED)]
        first = (n - 1) % 4 == 0
        sheet.append([n, unit if first else None, f"示例发布{n}", word, f"gh_{n:04}", state, opened,
                      "2024年8月" if gone else "—"])  # fmt: skip
        if (n % 4 == 0 or n == len(words)) and n > (last := 4 * ((n - 1) // 4) + 1):
            sheet.merge_cells(start_row=row - n + last, end_row=row, start_column=2, end_column=2)
        row += 1
    sheet.append(["合计", len(words)])
    sheet.append(["填表人：李某", "", "审核人：张某", "", "填表日期：2026年9月28日"])


def two_rows_of_headings() -> bytes:
    """Headings two rows high: the contact stands over a name and a telephone number."""

    def write(sheet: Worksheet) -> None:
        sheet.append(["序号", "网站名称", "类别", "开办单位", "联系人", None, "首页地址"])
        sheet.append([None, None, None, None, "姓名", "联系电话", None])
        for column in "ABCDG":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("E1:F1")
        sheet.append([1, "示例区教育网", "部门网站", "区教委", "赵一", 13800000001, "http://edu.example.cn/"])
        sheet.append(
            [2, "示例区卫生网", "部门网站", "区卫健委", "钱二", "023-68120002", "http://health.example.cn/"]
        )

    return saved(("Sheet1", write))


def sections_instead_of_a_column() -> bytes:
    """No column says what a row is: titles between the rows do."""

    def write(sheet: Worksheet) -> None:
        _title(sheet, "各单位平台情况统计", 5)
        sheet.append(["序号", "名称", "责任单位", "地址", "备注"])
        for title, rows in (
            (
                "一、政府网站（2个）",
                [("甲网", "甲局", "http://a.example.cn"), ("乙网", "乙局", "http://b.example.cn")],
            ),
            ("二、政务微博（1个）", [("丙微博", "丙局", "https://weibo.example.cn/c")]),
            ("三、抖音号", [("丁抖音", "丁局", "无")]),
        ):
            sheet.append([title])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=5)
            for number, (name, unit, address) in enumerate(rows, start=1):
                sheet.append([number, name, unit, address])
        sheet.append(["备注：以上数据由各单位报送。"])

    return saved(("汇总", write))


def a_sheet_for_each_platform() -> bytes:
    """One sheet for each platform, named after it, a sheet of notes, and one that is hidden."""

    def of(*rows: Sequence[Any]) -> Callable[[Worksheet], None]:
        def write(sheet: Worksheet) -> None:
            sheet.append(["账号名称", "运营单位", "微信号", "负责人", "手机"])
            for row in rows:
                sheet.append(row)

        return write

    def notes(sheet: Worksheet) -> None:
        sheet.append(["填表要求"])
        sheet.append(["请于每月5日前报送"])

    def past(sheet: Worksheet) -> None:
        of(["旧号", "甲局", "x", "y", "z"])(sheet)
        sheet.sheet_state = "hidden"

    return saved(
        ("填表说明", notes),
        ("微信订阅号", of(["甲发布", "甲局", "jfb", "孙三", 13900000001])),
        (
            "视频号",
            of(["甲视频", "甲局", "jsp", "孙三", 13900000001], ["乙视频", "乙局", "／", "李四", "无"]),
        ),
        ("去年", past),
    )


def two_addresses_in_a_cell() -> bytes:
    def write(sheet: Worksheet) -> None:
        sheet.append(["平台名称", "平台类型", "单位名称", "网站网址", "ICP备案号", "是否支持IPv6"])
        sheet.append(["甲网", "官网", "甲局", "http://a.example.cn\nhttp://www.a2.example.cn", "暂无", "无"])
        sheet.append(["乙网", "政府网站", "乙局", "b.example.cn、b2.example.cn", "—", "是"])

    return saved(("表1", write))


def written_days() -> bytes:
    def write(sheet: Worksheet) -> None:
        sheet.append(["账号名称", "类型", "主办单位", "账号", "开设时间", "目前状态", "停用时间"])
        sheet.append(["甲", "微博", "甲局", "a", "二〇一九年十一月三日", "在用", "/"])
        sheet.append(["乙", "头条号", "乙局", "b", "2018年6月", "停用（长期不更新）", "2021.12"])
        sheet.append(["丙", "抖音号", "丙局", "c", 2018.1, "运行中", None])
        sheet.append(["丁", "快手号", "丁局", "d", "去年", "运行中", None])

    return saved(("账号", write))


def full_width_throughout() -> bytes:
    def write(sheet: Worksheet) -> None:
        sheet.append(
            [
                "序　号",
                "平 台 名 称",
                "平台　类型",
                "主　管　单　位",
                "开办单位（全称）",
                "首页网址",
                "网站标识码",
            ]
        )
        sheet.append(
            [
                1,
                "甲网",
                "政府 网站",
                "区政府办",
                "甲局",
                "ＨＴＴＰ：／／ａ．ｅｘａｍｐｌｅ．ｃｎ",
                "５００１０６０００１",
            ]
        )
        sheet.append([2, "甲 ＡＰＰ", "政务ＡＰＰ", "区政府办", "甲局", "", "无"])

    return saved(("台账", write))


def headings_far_below() -> bytes:
    """A letter stands above the table, and two columns could be the unit."""

    def write(sheet: Worksheet) -> None:
        for line in ("关于报送政务新媒体的函", "", "各单位：", "    现将情况报送如下。", "", "附件1"):
            sheet.append([line])
        sheet.append(["单位", "平台", "账号", "名称", "责任单位", "更新频率"])
        sheet.append(["办公室", "哔哩哔哩", "uid1", "甲视频", "甲局", "每周"])
        sheet.append(["宣传科", "知乎", "zh1", "甲知乎", "甲局", "每月"])

    return saved(("函", write))


def hidden_rows() -> bytes:
    def write(sheet: Worksheet) -> None:
        sheet.append(["名称", "种类", "所属单位", "账号"])
        for n in range(1, 5):
            sheet.append([f"号{n}", "企鹅号", "甲局", f"q{n}"])
        sheet.row_dimensions[3].hidden = True

    return saved(("企鹅号", write))


def an_offices_own_words() -> bytes:
    """Headings and words that nobody else uses: a person explains them once."""

    def write(sheet: Worksheet) -> None:
        sheet.append(["名称", "阵地类型", "归口", "标识"])
        sheet.append(["甲发布", "蓝V", "甲局", "jfb"])
        sheet.append(["乙发布", "蓝V", "乙局", "yfb"])

    return saved(("阵地", write))


def _title(sheet: Worksheet, text: str, columns: int) -> None:
    sheet.append([text])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=columns)
