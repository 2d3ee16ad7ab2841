"""Published notices, reproduced from records: what is computed equals what was printed, and where the
published figures contradict their own tables the tool says so."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.common import clock
from core.common.text import has, t, use_language
from core.notices.draft import Draft, faults, read_draft
from core.notices.issuing import issue
from core.notices.obstacles import Name, stopping
from core.notices.replies import reply
from core.registry.fields import fields
from core.registry.kinds import kind_name, kinds
from core.registry.level_and_category import level_name
from db import engine
from db.migrate import upgrade
from db.models import EventKind, NoticeKind
from tests.core.notices.places import (
    SUPERVISOR,
    Medium,
    answer,
    answer_at_once,
    by_names,
    draft,
    move,
    publish,
    rectify,
    settle,
    visit,
)
from tests.rows import NOON, a_unit, an_issue

DATA = Path(__file__).parents[2] / "data"
RECORDS = {
    record["id"]: record
    for record in json.loads(DATA.joinpath("real-notices.json").read_text("utf-8"))["records"]
}
# What the notices give as counts of their records. A rate without counts: the failures that give it.
PLACES: dict[str, tuple[Medium, Medium]] = {
    "cq-2021q4": (
        Medium(88, failed=4, scores=[121.0] * 2 + [115.0] * 6 + [105.0] * 47),
        Medium(1211, failed=8),
    ),
    "cq-wushan-2022-06": (Medium(54, failed=39, vetoed=11, named={"kind": {"subpage": 54}}), Medium(11)),
    "gs-2024q2": (
        Medium(),
        Medium(
            4891,
            failed=20,
            named={
                "level": {"省级部门": 235, "市州及部门": 1193, "县乡": 3463},
                "kind": {
                    "wechat_subscription": 3076,
                    "weibo": 647,
                    "video_account": 525,
                    "app": 43,
                    "other": 600,
                },
            },
        ),
    ),
    "hi-2023q3": (Medium(122, failed=4), Medium(1061, examined=173, failed=13)),
    "gd-2020q1": (Medium(590, failed=16, cities=(21, 15)), Medium(2999)),
    "zj-2021q4": (
        Medium(561, failed=3),
        Medium(5717, failed=28, problems={"两周未更新账号": 20}, platforms=9),
    ),
    "qh-2020q3": (
        Medium(134, failed=8),
        Medium(381, failed=63, problems={"未开设有效互动渠道新媒体": 54}),
    ),
    "sn-weinan-2020q4": (
        Medium(
            56,
            examined=39,
            failed=3,
            named={"level": {"市门户": 1, "市级部门及派出机构": 35, "县级": 20}},
        ),
        Medium(140, failed=36, problems={"超2周未更新账号": 24, "长期未更新账号": 7}),
    ),
    "yn-longyang-2022q4": (Medium(), Medium(51, failed=3)),
    "ah-fuyang-2021-05": (Medium(49, basic=2), Medium()),
    "gd-huangpu-2019": (Medium(1), Medium()),
    "fj-minhou-2025": (
        Medium(),
        Medium(21, named={"kind": {"wechat_subscription": 18, "weibo": 1, "video_account": 2}}),
    ),
}
# Accounts cancelled, merged and taken into the registry in the period.
MOVED = {"ah-fuyang-2021-05": {EventKind.CANCELLED: 49, EventKind.MERGED: 3, EventKind.OPENED: 7}}
PUBLISHED = {
    "yn-longyang-2022q4": {"动态类": 662, "政府信息公开栏目": 5303},
    "gd-huangpu-2019": {"动态信息": 4842, "通知公告": 1317, "信息公开": 2123, "政策文件及解读": 80},
}
# Published figures that do not follow from the place's own records: label → (printed, computed).
CONTRADICTIONS = {
    "cq-2021q4": [("63.6%", "62.5%")],
    "qh-2020q3": [("94.3%", "94%")],
    "gd-huangpu-2019": [("7362条", "8362")],
    "fj-minhou-2025": [("28家", "21")],
}
# Figures of the notices that no record of ours holds: changes against a year ago, visits, other work.
NOT_RECORDED = {
    "平均得分同比提高", "不合格账号同比减少", "得分靠前", "同比提高", "开设栏目单位",
    "乡镇街道", "区直部门", "收到报送信息", "采用", "采用县市区", "采用市直", "发布信息",
}  # fmt: skip
# label → key of the computed figure, where the printed value must come out.
KEYS = json.loads(DATA.joinpath("notice-labels.json").read_text("utf-8"))
OF_ACCOUNTS = {"gs-2024q2", "yn-longyang-2022q4", "fj-minhou-2025"}
SPOKEN = {"合格": "passed", "不合格": "failed", "合格率": "pass_rate", "检查": "examined"}


def key_of(place: str, label: str) -> str | None:
    """The figure that a label of that notice means."""
    if label in SPOKEN:
        return f"{'accounts' if place in OF_ACCOUNTS else 'websites'}.{SPOKEN[label]}"
    return KEYS.get(label)


def printed_text(record: dict[str, Any]) -> str:
    """The figures as the notice prints them, one clause each."""
    parts = []
    for figure in record["figures"]:
        unit = figure["unit"].partition("(")[0]
        parts.append(f"{figure['label_zh']}{figure['value']:g}{unit}")
    start = "政务新媒体方面：" if record["id"] in OF_ACCOUNTS else ""
    return start + "，".join(parts) + "。"


@pytest.fixture(scope="module", params=PLACES)
def reproduced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draft]:
    """The draft of one place's notice, made once for all that is asked of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(tmp_path_factory.mktemp("place")))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        upgrade()
        use_language("zh")
        yield drafted_for(request.param)
    engine.forget()


@pytest.fixture
def place(reproduced: Draft) -> str:
    """Which place it is."""
    return str(reproduced.paper.recipients)


def drafted_for(place: str) -> Draft:
    """Write the place's records and draft its notice."""
    with clock.frozen(NOON):
        previous = before(place)
        found = settle(*PLACES[place])
        if place in PUBLISHED:
            publish(PUBLISHED[place], found[0].channel_id)
        if place == "cq-2021q4":
            answer_at_once(40, 7)
        if place == "yn-longyang-2022q4":
            answer(94)
        if place == "gd-huangpu-2019":
            answer(1160)
            visit(13_000_000)
        if place == "ah-fuyang-2021-05":
            rectify(21)
        move(MOVED.get(place, {}))
        if place == "hi-2023q3":
            failed = [one for one in found if one.grade == "failed" and one.channel_id > 100_000]
            earlier = draft(failed[:6])
            previous = issue(
                earlier, 1, number="琼府〔2023〕2号", issued_on=date(2026, 10, 9),
                reply_by=date(2026, 10, 24), actor=SUPERVISOR,
            )  # fmt: skip
        return read_draft(draft(found, previous_id=previous, recipients=place))


def before(place: str) -> int | None:
    """Longyang's last notice: eighteen units named, fifteen of them silent."""
    if place != "yn-longyang-2022q4":
        return None
    units = [a_unit() for _ in range(18)]
    earlier = draft((), issue_ids=[an_issue(unit_id=unit) for unit in units], kind=NoticeKind.ALERT)
    notice = issue(
        earlier, 1, number="隆政办〔2022〕3号", issued_on=date(2026, 10, 9), reply_by=date(2026, 10, 24),
        actor=SUPERVISOR,
    )  # fmt: skip
    for unit in units[:3]:
        reply(notice, unit, "已整改", actor=SUPERVISOR)
    return notice


def test_every_published_count_and_rate_comes_out_of_the_records(reproduced: Draft, place: str) -> None:
    contradicted = {printed for printed, _ in CONTRADICTIONS.get(place, [])}
    checked = 0
    for figure in RECORDS[place]["figures"]:
        key = key_of(place, figure["label_zh"])
        unit = figure["unit"].partition("(")[0]
        if key is None or f"{figure['value']:g}{unit}" in contradicted:
            continue
        digits = len(f"{figure['value']:g}".partition(".")[2])
        value = reproduced.figures[key].value
        assert value is not None
        assert value == pytest.approx(figure["value"], abs=0.5 * 10**-digits if unit == "%" else 0), key
        checked += 1
    assert checked >= 2


def test_exactly_the_published_contradictions_are_reported(reproduced: Draft, place: str) -> None:
    typed = [{"heading": "", "body": printed_text(RECORDS[place])}]
    found = faults(reproduced, typed)
    differs = [(one.typed, one.computed) for one in found if one.kind == "differs"]
    assert differs == CONTRADICTIONS.get(place, [])
    untraced = {one.typed for one in found if one.kind == "untraced"}
    allowed = {
        f"{figure['value']:g}{figure['unit'].partition('(')[0]}"
        for figure in RECORDS[place]["figures"]
        if figure["label_zh"] in NOT_RECORDED
    }
    assert untraced <= allowed | {"100%"}


def test_what_the_draft_itself_says_agrees_with_its_records(reproduced: Draft, place: str) -> None:
    assert faults(reproduced) == by_names(reproduced) == ()
    assert any(section["body"] for section in reproduced.paper.sections)


def test_every_level_platform_and_class_is_printed_by_its_name(reproduced: Draft, place: str) -> None:
    said = "\n".join(section["body"] for section in reproduced.paper.sections)
    for medium in PLACES[place]:
        for level, count in medium.named.get("level", {}).items():
            assert f"{level}{count}个" in said
        for name, count in medium.problems.items():
            assert re.search(f"{name}（{count}[个项]）", said)
        for kind, count in medium.named.get("kind", {}).items():
            groups = reproduced.figures
            named = [groups.get(f"accounts.platform.{key}") for key in (kind, kinds()[kind].report)]
            shown = next((one.name for one in named if one), "")
            assert not shown or f"{shown}{count}个" in said, kind


def test_what_stands_out_is_said_as_published_notices_say_it(reproduced: Draft, place: str) -> None:
    said = "\n".join(section["body"] for section in reproduced.paper.sections)
    expected = {
        "gd-2020q1": ["政府网站合格率100%的地级以上市有15个：示例一市、"],
        "zj-2021q4": ["两周未更新账号（20个），涉及平台9个。", "不合格政务新媒体涉及平台9个。"],
        "cq-2021q4": [
            "1个工作日内答复留言的政府网站有40个。",
            "得分靠前的政府网站有2个：示例website0（121分）、",
        ],
    }
    assert [words for words in expected.get(place, []) if words not in said] == []


def test_the_acceptance_file_names_the_same_contradictions() -> None:
    stated = {key for key, record in RECORDS.items() if any(not c["agrees"] for c in record["checks"])}
    assert stated == set(CONTRADICTIONS)


# Classes as places call them, some with digits, percentages, marks and words that mean something here.
CLASSES = [
    "空白栏目数超过5个", "首页2周未更新", "我为政府网站找错留言超期未答复", "长期未更新账号",
    "错敏字、暗链", "未提供有效互动功能", "账号主体与开办单位不一致", "2026年以来未更新",
    "附件不能下载（3处以上）", "合格率低", "“僵尸”“睡眠”账号", "互动回应差（超15个工作日）", "合格率100%以下",
    "其他", "第3类问题", "问题：首页不可用", "严重错别字≥3处", "7天内未更新；含附件", "20个栏目空白",
    "1.内容不更新", "评分低于60分", "信息更新不及时、不准确", "同比下降", "涉及平台2个", "单项否决",
    "不合格", "合格率", "不合格网站", "不合格新媒体", "基本合格", "得分不及格", "尚未判定", "整改", "3",
    "涉及单位", "不合格3", "二十个栏目未更新", "不合格（个）", "100%不合格", "60分以下",
    "90-99分段", "政府网站", "微博",
]  # fmt: skip
# Levels as well, some of which stand inside each other's names.
LEVELS = [
    "省级部门", "市门户", "市级部门及派出机构", "县乡", "city", "county", "province", "省直单位",
    "设区市", "县（市、区）", "乡镇（街道）", "街道", "垂管部门", "师市", "旗县", "经开区", "其他", "2级部门",
    "州（市）直", "中央驻地方单位", "合格", "不合格", "合格单位", "网站", "政府网站", "单项否决", "第3片区",
    "十二镇", "乡镇；街道", "其他（3个）", "1类", "未分级", "检查组",
]  # fmt: skip


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("seed", range(8))
def test_a_place_nobody_has_seen_has_every_class_level_and_platform_printed(
    seed: int, database: Path
) -> None:
    chance = Random(seed)
    accounts = [key for key, kind in kinds().items() if kind.medium == "account"]
    categories = [str(option) for option in fields()["category"].options]

    def counts(names: list[str], fewest: int) -> dict[str, int]:
        return {name: chance.randint(1, 6) for name in chance.sample(names, chance.randint(fewest, 4))}

    websites = Medium(40, failed=30, problems=counts(CLASSES, 2), vetoed=chance.randint(0, 9))
    websites.named = {"level": counts(LEVELS, 2), "category": counts(categories, 2)}
    media = (websites, Medium(30, failed=30, problems=counts(CLASSES, 2)))
    media[1].named = {"level": counts(LEVELS, 2), "kind": counts(accounts, 2)}
    with clock.frozen(NOON):
        made = read_draft(draft(settle(*media)))
        assert faults(made) == by_names(made) == ()
        assert {one.name for one in stopping(made)} <= {Name.PRAISED}
    said = "\n".join(section["body"] for section in made.paper.sections)
    for medium in media:
        for name, count in medium.problems.items():
            assert f"{name}（{count}个）" in said
        assert all(f"{level_name(one)}{count}个" in said for one, count in medium.named["level"].items())
    for key in media[1].named["kind"]:
        group = f"notice.group.{kinds()[key].report}"
        assert any(f"{name}" in said for name in (kind_name(key), t(group) if has(group) else "-")), key
