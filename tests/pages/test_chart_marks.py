"""A click on a mark of a chart opens its rows or narrows the page; its numbers are also a table."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from core.common.text import t
from core.reporting.charts import health, issues, registry
from core.reporting.charts.theme import KEY
from core.reporting.statistics import availability, closing, units
from core.reporting.statistics import issues as statistics
from core.reporting.statistics import registry as counted
from pages.components.chart_marks import PICK, has_marks, with_marks
from tests.demonstration import DEMO_DAY
from tests.pages.pages import opened

FIRST = DEMO_DAY.replace(year=2019, month=1, day=1)
# Page, its parameters, chart, what its mark says, the page it leads to and what stands in the address there.
LEADS: list[tuple[str, dict[str, str], str, str, str, dict[str, str]]] = [
    ("overview", {}, "trend", "2026-10-01", "progress", {"by": "month", "span": "2026-10-01"}),
    ("overview", {}, "composition", "weibo", "registry", {"kind": "weibo"}),
    ("overview", {}, "units", "2", "registry", {"unit": "2", "medium": "website"}),
    ("overview", {}, "waiting", "2 overdue", "issues", {"unit": "2", "due": "overdue"}),
    ("overview", {}, "waiting", "2 open", "issues", {"unit": "2", "due": "in_time"}),
    ("overview", {}, "waterfall-website", "closed", "closing", {"bar": "website-closed"}),
    ("health", {"tab": "time"}, "strip", "3", "channel", {"id": "3"}),
    ("health", {"tab": "time"}, "site-weeks", "3", "channel", {"id": "3"}),
    ("health", {}, "sites", "3", "channel", {"id": "3"}),
    ("progress", {}, "progress", "2026-11-09", "progress", {"span": "2026-11-09"}),
    ("closing", {}, "waterfall-account", "cancelled", "closing", {"bar": "account-cancelled"}),
    ("closing", {}, "funnel", "approved", "closing", {"step": "approved"}),
    ("closing", {}, "left", "weibo", "closing", {"channel_kind": "weibo"}),
]


def test_a_mark_leads_to_its_rows_or_narrows_the_page(demo_database: Path) -> None:
    wrong = {}
    for page, parameters, chart, key, target, address in LEADS:
        app = opened(page, **parameters)
        # What a click leaves behind: AppTest draws no chart.
        app.session_state[f"chart-picked-{chart}"] = key
        app.run()
        assert not app.exception, (page, chart, app.exception[0].value)
        now = {name: app.query_params.get(name) for name in address}
        now = {name: one[0] if isinstance(one, list) else one for name, one in now.items()}
        if now != address or app.title[0].value != t(f"navigation.pages.{target}"):
            wrong[page, chart] = (app.title[0].value, now)
    assert wrong == {}


def test_a_week_opens_the_visits_of_its_days(demo_database: Path) -> None:
    app = opened("health", tab="time")
    app.session_state["chart-picked-weeks"] = "2026-11-16"
    app.run()
    assert len(app.get("dialog")) == 1
    shown = app.dataframe[-1].value
    then = availability.site_rows(7, until=DEMO_DAY.replace(day=16)).rows
    assert list(shown["0"])[:5] == [row.name for row in then][:5]
    assert list(shown["3"])[:5] == [f"{row.ok:,}" for row in then][:5]


@pytest.mark.parametrize("chart", ["trend", "waterfall-website"])
def test_the_numbers_of_a_chart_are_a_table(demo_database: Path, chart: str) -> None:
    app = opened("overview")
    app.button(key=f"numbers-{chart}").click().run()
    assert not app.exception
    assert len(app.get("dialog")) == 1
    assert len(app.dataframe[-1].value) >= 1


def test_no_bar_is_added_up_over_what_a_click_tells_apart(demo_database: Path) -> None:
    found = units.health_by_unit()
    specs: list[dict[str, Any]] = [
        issues.trend(statistics.trend()),
        issues.waiting_by_unit(found),
        health.websites_by_unit(found),
        registry.composition(counted.by_kind(DEMO_DAY)),
        registry.waterfall(closing.waterfall("website", FIRST, DEMO_DAY)),
        registry.funnel(closing.funnel(FIRST, DEMO_DAY)),
        registry.left_by_kind(closing.left_by_kind(FIRST, DEMO_DAY)),
    ]
    for spec in specs:
        assert has_marks(spec)
        marked = with_marks(deepcopy(spec))
        (selection,) = marked["params"]
        assert (selection["name"], selection["select"]["fields"]) == (PICK, [KEY])
        view = marked.get("layer", [marked])[0]
        assert view["encoding"]["detail"]["field"] == KEY
