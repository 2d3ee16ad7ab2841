"""Overview: the state of the whole registry in one glance, and the rows behind every figure."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core.access import Role
from core.common import clock
from core.common.sheet import Sheet
from core.common.text import t
from core.common.vocabulary import UNSETTLED
from core.registry.fields import level_word
from core.registry.kinds import MEDIA, WATCHED, Medium
from core.reporting.charts import health as health_charts
from core.reporting.charts import issues as issue_charts
from core.reporting.charts import registry as registry_charts
from core.reporting.statistics import closing, issues, registry, units
from core.reporting.statistics.units import UnitHealth
from pages.components import columns
from pages.components.answers import answers, standing
from pages.components.board import board
from pages.components.chart import chart_box
from pages.components.figures import rows_behind
from pages.components.format import number
from pages.components.header import empty_state, header
from pages.components.links import address_of, go
from pages.components.period import Period, period_switch
from pages.components.refresh import refreshing
from pages.components.table import paged, sheet_of, table_box
from pages.overview.figures import dialogs
from pages.overview.first_screen import brief, first_screen
from pages.shell.guard import require

UNITS = 10
EVERYTHING = 100_000


@refreshing("10s")
def live() -> None:
    """The first screen; a fault shows here without a click."""
    found = answers()
    now = standing()
    board(first_screen(replace(now, brief=brief(now, found)), found), key="first-screen")


def charts() -> None:
    """What changes slowly: units, trend, composition, closing."""
    today, worst = clock.today(), units.health_by_unit()
    unit_table(worst)
    left, right = st.columns([3, 2])
    with left:
        chart_box(
            issue_charts.trend(issues.trend()),
            lambda: sheet_of(
                t("chart.trend.title"), columns.issues(), issues.trend_rows(limit=EVERYTHING).rows
            ),
            key="trend",
            opens=lambda month: go("progress", by="month", span=month),
        )
    with right:
        chart_box(
            registry_charts.composition(registry.by_kind(today)),
            lambda: sheet_of(
                t("chart.composition.title"),
                columns.channels(),
                registry.running_rows(today, limit=EVERYTHING).rows,
            ),
            key="composition",
            opens=lambda kind: go("registry", kind=kind, registered=",".join(WATCHED)),
        )
        levels()
    unit_charts(worst)
    closing_charts()


def levels() -> None:
    """Name the channels of each administrative level, where the registry knows any."""
    counts = registry.by_level(clock.today())
    if not any(one.level for one in counts):
        return
    named = [
        f"{level_word(one.level) if one.level else t('overview.no_level')} {number(one.count)}"
        for one in counts
    ]
    st.caption(t("overview.by_level", levels=" · ".join(named)))


def unit_table(worst: tuple[UnitHealth, ...]) -> None:
    """Every supervising unit, the worst first; a row leads to its unsettled issues."""
    chosen = table_box(
        paged(worst),
        columns.units(),
        key="unit-table",
        name=t("overview.units"),
        select="one",
        identity=lambda row: row.unit_id,
        href=lambda row: address_of("issues", unit=row.unit_id, state=",".join(UNSETTLED)),
    )
    if chosen:
        go("issues", unit=chosen[0].unit_id, state=",".join(UNSETTLED))


def unit_charts(worst: tuple[UnitHealth, ...]) -> None:
    left, right = st.columns(2)
    with left:
        chart_box(
            health_charts.websites_by_unit(tuple(unit for unit in worst if unit.websites)[:UNITS]),
            lambda: sheet_of(t("chart.units.title"), columns.units(), worst),
            key="units",
            opens=lambda unit: go("registry", medium="website", unit=unit, registered=",".join(WATCHED)),
        )
    with right:
        chart_box(
            issue_charts.waiting_by_unit(tuple(unit for unit in worst if unit.open)[:UNITS]),
            lambda: sheet_of(t("chart.waiting.title"), columns.units(), worst),
            key="waiting",
            opens=_waiting,
        )


def closing_charts() -> None:
    st.subheader(t("overview.closing_heading"), anchor=False)
    period = period_switch()
    for place, medium in zip(st.columns(2), MEDIA, strict=True):
        with place:
            chart_box(
                registry_charts.waterfall(closing.waterfall(medium, period.first, period.last)),
                partial(_events, medium, period),
                key=f"waterfall-{medium}",
                opens=partial(_bar, medium),
            )


def _waiting(key: str) -> None:
    """The issues behind a part of a unit's bar."""
    unit, part = key.split()
    go("issues", unit=unit, due="overdue" if part == "overdue" else "in_time")


def _bar(medium: Medium, key: str) -> None:
    """The rows of one bar, where closing and merging are shown in full."""
    go("closing", period=st.query_params.get("period", ""), bar=f"{medium}-{key}")


def _events(medium: Medium, period: Period) -> Sheet:
    rows = closing.event_rows(medium, period.first, period.last, limit=EVERYTHING).rows
    return sheet_of(t("chart.events"), columns.events(), rows)


require(Role.LEADER)
header("overview")
if not registry.any_channel():
    empty_state()
    st.stop()
live()
rows_behind(dialogs())
st.link_button(t("screen.open"), "screen", icon=":material/monitor:", type="tertiary")
charts()
