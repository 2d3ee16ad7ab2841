"""The channels that published notices count: written to a file, imported, and counted the same."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

import pytest

from core.common import clock
from core.common.text import t
from core.notices.draft import faults, read_draft
from core.notices.scope import Examined
from core.registry.kinds import kind_name, kinds
from core.reporting.statistics import registry
from db.models import Channel
from tests.core.notices.places import draft
from tests.registry_files import a_workbook, imported
from tests.rows import NOON, a_unit, all_of

DATA = Path(__file__).parents[2] / "data"
FIGURES: dict[str, dict[str, int]] = {
    record["id"]: {figure["label_zh"]: figure["value"] for figure in record["figures"]}
    for record in json.loads(DATA.joinpath("real-notices.json").read_text("utf-8"))["records"]
}
HEADINGS = ("平台名称", "平台类型", "行政层级", "开办单位", "首页网址", "账号名称或账号ID")
SITES, ACCOUNTS = "website", "wechat_subscription"
# Label of the notice → our kind; a notice that counts accounts without their platforms is given one.
KINDS = {
    "cq-2021q4": {"检查政府网站": SITES, "检查政务新媒体": ACCOUNTS},
    "cq-wushan-2022-06": {"检查政府子网页": "subpage", "检查政务新媒体": ACCOUNTS},
    "gs-2024q2": {
        "微信公众号": ACCOUNTS,
        "微博": "weibo",
        "视频类": "video_account",
        "移动客户端": "app",
        "其他": "other",
    },
    "hi-2023q3": {"运行政府网站": SITES, "运行政务新媒体": ACCOUNTS},
    "gd-2020q1": {"运行政府网站": SITES, "运行政务新媒体": ACCOUNTS},
    "zj-2021q4": {"检查政府网站": SITES, "检查政务新媒体": ACCOUNTS},
    "qh-2020q3": {"检查政府网站": SITES, "检查政务新媒体": ACCOUNTS},
    "sn-weinan-2020q4": {"运行政府网站": SITES, "抽查新媒体": ACCOUNTS},
    "yn-longyang-2022q4": {"运行政务新媒体": ACCOUNTS},
    "ah-fuyang-2021-05": {"检查政府网站": SITES},
    "fj-minhou-2025": {"微信公众号": ACCOUNTS, "新浪微博": "weibo", "微信视频号": "video_account"},
}
# Label → our level, of the notices that say it; they say it of the first kinds above.
LEVELS = {
    "gs-2024q2": {"省级部门": "province", "市州及部门": "city", "县乡": "county"},
    "sn-weinan-2020q4": {"市门户": "city", "市级部门及派出机构": "city", "县级": "county"},
}
TOTALS = {"gs-2024q2": "政务新媒体账号", "sn-weinan-2020q4": "运行政府网站", "fj-minhou-2025": "政务新媒体"}


@pytest.fixture(autouse=True)
def office(database: object) -> Iterator[None]:
    with clock.frozen(NOON):
        a_unit(name="示例局")
        yield


def counted(place: str, labels: Mapping[str, str]) -> dict[str, int]:
    """What the notice prints, by our word for it."""
    found: Counter[str] = Counter()
    for label, key in labels.items():
        found[key] += FIGURES[place][label]
    return dict(found)


def registry_file(place: str) -> bytes:
    """The channels that the notice counts, as a registry hands them over."""
    of_kind = Counter(counted(place, KINDS[place])).elements()
    of_level = Counter(counted(place, LEVELS.get(place, {}))).elements()
    return a_workbook(
        *(a_row(number, kind, level) for number, (kind, level) in enumerate(zip_longest(of_kind, of_level))),
        headings=HEADINGS,
    )


def a_row(number: int, kind: str, level: str | None) -> tuple[str, ...]:
    name, shown = f"示例{number}", t(f"field.level.{level}") if level else ""
    site = kinds()[kind].medium == "website"
    address = f"http://s{number}.example.cn/" if site else ""
    return (name, kind_name(kind), shown, "示例局", address, "" if site else f"id{number}")


@pytest.mark.parametrize("place", KINDS)
def test_the_channels_of_a_notice_are_imported_and_counted_as_it_prints_them(place: str) -> None:
    printed = counted(place, KINDS[place])
    imported(registry_file(place))
    today = clock.today()
    assert {one.kind: one.count for one in registry.by_kind(today)} == printed
    levels = {one.level: one.count for one in registry.by_level(today) if one.level}
    assert levels == counted(place, LEVELS.get(place, {}))
    running = registry.running(today)
    assert running.total == sum(printed.values())
    if place in TOTALS:
        assert FIGURES[place][TOTALS[place]] == (running.websites or running.accounts)


def test_levels_can_be_counted_of_one_medium_and_those_without_one_come_last() -> None:
    imported(registry_file("sn-weinan-2020q4"))
    today = clock.today()
    counts = [(one.level, one.count) for one in registry.by_level(today)]
    assert counts == [("city", 36), ("county", 20), ("", 140)]
    assert registry.by_level(today, medium="account") == (registry.LevelCount("", 140),)


def test_a_published_count_that_its_own_list_does_not_bear_out_is_said() -> None:
    imported(registry_file("fj-minhou-2025"))
    paper = draft([Examined(one.id, "passed") for one in all_of(Channel)])
    figures = FIGURES["fj-minhou-2025"]
    typed = f"政务新媒体{figures['政务新媒体']}个，检查{figures['检查']}家。"
    said = faults(read_draft(paper), [{"heading": "", "body": f"政务新媒体方面：{typed}"}])
    assert [(one.kind, one.typed, one.computed) for one in said] == [("differs", "28家", "21")]
