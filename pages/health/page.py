"""Health: which websites open, how often they failed, why, and whether home pages are up to date."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from core.access import Role
from core.common.sheet import Sheet
from core.common.text import has, t
from core.reporting.charts import health as charts
from core.reporting.statistics import availability, registry, websites
from core.rules import rule_set
from pages.components import columns
from pages.components.chart import chart_box
from pages.components.columns import channel_table
from pages.components.dialog import open_dialog
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.filters import switch
from pages.components.format import check_name, failure, number, word
from pages.components.header import empty_state, header
from pages.components.links import go
from pages.components.outages import down_list
from pages.components.refresh import refreshing
from pages.components.table import sheet_of
from pages.components.tabs import tabbed
from pages.components.vantages import vantages
from pages.health import content
from pages.shell.guard import require

WEEKS, STRIP_DAYS, STRIP_SITES, SITES = 12, 30, 40, 12
WINDOWS = ("1", "7", "30", "365")
EVERYTHING = 100_000


@refreshing("10s")
def live() -> None:
    """Websites by their state now, and what is down."""
    now = websites.websites_now()
    metric_row(
        [
            Figure("ok", t("health.ok"), number(now.ok), t("health.ok_note", total=now.total)),
            Figure(
                "problem",
                t("health.problem"),
                number(now.problem),
                t("health.problem_note"),
                tone="wrong" if now.problem else "plain",
            ),
            Figure(
                "suspect",
                t("health.suspect"),
                number(now.suspect),
                t("health.suspect_note"),
                tone="late" if now.suspect else "plain",
            ),
            Figure(
                "blocked",
                t("health.blocked"),
                number(now.blocked),
                t("health.blocked_note"),
                tone="unknown" if now.blocked else "plain",
            ),
            Figure(
                "none",
                t("health.none"),
                number(now.none),
                t("health.none_note"),
                tone="unknown" if now.none else "plain",
            ),
        ]
    )
    down_list()


def behind(outcomes: tuple[str, ...], name: str) -> Callable[[], None]:
    """What draws the results of the given outcomes."""

    def draw() -> None:
        channel_table(
            lambda limit, offset: websites.state_rows(
                outcomes, checks=websites.HEADLINE, limit=limit, offset=offset
            ),
            columns.states(),
            lambda row: row.channel_id,
            key=f"behind-{outcomes[0]}",
            name=name,
            heading=False,
        )

    return draw


def waiting() -> None:
    """Draw the websites that wait for their first visit."""
    channel_table(
        lambda limit, offset: websites.not_visited(limit=limit, offset=offset),
        columns.unvisited(),
        lambda row: row.channel_id,
        key="behind-none",
        name=t("health.behind_none"),
        heading=False,
    )


def visits_sheet(title: str, days: int) -> Callable[[], Sheet]:
    """What the export of a chart of visits writes: every website's in so many days."""
    return lambda: sheet_of(title, columns.visits(), availability.site_rows(days, limit=EVERYTHING).rows)


def now_and_this_week() -> None:
    """Websites by check and result, and the week's visits against the line that fails a website."""
    rule, counts = rule_set().availability, websites.outcomes_by_check()
    left, right = st.columns(2)
    with left:
        if counts:
            chart_box(
                charts.outcomes(counts),
                lambda: sheet_of(
                    t("chart.outcomes.title"),
                    columns.states(),
                    websites.state_rows(tuple(charts.OUTCOMES), limit=EVERYTHING).rows,
                ),
                key="outcomes",
                opens=_results,
            )
        else:
            st.info(t("health.outcomes_none"))
    with right:
        sites_this_week(rule.window_days, rule.fail_share)


def over_time() -> None:
    """The same websites week by week and day by day, and the worst of a window."""
    weeks, limit = availability.by_week(WEEKS), rule_set().availability.fail_share
    if weeks:
        chart_box(
            charts.weeks(weeks, limit=limit),
            visits_sheet(t("chart.weeks.title"), 7 * WEEKS),
            key="weeks",
            opens=_week,
        )
    else:
        st.info(t("health.visits_none"))
    week_by_week()
    day_by_day()
    worst()


def _channel(channel: str) -> None:
    go("channel", id=channel)


def _results(key: str) -> None:
    """What one check says with one outcome."""
    check, outcome = key.split()
    title = f"{check_name(check)} · {word('state.outcome', outcome)}"

    def draw() -> None:
        channel_table(
            lambda limit, offset: websites.state_rows((outcome,), check=check, limit=limit, offset=offset),
            columns.states(),
            lambda row: row.channel_id,
            key="results",
            name=title,
            heading=False,
        )

    open_dialog(title, draw, wide=True)


def _week(last: str) -> None:
    """Each website's visits in the week that ends on the day `last`."""
    title = t("health.week_until", day=last)

    def draw() -> None:
        channel_table(
            lambda limit, offset: availability.site_rows(
                7, until=date.fromisoformat(last), limit=limit, offset=offset
            ),
            columns.visits(),
            lambda row: row.channel_id,
            key="week",
            name=title,
            heading=False,
        )

    open_dialog(title, draw, wide=True)


def day_by_day() -> None:
    cells = availability.strip(STRIP_DAYS, sites=STRIP_SITES)
    if cells:
        chart_box(
            charts.strip(cells, limit=rule_set().availability.fail_share),
            visits_sheet(t("chart.strip.title", days=STRIP_DAYS), STRIP_DAYS),
            key="strip",
            opens=_channel,
        )


def week_by_week() -> None:
    """Each website's weeks against the share of failed visits that fails it."""
    cells = availability.site_weeks(WEEKS, sites=STRIP_SITES)
    if cells:
        chart_box(
            charts.site_weeks(cells, limit=rule_set().availability.fail_share),
            visits_sheet(t("chart.site_weeks.title", days=WEEKS), 7 * WEEKS),
            key="site-weeks",
            opens=_channel,
        )


def sites_this_week(days: int, limit: float) -> None:
    sites = availability.site_rows(days, limit=SITES).rows
    if any(site.share is not None for site in sites):
        chart_box(
            charts.sites_of_week(sites, limit=limit, days=days),
            visits_sheet(t("chart.sites.title", days=days), days),
            key="sites",
            opens=_channel,
        )


def freshness() -> None:
    fresh = websites.freshness_rows(limit=SITES).rows
    if any(site.age_days is not None for site in fresh):
        chart_box(
            charts.freshness(fresh, limit=rule_set().home_freshness.window_days),
            lambda: sheet_of(
                t("chart.freshness.title"),
                columns.freshness(),
                websites.freshness_rows(limit=EVERYTHING).rows,
            ),
            key="freshness",
            opens=lambda channel: go("channel", id=channel, tab="checks"),
        )
    else:
        st.info(t("health.freshness_none"))


def failures() -> None:
    """Each reason for which home pages fail now, with what helps against it."""
    with st.container(border=True, key="failures"):
        st.markdown(f"**{t('health.failures')}**")
        found = websites.failures_now()
        if not found:
            st.caption(t("health.failures_none"))
        for one in found:
            counts = {"problem": one.problem, "blocked": one.blocked, "suspect": one.suspect}
            counted = " · ".join(t(f"health.count_{name}", n=n) for name, n in counts.items() if n)
            if not counted:
                continue
            st.markdown(f"{failure(one.failure)} — {counted}")
            if has(f"failure.{one.failure}.remedy"):
                st.caption(t(f"failure.{one.failure}.remedy"))


def worst() -> None:
    chosen = switch(
        "window",
        t("health.window"),
        WINDOWS,
        lambda days: t("health.window_1") if days == "1" else t("health.window_days", days=days),
        default="30",
    )
    channel_table(
        lambda limit, offset: availability.worst(int(chosen), limit=limit, offset=offset),
        columns.windows(),
        lambda row: row.channel_id,
        key="worst",
        name=t("health.worst"),
        filters=chosen,
    )


def updates() -> None:
    """Whether home pages and columns are up to date."""
    freshness()
    channel_table(
        lambda limit, offset: websites.freshness_rows(limit=limit, offset=offset),
        columns.freshness(),
        lambda row: row.channel_id,
        key="freshness",
        name=t("health.freshness"),
    )
    content.columns_kept()


def remedies() -> None:
    """Why pages do not open or cannot be checked, and what helps."""
    failures()
    content.unchecked()
    vantages()


require(Role.LEADER)
header("health")
if not registry.any_channel():
    empty_state()
    st.stop()
live()
rows_behind(
    {
        "ok": (t("health.ok"), behind(("ok", "exempt"), t("health.ok"))),
        "problem": (t("health.problem"), behind(("problem",), t("health.problem"))),
        "suspect": (t("health.behind_suspect"), behind(("suspect",), t("health.behind_suspect"))),
        "blocked": (t("health.behind_blocked"), behind(("blocked",), t("health.behind_blocked"))),
        "none": (t("health.behind_none"), waiting),
    }
)
tabbed(
    "health",
    {
        "now": now_and_this_week,
        "time": over_time,
        "updates": updates,
        "findings": content.findings_open,
        "remedies": remedies,
        "certificates": content.certificates,
    },
)
