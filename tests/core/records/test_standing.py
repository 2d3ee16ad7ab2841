"""What a chapter says is overdue, beyond its limit, or not recorded; what is no longer in force."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.text import LANGUAGES, catalogue
from core.records import keeping, lists, references
from core.records.chapter import Kind
from core.records.chapters import CHAPTERS
from core.records.completeness import begin
from core.records.lists import Filter
from core.reporting.figures import figures_of
from core.reporting.figures.counting import year_to
from core.reporting.reports.behind import rows_behind
from db.engine import writing
from db.models import ColumnLevel, SiteColumn
from tests.rows import NOON, a_unit, a_website

OFFICE = Actor("监管员", Role.SUPERVISOR)
TODAY = NOON.date()
YEAR = date(TODAY.year, 1, 1), date(TODAY.year, 12, 31)
EARLIER = TODAY - timedelta(days=400)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def titles(key: str, name: str, field: str = "title", last: date = YEAR[1]) -> list[object]:
    return sorted(row.shown(field) for row in lists.listed(key, YEAR[0], last, Filter(standing=name)).rows)


def a_regulation(title: str, **more: object) -> None:
    given = {"title": title, "kind": "district", "issued_on": EARLIER, **more}
    keeping.enter("regulation", given, actor=OFFICE)


def test_regulations_overdue_for_review_are_those_in_force_whose_day_has_passed():
    ago, ahead = TODAY - timedelta(days=1), TODAY + timedelta(days=9)
    assert lists.standing("regulation", *YEAR) == {"current": None, "overdue": None, "undated": None}
    a_regulation("到期", review_on=ago)
    a_regulation("今天", review_on=TODAY)
    a_regulation("将来", review_on=ahead)
    a_regulation("已废止", review_on=ago, in_force_until=ago)
    a_regulation("没写")
    assert lists.standing("regulation", *YEAR) == {"current": 4, "overdue": 1, "undated": 1}
    assert titles("regulation", "overdue") == ["到期"]
    assert titles("regulation", "undated") == ["没写"]
    # As of a day in the past neither had passed.
    assert titles("regulation", "overdue", last=ago) == []


def test_a_regulation_counts_until_its_last_day_and_the_rows_say_the_same():
    last = TODAY - timedelta(days=5)
    a_regulation("短期", in_force_until=last)
    a_regulation("长期")
    path = "policies.district_management_systems"
    for day, count in ((last, 2), (last + timedelta(days=1), 1)):
        assert figures_of(day)["policies"]["district_management_systems"] == count
        assert rows_behind(path, year_to(day)).total == count
        assert lists.standing("regulation", YEAR[0], day)["current"] == count
        assert lists.sums("regulation", YEAR[0], day) == {"": 2}


def test_a_closed_service_no_longer_counts():
    (theme,) = keeping.enter("service_theme", {"name": "就医", "opened_on": EARLIER}, actor=OFFICE)
    section = {"theme_id": theme, "opened_on": EARLIER}
    keeping.enter("service_section", {**section, "name": "挂号", "closed_on": TODAY}, actor=OFFICE)
    keeping.enter("service_section", {**section, "name": "医保"}, actor=OFFICE)
    for day, count in ((TODAY - timedelta(days=1), 2), (TODAY, 1)):
        assert figures_of(day)["interaction"]["convenience_sections"] == count
        assert rows_behind("interaction.convenience_sections", year_to(day)).total == count
        assert lists.standing("service_section", YEAR[0], day) == {"current": count}


def test_only_the_latest_assessment_of_a_website_can_have_expired():
    renewed, expired = a_website(name="续测网"), a_website(name="过期网")
    given = {"record_number": "50010612345-00001", "result": "mostly"}
    past = {"assessed_on": EARLIER, "expires_on": TODAY - timedelta(days=35)}
    for site in (renewed, expired):
        keeping.enter("mlps_assessment", {**given, **past, "channel_id": site}, actor=OFFICE)
    again = {"assessed_on": TODAY - timedelta(days=30), "expires_on": TODAY + timedelta(days=335)}
    keeping.enter("mlps_assessment", {**given, **again, "channel_id": renewed}, actor=OFFICE)
    assert titles("mlps_assessment", "overdue", "channel_id") == ["过期网"]


def test_the_next_assessment_of_data_is_asked_of_each_unit_and_of_the_office():
    unit = a_unit(name="教育局")
    given = {"title": "年度评估", "assessed_on": EARLIER, "risks": 3, "next_on": TODAY - timedelta(days=1)}
    keeping.enter("data_assessment", given, actor=OFFICE)
    keeping.enter("data_assessment", {**given, "unit_id": unit}, actor=OFFICE)
    assert lists.standing("data_assessment", *YEAR)["overdue"] == 2
    later = {**given, "assessed_on": TODAY, "next_on": None}
    keeping.enter("data_assessment", later, actor=OFFICE)
    assert lists.standing("data_assessment", *YEAR) == {"overdue": 1, "undated": 1}


def test_an_incident_without_the_hours_of_its_report_is_neither_late_nor_in_time():
    site = a_website()
    for title, hours in (("按时", 24), ("迟报", 24.5), ("没写", None)):
        given = {"title": title, "channel_id": site, "found_on": TODAY, "hours": hours}
        keeping.enter("incident", given, actor=OFFICE)
    assert titles("incident", "beyond") == ["迟报"]
    assert titles("incident", "unmeasured") == ["没写"]
    assert lists.sums("incident", *YEAR) == {"": 3}


def test_visits_of_a_period_are_known_only_where_no_month_is_missing():
    site = a_website()
    for month in (1, 2, 3):
        for year, visits in ((2025, 100), (2026, 115)):
            day = {"channel_id": site, "day": date(year, month, 9), "visits": visits, "new_visitors": 1}
            keeping.enter("traffic", day, actor=OFFICE)
    quarter = date(2026, 1, 1), date(2026, 3, 31)
    assert lists.in_period("traffic", *quarter) == {"": 3, "visits": 345, "new_visitors": 3}
    assert lists.in_period("traffic", date(2025, 1, 1), date(2025, 3, 31))["visits"] == 300
    for unknown in ((quarter[0], date(2026, 4, 30)), (date(2024, 1, 1), date(2024, 3, 31))):
        assert lists.in_period("traffic", *unknown)["visits"] is None


def test_published_items_and_visits_are_counted_site_by_site():
    busy, quiet = a_website(name="忙网", unit_id=a_unit(name="某局")), a_website(name="闲网")
    with writing() as session:
        for site in (busy, quiet):
            named = {"level": ColumnLevel.MAIN, "opened_on": EARLIER}
            session.add_all(SiteColumn(channel_id=site, name=f"栏目{n}", **named) for n in range(2))
    for number, column in enumerate(sorted(references.choices(Kind.COLUMN)), start=1):
        published = {"column_id": column, "month": date(2026, 3, 1), "published": 10 if number < 3 else 1}
        keeping.enter("column_month", published, actor=OFFICE)
    for site, visits in ((busy, 90), (quiet, 7)):
        for day in (date(2025, 12, 31), date(2026, 3, 1)):
            given = {"channel_id": site, "day": day, "visits": visits, "new_visitors": 1}
            keeping.enter("traffic", given, actor=OFFICE)
    published = lists.per_channel("column_month", *YEAR)
    assert [(row.channel, row.sums["published"]) for row in published.rows] == [("忙网", 20), ("闲网", 2)]
    visits = lists.per_channel("traffic", *YEAR)
    shown = [(row.channel, row.unit, row.sums["visits"]) for row in visits.rows]
    assert (shown[0], visits.total) == (("忙网", "某局", 90), 2)
    assert lists.per_channel("traffic", *YEAR, Filter(unit_id=99)).total == 0
    assert lists.per_channel("drill", *YEAR).total == 0


def test_a_website_that_began_to_count_is_no_growth():
    old, new = a_website(name="旧网"), a_website(name="新网")
    for site, year, visits in ((old, 2025, 100), (old, 2026, 115), (new, 2026, 900)):
        day = {"channel_id": site, "day": date(year, 3, 9), "visits": visits, "new_visitors": 1}
        keeping.enter("traffic", day, actor=OFFICE)
    now, then = ((date(year, 3, 1), date(year, 3, 31)) for year in (2026, 2025))
    assert lists.in_period("traffic", *now)["visits"] == 1015
    assert lists.in_period("traffic", *now, beside=then)["visits"] == 115
    assert lists.in_period("traffic", *then, beside=now)["visits"] == 100
    # One that has a month on one side only is not compared either.
    for site in (old, new):
        for year in (2025, 2026):
            day = {"channel_id": site, "day": date(year, 2, 9), "visits": 50, "new_visitors": 1}
            keeping.enter("traffic", day, actor=OFFICE)
    now, then = ((date(year, 2, 1), date(year, 3, 31)) for year in (2026, 2025))
    assert lists.in_period("traffic", *now, beside=then)["visits"] == 165
    assert lists.in_period("traffic", *then, beside=now)["visits"] == 150


def test_a_year_without_any_is_0_only_where_the_chapter_was_kept():
    assert lists.in_period("drill", *YEAR) == {"": None}
    begin("drill", YEAR[0].year, actor=OFFICE)
    assert lists.in_period("drill", *YEAR) == {"": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_standing_has_its_words(language):
    words = catalogue(language)
    assert all(
        f"records.stands.{one.key}.{name}" in words for one in CHAPTERS for name in lists.standings(one)
    )
