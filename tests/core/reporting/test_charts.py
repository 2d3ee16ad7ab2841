from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import altair as alt
import pytest

from core.common.text import LANGUAGES, Language, use_language
from core.reporting.charts import health, issues, registry
from core.reporting.statistics.availability import SiteDay, SiteVisits, Visits, Week
from core.reporting.statistics.closing import LeftByKind, Step, Waterfall
from core.reporting.statistics.issues import Month
from core.reporting.statistics.registry import KindCount
from core.reporting.statistics.units import UnitHealth
from core.reporting.statistics.websites import CheckCount, FreshnessRow
from db.models import CaseState
from tests.rows import NOON

DAY = date(2026, 11, 23)
CHANGE = Waterfall("website", start=0, found=52, opened=0, reopened=0, closed=6, merged=28, cancelled=0)
UNIT = UnitHealth(1, "教委", ok=6, problem=1, unchecked=1, none=0, open=3, overdue=2, availability=0.99)
SPECS = {
    "trend": lambda: issues.trend((Month(date(2026, 11, 1), 3, 2),)),
    "waiting": lambda: issues.waiting_by_unit((UNIT,)),
    "composition": lambda: registry.composition((KindCount("website", "website", 18),)),
    "waterfall": lambda: registry.waterfall(CHANGE),
    "funnel": lambda: registry.funnel((Step(CaseState.REQUESTED, 5, 2, 1),)),
    "left": lambda: registry.left_by_kind((LeftByKind("weibo", 0, 0, 43),)),
    "units": lambda: health.websites_by_unit((UNIT,)),
    "outcomes": lambda: health.outcomes((CheckCount("availability", "ok", 17),)),
    "weeks": lambda: health.weeks((Week(DAY, Visits(95, 5, 0, 0)),), limit=0.05),
    "sites": lambda: health.sites_of_week((a_site(0.05),), limit=0.05, days=7),
    "site_weeks": lambda: health.site_weeks((a_day(DAY, 96, 0),), limit=0.05),
    "strip": lambda: health.strip((a_day(DAY, 96, 0),), limit=0.05),
    "freshness": lambda: health.freshness((a_home(15),), limit=14),
}


def a_site(failed: float) -> SiteVisits:
    return SiteVisits(1, "网站", "单位", round(100 - 100 * failed), round(100 * failed), 0, 0, 1 - failed)


def a_day(day: date, ok: int, failed: int, unchecked: int = 0) -> SiteDay:
    return SiteDay(1, "网站", day, ok, failed, unchecked, ok / (ok + failed) if ok + failed else None)


def a_home(age: int) -> FreshnessRow:
    return FreshnessRow(1, "网站", "单位", "ok", None, DAY - timedelta(days=age), age, NOON)


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a chart, or of its first layer."""
    data = spec.get("data") or spec["layer"][0]["data"]
    found: list[dict[str, Any]] = spec["datasets"][data["name"]]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SPECS)
def test_each_chart_is_valid_titled_and_made_for_the_page(name: str, language: Language) -> None:
    use_language(language)
    spec = SPECS[name]()
    alt.Chart.from_dict(spec)
    assert spec["title"]["text"]
    assert spec["width"] == "container"
    assert spec["config"]["font"].startswith("Noto Sans SC")
    assert spec["config"]["axisX"]["labelAngle"] == 0
    assert (spec["config"]["locale"]["time"]["months"][1] == "2月") == (language == "zh")


@pytest.mark.parametrize("name", SPECS)
def test_each_chart_speaks_another_language_in_the_other_one(name: str) -> None:
    chinese = SPECS[name]()["title"]["text"]
    use_language("en")
    assert SPECS[name]()["title"]["text"].isascii() or "→" in SPECS[name]()["title"]["text"]
    assert SPECS[name]()["title"]["text"] != chinese


def test_the_same_rows_are_drawn_once() -> None:
    first, second = SPECS["units"](), SPECS["units"]()
    assert first is second
    assert health.websites_by_unit((replace(UNIT, ok=5),)) is not first


def test_the_waterfall_steps_down_from_52_to_18() -> None:
    spec = registry.waterfall(CHANGE)
    assert spec["title"]["text"].endswith("52 → 18")
    bars = [(row["step"], row["from"], row["to"], row["shown"]) for row in values(spec)]
    assert bars == [
        ("普查发现", 0, 52, "52"),
        ("关停", 52, 46, "-6"),
        ("整合", 46, 18, "-28"),
        ("正在运行", 0, 18, "18"),
    ]


def test_a_period_without_changes_still_shows_where_it_began() -> None:
    still = Waterfall("account", 181, 0, 0, 0, 0, 0, 0)
    assert [row["step"] for row in values(registry.waterfall(still))] == ["期初", "正在运行"]


def test_a_site_on_the_line_has_reached_it() -> None:
    rows = values(health.sites_of_week((a_site(0.05), a_site(0.04)), limit=0.05, days=7))
    assert [row["what"] for row in rows] == ["达到否决线", "未达否决线"]


def test_a_home_page_on_the_last_allowed_day_is_in_time() -> None:
    rows = values(health.freshness((a_home(15), a_home(14)), limit=14))
    assert [row["what"] for row in rows] == ["超过期限", "期限内"]


def test_a_day_that_could_not_be_judged_is_not_called_failed() -> None:
    days = [a_day(DAY, 0, 0, 48), a_day(DAY - timedelta(1), 90, 10), a_day(DAY - timedelta(2), 99, 1)]
    rows = values(health.strip((*days, a_day(DAY - timedelta(3), 48, 0)), limit=0.05))
    assert [row["what"] for row in rows] == ["未能判定", "无法访问比例 ≥ 5%", "偶有无法访问", "全部正常"]
