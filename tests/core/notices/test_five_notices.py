"""Five invented notices in the form of published ones: figures, scopes, bands by level and category, by
platform, compared with the quarter before.
`pytest tests/core/notices/test_five_notices.py -s` prints the count."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.common import clock
from core.notices.draft import read_draft
from core.notices.issuing import issue
from tests.core.notices.places import SUPERVISOR, Medium, draft, settle
from tests.rows import NOON

LEVELS = {"level": {"city": 6, "county": 30, "township": 24}, "category": {"portal": 12, "department": 48}}
# Place → websites, accounts, and what its notice prints: label → (figure, value).
PLACES: dict[str, tuple[Medium, Medium, dict[str, tuple[str, float]]]] = {
    "江口区一季度": (
        Medium(60, examined=45, failed=3, vetoed=2, named=LEVELS, problems={"空白栏目": 2, "链接不可用": 1}),
        Medium(214, examined=107, failed=5, problems={"超过两周未更新": 4, "互动回应差": 1}),
        {
            "正常运行政府网站": ("websites.running", 60), "抽查网站": ("websites.examined", 45),
            "抽查比例": ("websites.share_examined", 75), "合格率": ("websites.pass_rate", 93.33),
            "单项否决": ("websites.vetoed", 2), "得分不及格": ("websites.low", 1),
            "市级网站": ("websites.running_level.city", 6),
            "乡镇网站": ("websites.running_level.township", 24),
            "市级抽查": ("websites.level.city", 6), "县级合格率": ("websites.of_level.county.pass_rate", 100),
            "门户网站": ("websites.running_category.portal", 12),
            "部门网站不合格": ("websites.of_category.department.failed", 3),
            "县级门户": ("websites.cross.county.portal", 6), "空白栏目": ("websites.problem.空白栏目", 2),
            "链接不可用": ("websites.problem.链接不可用", 1), "新媒体": ("accounts.running", 214),
            "抽查新媒体": ("accounts.examined", 107), "新媒体抽查比例": ("accounts.share_examined", 50),
            "新媒体合格率": ("accounts.pass_rate", 95.33),
            "两周未更新": ("accounts.problem.超过两周未更新", 4),
        },
    ),
    "云岭州得分": (
        Medium(20, scores=[126.5, 121.0, 118.0, 109.5, 104.0, 99.0, 92.5, 88.0, 83.5, 79.0, 74.0, 66.0],
               failed=8, vetoed=3, named={"level": {"city": 2, "county": 18}}),
        Medium(),
        {
            "100分以上": ("websites.over", 5), "占比": ("websites.over_share", 25),
            "120分以上": ("websites.beyond", 2), "110-120": ("websites.band.110", 1),
            "100-110": ("websites.band.100", 2), "平均分": ("websites.score.mean", 96.75),
            "最高分": ("websites.score.highest", 126.5), "90分及以上": ("websites.score.from.90", 7),
            "80-90": ("websites.score.grade.80", 2), "70-80": ("websites.score.grade.70", 2),
            "60-70": ("websites.score.grade.60", 1), "市级平均": ("websites.of_level.city.mean", 123.75),
            "县级平均": ("websites.of_level.county.mean", 91.35), "不合格": ("websites.failed", 8),
            "否决": ("websites.vetoed", 3),
        },
    ),
    "临江市平台": (
        Medium(),
        Medium(300, failed=15, named={"kind": {"wechat_subscription": 180, "weibo": 50, "douyin": 30,
               "video_account": 20, "toutiao": 12, "xiaohongshu": 5, "mini_program": 3}}),
        {
            "微信": ("accounts.group.wechat", 180), "微博": ("accounts.kind.weibo", 50),
            "抖音": ("accounts.kind.douyin", 30), "视频号": ("accounts.kind.video_account", 20),
            "头条": ("accounts.kind.toutiao", 12), "小红书": ("accounts.kind.xiaohongshu", 5),
            "小程序": ("accounts.kind.mini_program", 3),
            "微信合格率": ("accounts.of_platform.wechat.pass_rate", 100),
            "头条不合格": ("accounts.of_platform.toutiao.failed", 7),
            "头条合格率": ("accounts.of_platform.toutiao.pass_rate", 41.67),
            "小程序合格率": ("accounts.of_platform.mini_program.pass_rate", 0),
            "合格率": ("accounts.pass_rate", 95), "合格": ("accounts.passed", 285),
        },
    ),
    "北原省地市": (
        Medium(420, failed=12, basic=6, cities=(14, 9)),
        Medium(1800, examined=540, failed=27, cities=(14, 10)),
        {
            "合格率": ("websites.pass_rate", 97.14), "基本合格": ("websites.basic", 6),
            "全部合格的市": ("websites.region.city.in_full", 9), "市": ("websites.region.city.examined", 14),
            "新媒体抽查比例": ("accounts.share_examined", 30), "新媒体不合格": ("accounts.failed", 27),
            "新媒体全部合格的市": ("accounts.region.city.in_full", 10),
        },
    ),
}  # fmt: skip
NOW = (Medium(52, failed=3), Medium(140, failed=9))
COMPARED = {
    "网站合格率": ("websites.pass_rate", 94.23), "上季度网站合格率": ("websites.pass_rate.previous.was", 90),
    "网站合格率提高": ("websites.pass_rate.previous.points", 4.23),
    "不合格网站减少": ("websites.failed.previous.count", -2),
    "新媒体合格率": ("accounts.pass_rate", 93.57), "上季度新媒体": ("accounts.pass_rate.previous.was", 90),
    "新媒体合格率提高": ("accounts.pass_rate.previous.points", 3.57),
    "不合格新媒体减少": ("accounts.failed.previous.count", -3),
    "不合格新媒体减少比例": ("accounts.failed.previous.percent", -25),
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(database):
    with clock.frozen(NOON):
        yield


def unequal(figures: Any, printed: dict[str, tuple[str, float]]) -> dict[str, Any]:
    found = {label: figures[key].value if key in figures else None for label, (key, _) in printed.items()}
    return {label: value for label, value in found.items()
            if value is None or abs(value - printed[label][1]) > 0.0051}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_every_printed_figure_comes_out_of_the_rows(place):
    websites, accounts, printed = PLACES[place]
    made = read_draft(draft(settle(websites, accounts)))
    wrong = unequal(made.figures, printed)
    print(f"{place}: {len(printed) - len(wrong)} of {len(printed)} equal")
    assert wrong == {}


def test_a_notice_is_compared_with_the_one_before():
    found = settle(*NOW)
    sites, accounts = ([one for one in found if (one.channel_id > 100_000) is of] for of in (False, True))
    before = [
        replace(one, grade="failed" if place >= passed else "passed")
        for those, examined, passed in ((sites, 50, 45), (accounts, 120, 108))
        for place, one in enumerate(those[:examined])
    ]
    spring = draft(before, first=date(2026, 4, 1), last=date(2026, 6, 30))
    issue(
        spring, 1, number="示办〔2026〕2号", issued_on=date(2026, 7, 10), reply_by=date(2026, 7, 25),
        actor=SUPERVISOR,
    )  # fmt: skip
    wrong = unequal(read_draft(draft(found)).figures, COMPARED)
    print(f"两季度比较: {len(COMPARED) - len(wrong)} of {len(COMPARED)} equal")
    assert wrong == {}
