"""The year of the published report on an empty installation: the figures that only people can know."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.vocabulary import ColumnLevel
from core.records import keeping
from core.registry.site_columns import ColumnValues, add_column, retire_column
from core.reporting.figures import figures_of
from core.reporting.figures.labels import leaves
from tests.rows import a_unit, a_website

REPORT = json.loads(Path(__file__).parents[2].joinpath("data/shapingba-2019.json").read_text("utf-8"))
CLERK, CHIEF = Actor("丁", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)
LAST = date(2019, 12, 31)
RELAUNCH = date(2019, 5, 20)
BY_HAND = (
    "portal.level1_columns_before_upgrade", "portal.monthly_updates_average", "portal.total_visits",
    "portal.relaunched_in", "portal.daily_new_unique_visitors_gain",
    "portal.updates_growth_over_2018_percent", "policies.district_management_systems",
    "policies.unit_management_systems", "policies.network_security_systems", "migration.sections_merged",
    "migration.unit_specific_sections_at_least", "security.drills", "interaction.surveys_published",
    "interaction.opinions_collected_at_least", "interaction.suggestions_published",
    "interaction.suggestions_official_reply_rate_percent", "interaction.convenience_themes",
    "interaction.convenience_sections", "assessment.unit_monthly_score_growth_since_launch_percent",
)  # fmt: skip


@pytest.fixture(autouse=True)
def january(either_database):
    with clock.frozen(datetime(2020, 1, 10, 4, 0, tzinfo=UTC)):
        yield


def enter(chapter, *rows):
    return keeping.enter_many(chapter, rows, actor=CLERK)


def many(chapter, count, **values):
    name = "name" if chapter.startswith("service") else "title"
    return enter(chapter, *({name: f"第{n}项", **values} for n in range(count)))


def the_portal(site, unit):
    """40 columns until the relaunch, 116 sections of which 6 were merged away, 110 of one unit each."""

    def opened(name, level, on, **values):
        return add_column(site, ColumnValues(name, level, **values), opened_on=on, actor=CHIEF)

    old = [opened(f"旧栏目{n}", ColumnLevel.LEVEL1, date(2018, 1, 1)) for n in range(40)]
    for column in old:
        retire_column(column, version=1, actor=CHIEF, reason="改版", on=RELAUNCH)
    sections = [opened(f"栏目{n}", ColumnLevel.SECTION, date(2018, 1, 1), unit_id=unit) for n in range(116)]
    for column in sections[:6]:
        retire_column(
            column, version=1, actor=CHIEF, reason="归并", on=date(2019, 9, 1), merged_into_id=sections[-1]
        )
    enter("relaunch", {"channel_id": site, "day": RELAUNCH, "note": "首页改版"})
    days = ((date(2019, 4, 30), 20_000_000, 1000), (date(2019, 6, 1), 21_830_000, 1700))
    enter("traffic", *({"channel_id": site, "day": d, "visits": v, "new_visitors": n} for d, v, n in days))
    months = ((date(2018, 3, 1), 5281), (date(2019, 3, 1), 6000), (date(2019, 11, 1), 6200))
    enter("column_month", *({"column_id": sections[-1], "month": m, "published": n} for m, n in months))


def the_rest(unit):
    for kind, count in (("district", 29), ("unit", 165), ("security", 26)):
        many("regulation", count, kind=kind, issued_on=date(2018, 6, 1))
    many("drill", 4, day=date(2019, 7, 1))
    (first,), _ = many("survey", 2, published_on=date(2019, 3, 1))
    enter("survey_day", {"survey_id": first, "day": date(2019, 3, 9), "opinions": 160_000})
    many("suggestion", 31, published_on=date(2019, 4, 1), replied_on=date(2019, 4, 20))
    (theme,), _, _ = many("service_theme", 3, opened_on=date(2019, 2, 1))
    many("service_section", 17, theme_id=theme, opened_on=date(2019, 2, 2))
    scores = ((date(2019, 1, 1), 40), (date(2019, 12, 1), 110.2))
    enter("unit_score", *({"unit_id": unit, "month": m, "score": s, "rule_version": "1"} for m, s in scores))


def test_a_year_entered_by_hand_prints_the_figures_of_the_published_report():
    expected = {f"{section}.{path}": value for section, found in REPORT.items() if isinstance(found, dict)
                for path, value in leaves(found)}  # fmt: skip
    unit = a_unit()
    before = dict(leaves(figures_of(LAST)))
    unknown = {path for path in BY_HAND if before[path] is None}
    assert set(BY_HAND) == unknown
    the_portal(a_website(unit_id=unit, category="portal"), unit)
    the_rest(unit)
    after = dict(leaves(figures_of(LAST)))
    assert {path: after[path] for path in BY_HAND} == {path: expected[path] for path in BY_HAND}
