from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from core.access.actor import Role
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.reporting.statistics import units
from core.reporting.wall import WEBSITES
from db.engine import writing
from db.models import Channel, ChannelEvent, EventKind
from tests.pages.pages import CHINESE, charts, figure, opened, words
from tests.pages.tables import board, board_words
from tests.rows import a_leader, a_report, a_unit, a_website, an_issue, recorded

FIGURES = ("running", "websites", "accounts", "supervised", "passed", "passed_accounts", "availability")
FIGURES += ("open", "overdue", "rectification", "closing", "cases_late")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    page = opened("overview", language)
    assert catalogue(language)["common.empty.title"] in [heading.value for heading in page.subheader]
    assert any("manage.py run" in word for word in [*words(page), *board_words(page)])
    assert charts(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_fills_every_figure_and_chart(demo_database: Path, language: Language) -> None:
    page = opened("overview", language)
    assert charts(page) == 6
    shown = {key: figure(page, key) for key in FIGURES}
    assert shown["running"] == "207"
    assert shown["supervised"] == "100%"
    assert shown["passed"] == catalogue(language)["common.none"]
    assert all(shown.values())


def test_the_worst_stand_first_with_whom_to_call(demo_database: Path) -> None:
    leader = a_leader()
    for confirming in (False, True, True):
        recorded(leader, a_report(3, Outcome.PROBLEM), confirming=confirming)
    html = board(opened("overview"))
    assert html.index("无法访问</span>") < html.index("逾期</span>") < html.index("退回</span>")
    assert html.count('href="tel:') >= 8
    assert 'class="band wrong"' in html


def test_a_name_from_outside_is_shown_and_not_obeyed(database: Path) -> None:
    site = a_website(name="<img src=x onerror=alert(1)>")
    with writing() as session:
        session.add(ChannelEvent(channel_id=site, day=date(2026, 1, 1), kind=EventKind.FOUND, delta=1))
    html = board(opened("overview"))
    assert "<img" not in html
    assert "&lt;img" in html


def test_the_levels_of_the_channels_are_counted_where_they_are_known(database: Path) -> None:
    for level in ("city", "county", "county", ""):
        channel_id = a_website(level=level)
        with writing() as session:
            entered = {"day": date(2026, 1, 1), "kind": EventKind.FOUND, "delta": 1}
            session.add(ChannelEvent(channel_id=channel_id, **entered))
    assert "按行政层级：市级 1 · 区县级 2 · 未登记 1" in words(opened("overview"))


def test_no_level_is_named_where_the_registry_knows_none(demo_database: Path) -> None:
    with writing() as session:
        session.execute(update(Channel).values(level=""))
    assert not any(word.startswith("按行政层级") for word in words(opened("overview")))


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("overview", "en")) if CHINESE.search(word)] == []


@pytest.mark.parametrize("key", FIGURES)
def test_each_figure_opens_its_rows(demo_database: Path, key: str) -> None:
    page = opened("overview")
    # What a click on the board leaves behind: AppTest runs no script of a component.
    page.session_state["figure_asked"] = key
    page.run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def test_a_site_that_goes_down_is_named_with_its_reason_and_returns(demo_database: Path) -> None:
    token = a_leader()
    recorded(token, a_report(3, Outcome.OK))
    page = opened("overview")
    assert not any("无法访问" in word for word in [*words(page), *board_words(page)])
    for confirming in (False, True, True):
        recorded(token, a_report(3, Outcome.PROBLEM), confirming=confirming)
    page.run()
    assert any("1 个网站无法访问" in word for word in [*words(page), *board_words(page)])
    assert any("服务器拒绝连接" in word for word in [*words(page), *board_words(page)])
    recorded(token, a_report(3, Outcome.OK))
    page.run()
    assert not any("无法访问" in word for word in [*words(page), *board_words(page)])


def test_the_year_of_the_census_can_be_linked(demo_database: Path) -> None:
    page = opened("overview", period="census_year")
    assert any("52 → 18" in word for word in [*words(page), *board_words(page)])
    assert any("283 → 181" in word for word in [*words(page), *board_words(page)])


def test_nonsense_in_the_address_falls_back_to_the_default(demo_database: Path) -> None:
    assert any("52 → 18" in word for word in words(opened("overview", period="<script>")))


def test_a_missing_checker_is_said_in_red(demo_database: Path) -> None:
    assert ["监测系统未运行" in error.value for error in opened("overview").error] == [True]


def test_a_checker_at_work_shows_the_age_of_its_facts(demo_database: Path) -> None:
    recorded(a_leader(), *(a_report(channel_id, Outcome.OK) for channel_id in range(1, 19)))
    page = opened("overview")
    assert not page.error
    assert any("数据更新于 12:00（刚刚）" in word for word in [*words(page), *board_words(page)])


def test_leaders_may_look(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", Role.LEADER.value)
    settings.cache_clear()
    assert charts(opened("overview")) == 6


@pytest.mark.parametrize(
    ("overdue", "units", "band", "value"),
    [
        (1, 1, "1 issue overdue in 1 unit", "1 in 1 unit"),
        (3, 1, "3 issues overdue in 1 unit", "3 in 1 unit"),
        (5, 5, "5 issues overdue in 5 units", "5 in 5 units"),
    ],
)
def test_the_english_band_reads_like_a_sentence(
    database: Path, overdue: int, units: int, band: str, value: str
) -> None:
    a_website()
    owners = [a_unit() for _ in range(units)]
    for place in range(overdue):
        an_issue(unit_id=owners[place % units], due_on=date(2026, 1, 5))
    html = board(opened("overview", "en"))
    assert f"<strong>{band}</strong>" in html
    assert f">{value}</b>" in html


def test_the_units_stand_in_a_table_that_sorts_and_leads_to_their_issues(demo_database: Path) -> None:
    page = opened("overview")
    (shown,) = [table for table in page.dataframe if "unit-table" in table.key]
    worst = units.health_by_unit()
    assert [row["cells"][0] for row in shown.data["rows"]] == [unit.name for unit in worst][:25]
    assert shown.data["sorts"]
    assert f"unit={worst[0].unit_id}" in shown.data["rows"][0]["href"]


def test_more_websites_than_the_wall_holds_are_counted_and_led_to(database: Path) -> None:
    for _ in range(WEBSITES):
        a_website(balance=1)
    assert "个网站见健康状况" not in board(opened("overview"))
    for _ in range(3):
        a_website(balance=1)
    assert "其余 3 个网站见健康状况" in board(opened("overview"))


def test_a_share_of_visits_that_fails_a_website_is_red(database: Path) -> None:
    site, token = a_website(balance=1), a_leader()
    recorded(token, a_report(site, Outcome.OK))
    assert '可用率</span> <b class="plain">' in board(opened("overview"))
    for confirming in (False, True, True):
        recorded(token, a_report(site, Outcome.PROBLEM), confirming=confirming)
    assert '可用率</span> <b class="wrong">' in board(opened("overview"))
