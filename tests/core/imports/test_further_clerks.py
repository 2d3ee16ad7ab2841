"""Files of a further office as its clerks keep them: headings of two rows with merged cells, averages and
notes among the rows, other words. Each is taken in whole, and nothing in it for what it is not."""

from datetime import date
from typing import Any

import pytest

from tests.core.imports.files import a_book
from tests.core.imports.test_imports import an_office, looked_at, noon, refused

__all__ = ["noon"]

# Kind, file, and what its rows say.
FILES: dict[str, tuple[str, bytes, list[dict[str, Any]]]] = {
    "persons below two rows of headings": (
        "units",
        a_book(
            ["序号", "单位类型", "单位名称", "网站工作分管领导", "", "信息员", ""],
            ["", "", "", "姓名", "电话", "姓名", "手机"],
            [1, "街道", "锦绣街道办事处", "王某", "023-1", "李某", "13800000000"],
            ["小计", "1", "", "", "", "", ""],
            [2, "部门", "示例区民政局", "孙某", "", "周某", ""],
            title="联络员名单（2026年更新）", merged="A2:A3 B2:B3 C2:C3 D2:E2 F2:G2",
        ),
        [{"name": "锦绣街道办事处", "liaison": "李某"}, {"name": "示例区民政局", "liaison": "周某"}],
    ),
    "units below those above them": (
        "units",
        a_book(
            ["主管单位", "下属单位", "管理员"], ["示例区教育委员会", "示例区第二中学", "王某"],
            ["", "示例区实验小学", "李某"], title="下属单位联系表", merged="A3:A4",
        ),
        [{"name": "示例区第二中学", "parent": "示例区教育委员会"}, {"name": "示例区实验小学"}],
    ),
    "settled with the day in the word": (
        "issues",
        a_book(
            ["序号", "问题情况", "", "", "整改情况", ""],
            ["", "平台", "具体问题", "发现时间", "完成时限", "是否销号"],
            [1, "示例门户", "图片打不开", "2026.3.5", "3月10日", "已销号（3.9）"],
            ["", "合计：1个问题", "", "", "", ""],
            title="2026年第一季度问题整改台账", merged="A2:A3 B2:D2 E2:F2",
        ),
        [{"due_on": date(2026, 3, 10), "settled": True, "verified_on": date(2026, 3, 9)}],
    ),
    "wrong words found by a service": (
        "issues",
        a_book(
            ["检测时间", "站点", "问题类型", "错误内容", "建议修改", "整改状态", "整改日期"],
            ["2026/4/1 09:20", "示例门户", "错别字", "“部份”", "“部分”", "已整改", "2026/4/2"],
        ),
        [{"opened_on": date(2026, 4, 1), "problem": "“部份”", "verified_on": date(2026, 4, 2)}],
    ),
    "scores with their average": (
        "inspections",
        a_book(
            ["编号", "网站名称", "单项否决", "扣分合计", "最终得分", "等次"],
            [1, "示例门户", "无", "-5", "95", "良好"], [2, "示例教育", "首页超2周未更新", "", "—", "不合格"],
            ["", "平均分", "", "", "95", ""], title="检查评分汇总表（2026年3月10日—3月20日）",
        ),
        [{"score": 95.0, "grade": "passed"}, {"grade": "failed", "problem": "首页超2周未更新"}],
    ),
    "notices by their issue of the year": (
        "notices",
        a_book(
            ["通报期次", "文号", "通报时间", "被通报平台", "问题描述", "要求反馈时间"],
            ["第1期", "示办函〔2026〕7号", "2026-4-8", "示例教育", "首页未更新", "4月20日前"],
            ["", "", "", "示例微博", "超期未更新", ""], title="通报台账", merged="A3:A4 B3:B4 C3:C4 F3:F4",
        ),
        [{"title": "第1期", "reply_by": date(2026, 4, 20)}, {"title": "第1期", "problem": "超期未更新"}],
    ),
    "letters not appraised": (
        "messages",
        a_book(
            ["信件编号", "信件标题", "来信时间", "信件类别", "办理单位", "办结时间", "群众满意度"],
            ["1", "路灯不亮", "2026-03-01 10:22", "投诉", "示例区教育委员会", "2026-03-05", "基本满意"],
            ["2", "学区划分", "2026-03-02", "咨询", "区教委", "", "未评价"], title="区长信箱统计表",
        ),
        [{"satisfaction": "fair", "closed_on": date(2026, 3, 5)}, {"topic": "学区划分"}],
    ),
    "closed for good": (
        "exits",
        a_book(
            ["平台名称", "平台类别", "关停方式", "关停时间", "批准文件"],
            ["示例微博", "微博", "永久关闭", "2026年6月", "〔2026〕3号"], title="关停清单",
        ),
        [{"exit": "closed", "left_on": date(2026, 6, 1)}],
    ),
    "names and days below each platform": (
        "posts",
        a_book(
            ["单位", "微信公众号", "", "微博", ""], ["", "名称", "最近更新", "名称", "最近更新"],
            ["示例区教育委员会", "示例微信", "2026-9-1", "", ""],
            ["示例区第一中学", "", "", "示例微博", "9月3日"],
            title="2026年9月更新监测", merged="A2:A3 B2:C2 D2:E2",
        ),
        [{"last_post_on": date(2026, 9, 1)}, {"last_post_on": date(2026, 9, 3)}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FILES)
def test_a_further_offices_file_is_taken_in_whole(database, form: str):
    an_office()
    kind, data, wanted = FILES[form]
    plan = looked_at(kind, data)[1]
    assert refused(plan) == {}
    found = [
        {name: row.values.get(name) for name in each} for row, each in zip(plan.rows, wanted, strict=True)
    ]
    assert found == wanted
