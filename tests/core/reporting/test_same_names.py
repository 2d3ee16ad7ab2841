"""Charts are keyed by id: two sites, or two units, of one name stay two bars with two labels."""

from datetime import date, datetime

import pytest

from core.common.clock import SHANGHAI
from core.reporting.charts import content as content_charts
from core.reporting.charts import health, issues
from core.reporting.statistics.availability import SiteDay, SiteVisits
from core.reporting.statistics.content import ColumnCell, FindingCount
from core.reporting.statistics.units import UnitHealth
from core.reporting.statistics.websites import FreshnessRow

NAME, DAY = "中心小学", date(2026, 11, 20)
AT = datetime(2026, 11, 20, tzinfo=SHANGHAI)
VISITS = tuple(SiteVisits(number, NAME, "教委", 97, 3, 0, 0, 0.97) for number in (1, 2))
UNITS = tuple(UnitHealth(number, NAME, 1, 1, 0, 0, 2, 1, None) for number in (1, 2))
DAYS = tuple(SiteDay(number, NAME, DAY, 9, 1, 0, 0.9) for number in (1, 2))
FRESH = tuple(FreshnessRow(number, NAME, "教委", "ok", None, DAY, 3, AT) for number in (1, 2))
COLUMNS = tuple(ColumnCell(number, NAME, "教委", "要闻", 1, "fresh", DAY, 3, 14) for number in (1, 2))
FOUND = tuple(FindingCount(number, NAME, (1, 0, 0, 0)) for number in (1, 2))


def rows_of(spec: dict, part: dict) -> list[dict]:
    found: list[dict] = spec["datasets"][part["data"]["name"]]
    return found


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (health.sites_of_week(VISITS, limit=0.05, days=7), "site"),
        (health.strip(DAYS, limit=0.05), "site"),
        (health.site_weeks(DAYS, limit=0.05), "site"),
        (health.freshness(FRESH, limit=14), "site"),
        (health.websites_by_unit(UNITS), "unit"),
        (issues.waiting_by_unit(UNITS), "unit"),
        (content_charts.columns(COLUMNS), "site"),
        (content_charts.findings(FOUND, of="unit"), "name"),
    ],
    ids=["week", "days", "weeks", "fresh", "units", "waiting", "columns", "findings"],
)
def test_equal_names_stand_apart(spec: dict, field: str) -> None:
    part = spec["layer"][0] if "layer" in spec else spec
    drawn = {row[field] for row in rows_of(spec, part)}
    assert drawn == {f"{NAME}（1）", f"{NAME}（2）"}
    assert part["encoding"]["y"]["sort"] == [f"{NAME}（1）", f"{NAME}（2）"]


def test_a_name_that_stands_alone_is_left_as_it_is() -> None:
    spec = health.sites_of_week(VISITS[:1], limit=0.05, days=7)
    assert rows_of(spec, spec["layer"][0])[0]["site"] == NAME
