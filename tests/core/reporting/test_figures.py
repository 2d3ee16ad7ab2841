import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from core.reporting.figures import figures, identities
from core.reporting.figures.counting import year_to
from core.reporting.statistics.registry import supervised
from db import engine
from db.engine import reading, writing
from db.models import (
    Channel,
    ChannelEvent,
    CitizenMessage,
    ColumnLevel,
    Issue,
    IssueSource,
    SiteColumn,
    Unit,
)

ACCEPTED = json.loads(Path(__file__).parents[2].joinpath("data/shapingba-2019.json").read_text("utf-8"))
NOT_FIGURES = ("what", "identities_that_must_hold")
YEAR_END = date(2019, 12, 31)


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        elif key not in NOT_FIGURES:
            yield f"{path}{key}", value


EXPECTED = dict(leaves(ACCEPTED))


def computed(as_of: date = YEAR_END) -> dict[str, Any]:
    with reading() as session:
        return dict(figures(session, as_of))


@pytest.fixture(scope="module")
def of_2019(demo_file: Path) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(demo_file.parent))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        found = computed()
    engine.forget()
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_every_figure_of_the_published_report_comes_out(of_2019: dict[str, Any], name: str) -> None:
    wanted, found = EXPECTED[name], dict(leaves(of_2019))[name]
    if wanted == "N":
        assert found >= 1
    elif name.endswith("_at_least"):
        assert found >= wanted
    else:
        assert found == wanted


def test_there_is_no_figure_the_report_does_not_have(of_2019: dict[str, Any]) -> None:
    assert dict(leaves(of_2019)).keys() == EXPECTED.keys()


def test_all_seven_identities_hold_in_the_order_of_the_report(of_2019: dict[str, Any]) -> None:
    found = identities(of_2019)

    assert len(found) == len(ACCEPTED["identities_that_must_hold"])
    assert [one.terms for one in found] == [
        (52, 34, 18),
        (283, 102, 181),
        (18, 181, 199, 199),
        (3, 15, 18),
        (45, 136, 181),
        (137, 23, 2, 14, 5, 181),
        (69, 5401, 5470),
    ]
    assert all(one.holds for one in found)


@pytest.mark.parametrize(
    ("path", "broken"),
    [
        ("consolidation.websites_closed", {"websites"}),
        ("consolidation.media_accounts_found", {"accounts"}),
        ("registry.supervised_total", {"supervised"}),
        ("registry.websites.by_owner.department", {"websites_by_owner"}),
        ("registry.media_accounts.by_owner.department_street_or_unit", {"accounts_by_owner"}),
        ("registry.media_accounts.by_kind.other", {"accounts_by_kind"}),
        ("interaction.messages_handled", {"messages"}),
    ],
)
def test_an_identity_fails_when_one_of_its_figures_is_off(
    of_2019: dict[str, Any], path: str, broken: set[str]
) -> None:
    wrong = json.loads(json.dumps(of_2019))
    *parents, last = path.split(".")
    place = wrong
    for parent in parents:
        place = place[parent]
    place[last] += 1

    assert {one.key for one in identities(wrong) if not one.holds} == broken


def test_figures_are_json_safe(of_2019: dict[str, Any]) -> None:
    assert json.loads(json.dumps(of_2019)) == of_2019


@pytest.mark.usefixtures("demo_database")
def test_identities_hold_on_any_day_since() -> None:
    for as_of in (date(2019, 4, 30), date(2019, 9, 30), date(2022, 12, 31), date(2026, 11, 23)):
        assert [one for one in identities(computed(as_of)) if not one.holds] == []


@pytest.mark.usefixtures("demo_database")
def test_census_identities_are_left_out_of_a_year_without_a_census() -> None:
    assert next(one.key for one in identities(computed(date(2022, 12, 31)))) == "supervised"


@pytest.mark.usefixtures("demo_database")
def test_figures_of_the_year_start_again_on_its_first_day_and_states_go_on() -> None:
    found = dict(leaves(computed(date(2020, 1, 1))))

    assert {name: value for name, value in found.items() if name.startswith("consolidation.") and value} == {}
    for name in (
        "migration.portal_sections_migrated",
        "migration.portal_items_migrated_at_least",
        "migration.sections_added",
        "migration.sections_merged",
        "security.drills",
        "security.alerts_issued",
        "interaction.surveys_published",
        "interaction.opinions_collected_at_least",
        "interaction.suggestions_published",
        "interaction.error_reports_received",
        "assessment.quarterly_self_inspections",
        "assessment.supervision_notices",
        "assessment.content_problems_rectified_at_least",
    ):
        assert found[name] == 0, name
    assert found["registry.channels_total"] == 199
    assert found["policies.unit_management_systems"] == 165
    assert found["portal.sections"] == 230


@pytest.mark.usefixtures("demo_database")
def test_growth_is_named_after_the_year_it_compares_with() -> None:
    assert "updates_growth_over_2021_percent" in computed(date(2022, 6, 30))["portal"]


@pytest.mark.usefixtures("database")
def test_an_empty_database_gives_zeros_and_blanks_not_errors() -> None:
    found = computed()

    assert found["registry"]["channels_total"] == 0
    assert found["interaction"]["messages_closed_rate_percent"] is None
    assert found["portal"]["relaunched_in"] is None
    assert all(one.holds for one in identities(found))


@pytest.mark.usefixtures("demo_database")
def test_a_channel_counts_until_the_day_it_leaves() -> None:
    with reading() as session:
        event = session.exec(select(ChannelEvent).where(col(ChannelEvent.delta) == -1)).first()
    assert event is not None
    before, after = (computed(event.day - timedelta(days=1)), computed(event.day))

    gone = after["consolidation"]["websites_closed"] - before["consolidation"]["websites_closed"]
    gone += (
        after["consolidation"]["media_accounts_cancelled"]
        - before["consolidation"]["media_accounts_cancelled"]
    )
    assert gone >= 1
    assert before["registry"]["channels_total"] - after["registry"]["channels_total"] == gone


@pytest.mark.usefixtures("demo_database")
def test_a_channel_whose_unit_hangs_outside_the_grid_is_not_supervised() -> None:
    with writing() as session:
        session.execute(update(Unit).where(col(Unit.name) == "示例区博物馆").values(parent_id=None))

    registry = computed()["registry"]
    assert registry["supervised_total"] < registry["channels_total"] == 199


@pytest.mark.usefixtures("demo_database")
def test_a_website_without_an_address_is_not_supervised() -> None:
    with writing() as session:
        session.execute(update(Channel).where(col(Channel.code) == "W0018").values(url=""))

    assert computed()["registry"]["supervised_total"] == 198


@pytest.mark.usefixtures("demo_database")
def test_supervised_is_the_same_here_and_in_the_statistics_of_the_pages() -> None:
    with writing() as session:
        session.execute(update(Channel).where(col(Channel.code) == "W0018").values(url=""))
        session.execute(update(Unit).where(col(Unit.name) == "示例区博物馆").values(parent_id=None))

    share = supervised(date(2026, 11, 23))
    found = computed(date(2026, 11, 23))["registry"]
    assert (found["supervised_total"], found["channels_total"]) == (share.part, share.whole)
    assert share.part < share.whole


@pytest.mark.usefixtures("demo_database")
def test_an_issue_counts_only_when_it_was_verified_in_the_year() -> None:
    with writing() as session:
        session.execute(
            update(Issue).where(col(Issue.source) == IssueSource.MLPS).values(verified_on=date(2020, 1, 2))
        )

    assert computed()["security"]["mlps_findings_rectified"] == 0
    assert computed(date(2020, 12, 31))["security"]["mlps_findings_rectified"] == 7


@pytest.mark.usefixtures("demo_database")
def test_rates_fall_when_something_stays_open() -> None:
    with writing() as session:
        one = session.exec(select(CitizenMessage).where(col(CitizenMessage.received_on) <= YEAR_END)).first()
        assert one is not None
        one.closed_on = one.handling = None
        session.add(one)
        others = col(CitizenMessage.id).between(101, 159)
        session.execute(update(CitizenMessage).where(others).values(closed_on=None))

    interaction = computed()["interaction"]
    assert interaction["messages_handled"] == 5469
    assert interaction["messages_closed_rate_percent"] == 98.9


@pytest.mark.usefixtures("demo_database")
def test_a_retired_section_is_not_counted_from_its_last_day() -> None:
    with writing() as session:
        section = session.exec(select(SiteColumn).where(col(SiteColumn.level) == ColumnLevel.SECTION)).first()
        assert section is not None
        section.retired_on = YEAR_END
        session.add(section)

    assert computed()["portal"]["sections"] == 229
    assert computed(YEAR_END - timedelta(days=1))["portal"]["sections"] == 230


def test_the_year_before_a_leap_day_ends_on_its_eve() -> None:
    before = year_to(date(2024, 2, 29)).before()

    assert (before.first, before.last) == (date(2023, 1, 1), date(2023, 2, 28))
