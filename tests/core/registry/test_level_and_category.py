"""Level × category narrows every list alike; no channel without one is left out of a sum."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.common import clock
from core.common.text import t
from core.issues import progress, queries
from core.issues.filters import Filter as IssueFilter
from core.lifecycle import case_lists
from core.registry.level_and_category import NONE, group_name
from core.registry.search import Filter, search
from core.registry.slices import Scope
from core.reporting.statistics import verdict
from core.reporting.statistics.balance import balance, balances, event_rows, running_rows
from db.engine import writing
from db.models import CaseKind, ChannelEvent, EventKind, IssueState
from tests.core.lifecycle.papers import a_case
from tests.rows import a_unit, a_website, an_issue

BEGAN = date(2026, 1, 1)
PLACES: tuple[dict[str, Any], ...] = (
    {"level": "county", "category": "portal"},
    {"level": "county", "category": "department"},
    {"level": "township", "category": "portal"},
    {"level": "county", "category": ""},
    {"level": "", "category": "department"},
    {"level": "", "category": ""},
    {"level": "county", "category": "", "kind": "weibo"},
    {"level": "", "category": "", "kind": "weibo"},
)
# Level, category and how many of the channels above they find.
FOUND = (
    ("county", "", 4),
    ("county", "portal", 1),
    ("county", NONE, 1),
    (NONE, "", 3),
    (NONE, NONE, 1),
    ("", NONE, 2),
    ("", "department", 2),
    ("township", "department", 0),
    ("", "", 8),
)


@pytest.fixture(autouse=True)
def registered(database: Path) -> None:
    """A channel of each place with an unsettled and a settled issue and a case; an issue of no channel."""
    unit = a_unit()
    for place in PLACES:
        channel = a_website(unit_id=unit, **place)
        with writing() as session:
            session.add(ChannelEvent(channel_id=channel, kind=EventKind.FOUND, day=BEGAN, delta=1))
        an_issue(unit_id=unit, channel_id=channel, opened_on=BEGAN)
        an_issue(
            unit_id=unit, channel_id=channel, opened_on=BEGAN, state=IssueState.VERIFIED,
            verified_on=BEGAN + timedelta(days=9),
        )  # fmt: skip
        a_case(CaseKind.CANCEL if "kind" in place else CaseKind.CLOSE, channel=channel)
    an_issue(unit_id=unit, opened_on=BEGAN)


@pytest.mark.parametrize(("level", "category", "channels"), FOUND)
def test_every_list_is_narrowed_alike_and_equals_its_figure(level: str, category: str, channels: int) -> None:
    chosen = {"level": level, "category": category}
    nothing_chosen = not (level or category)
    assert search(Filter(**chosen)).total == channels
    assert queries.listed(IssueFilter(**chosen)).total == 2 * channels + nothing_chosen
    assert queries.counts(IssueFilter(**chosen)).open == channels + nothing_chosen
    assert case_lists.listed(case_lists.Filter(**chosen)).total == channels
    assert case_lists.counts(case_lists.Filter(**chosen)).under_way == channels
    assert (
        verdict.verdicts(None, **chosen).total
        == verdict.verdict_rows(medium=None, **chosen).total
        == channels
    )
    scope = Scope(**chosen)
    assert sum(line.end for line in balances("kind", BEGAN, BEGAN, scope)) == channels
    assert balance(BEGAN, BEGAN, scope).found == event_rows(BEGAN, BEGAN, scope).total == channels
    assert balance(BEGAN, BEGAN, scope).end == running_rows(BEGAN, scope).total == channels


def test_groups_add_up_to_all_issues_and_open_their_rows() -> None:
    span = progress.Span(BEGAN, clock.today())
    lines = progress.by_level(span)
    assert sum(line.found for line in lines) == queries.count(IssueFilter()) == 17
    assert {line.name: line.found for line in lines} == {
        **{group_name(one["level"], one["category"], website="kind" not in one): 2 for one in PLACES},
        t("progress.no_channel"): 1,
    }
    for line in lines:
        assert progress.level_rows(span, line.key).total == line.found


def test_what_is_all_set_aside_has_no_rate_and_no_place_but_stays_in_the_sum() -> None:
    span = progress.Span(BEGAN + timedelta(days=1), clock.today())
    an_issue(unit_id=a_unit(name="误报的单位"), opened_on=span.first, state=IssueState.DISMISSED)
    (line,) = progress.by_unit(span)
    assert (line.name, line.found, line.counted, line.rate, line.place) == ("误报的单位", 1, 0, None, 0)
