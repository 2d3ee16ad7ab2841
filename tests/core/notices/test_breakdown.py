"""What a notice says of groups, scores and earlier periods, and that what is typed about them is compared."""

from collections.abc import Sequence
from datetime import date

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.settings import settings
from core.notices.draft import faults, read_draft
from core.notices.issuing import issue
from core.notices.rows import entries_behind
from core.notices.scope import Examined
from core.rules.editing import copy, save
from db.engine import writing
from db.models import Inspection, InspectionChannel
from tests.core.notices.places import SUPERVISOR, draft
from tests.rows import NOON, a_website

QUARTER, YEAR_AGO = (date(2026, 4, 1), date(2026, 6, 30)), (date(2025, 7, 1), date(2025, 9, 30))


@pytest.fixture(autouse=True)
def at_noon(database):
    with clock.frozen(NOON):
        yield


def scored(channels: Sequence[int], scores: Sequence[float], least: float = 60) -> list[Examined]:
    """Channels with their scores; those below `least` failed by it."""
    return [
        Examined(channel, "passed" if score >= least else "failed", score=score)
        for channel, score in zip(channels, scores, strict=True)
    ]


def sites(*places: tuple[str, str]) -> list[int]:
    """Websites whose names no text holds by chance."""
    return [
        a_website(level=level, category=category, name=f"示例甲{place}号")
        for place, (level, category) in enumerate(places)
    ]


def issued_about(days: tuple[date, date], found: Sequence[Examined], number: str) -> None:
    paper = draft(found, first=days[0], last=days[1])
    issue(paper, 1, number=number, issued_on=days[1], reply_by=date(2026, 12, 1), actor=SUPERVISOR)


def section(paper: int, key: str) -> str:
    return next(one["body"] for one in read_draft(paper).paper.sections if one["key"] == key)


def typed(paper: int, body: str) -> list[tuple[str, str, str]]:
    """What is wrong with a typed sentence."""
    found = faults(read_draft(paper), [{"heading": "", "body": body}])
    return [(one.kind, one.typed, one.computed) for one in found]


def test_levels_categories_and_platforms_are_printed_with_their_verdicts_and_rates():
    found = scored(
        sites(("city", "portal"), ("city", "department"), ("county", "department"), ("county", "department")),
        (92, 81.5, 55, 70),
    )
    accounts = [a_website(kind=kind, url="", name=f"示例乙{kind}") for kind in ("weibo", "weibo", "douyin")]
    found += [
        Examined(one, grade) for one, grade in zip(accounts, ("passed", "failed", "passed"), strict=True)
    ]
    paper = draft(found)
    counts = section(paper, "counts")
    assert "按层级和类型分，市级门户网站1个（合格1个，不合格0个，合格率100%，平均得分92分）" in counts
    assert "区县级部门网站2个（合格1个，不合格1个，合格率50%，平均得分62.50分）" in counts
    assert "按平台分，微博2个（合格1个，不合格1个，合格率50%）；抖音1个（合格1个" in counts
    assert (
        "平均得分74.62分，最高得分92分，其中90-99分段1个、80-89分段1个、70-79分段1个、60分以下1个。" in counts
    )
    assert "单项否决0个、得分不及格1个），网站合格率75%" in section(paper, "scope")
    assert faults(read_draft(paper)) == ()


def test_a_typed_figure_of_a_group_is_compared_with_that_groups():
    found = scored(
        sites(("city", "portal"), ("county", "department"), ("county", "department")), (92, 55, 70)
    )
    paper = draft(found)
    assert typed(paper, "网站方面，市级1个，合格1个，合格率100%；区县级2个（合格1个，合格率50%）。") == []
    assert typed(paper, "网站方面，市级1个（合格率50%）；区县级2个。") == [("differs", "50%", "100%")]
    # A name inside other words turns to no group, and the total is meant again in the next part.
    assert typed(paper, "全区县级以上政府网站合格率66.7%。") == []
    assert typed(paper, "市级网站合格率100%；政府网站合格率66.7%，平均得分72.33分。") == []
    assert typed(paper, "政府网站平均得分72.43分，满分130分。") == [("differs", "72.43分", "72.33")]


def test_a_notice_is_compared_with_the_period_before_and_the_year_before():
    mine = sites(*[("county", "department")] * 20)
    issued_about(QUARTER, scored(mine, [90] * 8 + [40] * 12), "示例督查〔2026〕1号")
    issued_about(YEAR_AGO, scored(mine, [80] * 17 + [50] * 3), "示例督查〔2025〕3号")
    paper = draft(scored(mine, [95] * 14 + [45] * 6))
    scope = section(paper, "scope")
    assert (
        "与上季度（示例督查〔2026〕1号）相比，网站合格率环比提高30个百分点，不合格网站环比减少50%，"
        "网站平均得分环比提高33.3%。"
    ) in scope
    assert (
        "与上年同期（示例督查〔2025〕3号）相比，网站合格率同比下降15个百分点，不合格网站同比增加3个，"
        in scope
    )
    read = read_draft(paper)
    assert faults(read) == ()
    then = entries_behind(read, "websites.failed.year.was")
    assert then is not None
    assert len(then) == read.figures["websites.failed.year.was"].value == 3
    said = "政府网站合格率70%，同比下降15个百分点；上季度不合格网站12个，本季度不合格6个，环比减少50%。"
    assert typed(paper, said) == []
    assert typed(paper, "网站合格率同比提高15个百分点。") == [("differs", "15个百分点", "-15个百分点")]
    assert typed(paper, "网站合格率同比下降16个百分点。") == [("differs", "16个百分点", "-15个百分点")]
    assert typed(paper, "网站平均得分环比提高40%。") == [("differs", "40%", "33.3%")]


def test_an_inspection_that_closed_then_stands_in_for_a_notice_never_issued():
    mine = sites(*[("", "")] * 4)
    with writing() as session:
        inspection = Inspection(name="二季度抽查", started_on=QUARTER[0], ended_on=QUARTER[1])
        session.add(inspection)
        session.flush()
        for channel, grade in zip(mine, ("passed", "passed", "failed", "failed"), strict=True):
            session.add(
                InspectionChannel(
                    inspection_id=inspection.id, channel_id=channel, unit_id=1, machine_at=NOON, machine={},
                    grade=grade,
                )
            )  # fmt: skip
    paper = draft([Examined(one, "passed") for one in mine])
    assert "与上季度（二季度抽查）相比，网站合格率环比提高50个百分点，不合格网站环比减少2个。" in section(
        paper, "scope"
    )
    # Days that are no months have no quarter before them.
    assert "相比" not in section(draft([Examined(mine[0], "passed")], first=date(2026, 7, 9)), "scope")


def test_the_office_sets_the_digits_and_which_groups_of_none_are_printed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_NOTICE_PERCENT_DIGITS", "2")
    monkeypatch.setenv("SUPERVISION_NOTICE_ZEROS", "level, platform")
    settings.cache_clear()
    try:
        found = scored(sites(*[("county", "department")] * 8), [70] * 7 + [10])
        paper = draft(found)
        counts = section(paper, "counts")
        assert "网站合格率87.50%" in section(paper, "scope")
        assert "国家级0个；省级0个；市级0个；区县级8个（合格7个，不合格1个，合格率87.50%" in counts
        assert "受检政务新媒体按平台分，微信公众号0个；微博0个" in counts
        assert faults(read_draft(paper)) == ()
    finally:
        settings.cache_clear()


def test_the_ranks_of_a_rule_set_are_printed_with_their_shares_and_compared():
    chief = Actor("周某", Role.ADMINISTRATOR)
    copied = copy("national-2019.1", key="local", name="本区", jurisdiction="本区", actor=chief)
    ranks = [{"name": "优秀", "low": 90}, {"name": "良好", "low": 80}]
    changes = {"scoring": {"ranks": ranks}, "in_force_from": clock.today(), "scope": {}}
    save(copied, changes, note="", actor=chief)
    found = scored(sites(*[("county", "portal")] * 4), [95, 92, 85, 61])
    paper = draft(found, first=QUARTER[0], last=QUARTER[1])
    body = section(paper, "counts")
    said = "评分的政府网站按等次分，优秀2个（占50%）、良好1个（占25%）。"
    assert said in body
    assert typed(paper, body) == []
    assert typed(paper, body.replace("优秀2个", "优秀3个")) != []
