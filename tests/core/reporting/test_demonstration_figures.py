"""The figures of the pages on the demonstration, whose year 2019 is a published report."""

from datetime import date
from pathlib import Path

import pytest

from core.registry.kinds import kinds
from core.reporting.statistics import availability, closing, issues, registry

YEAR = (date(2019, 1, 1), date(2019, 12, 31))
pytestmark = pytest.mark.usefixtures("demo_database")


def test_52_websites_became_18_and_283_accounts_181() -> None:
    websites, accounts = (closing.waterfall(medium, *YEAR) for medium in ("website", "account"))
    assert (websites.found, websites.closed + websites.merged, websites.end) == (52, 34, 18)
    assert (accounts.found, accounts.cancelled, accounts.end) == (283, 102, 181)


def test_all_199_channels_are_supervised() -> None:
    assert registry.running(YEAR[1]).total == 199
    assert registry.supervised(YEAR[1]).share == 1


def test_accounts_by_report_group_are_those_of_the_report() -> None:
    groups: dict[str, int] = {}
    for one in registry.by_kind(YEAR[1]):
        group = kinds()[one.kind].report or "website"
        groups[group] = groups.get(group, 0) + one.count
    assert groups == {"website": 18, "wechat": 137, "weibo": 23, "toutiao": 2, "app": 14, "other": 5}


def test_every_figure_counts_as_many_as_the_rows_behind_it(demo_database: Path) -> None:
    waiting, period = issues.open_issues(), (date(2026, 1, 1), date(2026, 11, 23))
    assert issues.open_rows("open").total == waiting.open
    assert issues.open_rows("overdue").total == waiting.overdue
    assert issues.open_rows("nearly_due").total == waiting.nearly_due
    assert issues.rectification_rows(*period).total == issues.rectification(*period).whole
    sites = availability.site_rows(30, limit=1000).rows
    assert sum(site.failed for site in sites) == availability.availability(30).failed
    moved = closing.waterfall("account", *period)
    assert closing.event_rows("account", *period, way="left").total == moved.left
