"""What each figure of the overview shows when it is clicked."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.common import clock
from core.common.text import t
from core.issues import queries
from core.issues.filters import Filter
from core.lifecycle import case_lists
from core.registry.kinds import Medium
from core.reminders import late
from core.reporting.statistics import availability, closing, issues, registry, verdict
from pages.components import columns
from pages.components.answers import DAYS, last_year, since_census
from pages.components.case_columns import case_columns
from pages.components.columns import channel_table
from pages.components.issues.columns import issue_columns
from pages.components.issues.detail import issue_address
from pages.components.links import go
from pages.components.table import table_box
from pages.components.urging import URGE, urge_dialog, urge_from_list
from pages.components.verdict_labels import verdict_columns

URGE_CASES = f"{URGE}-cases"


def dialogs() -> dict[str, tuple[str, Callable[[], None]]]:
    """For each figure the title of its dialog and what draws it."""
    issue_parts = queries.parts()
    return {
        "running": (t("metric.running"), partial(behind_running, None)),
        "websites": (t("metric.running_websites"), partial(behind_running, "website")),
        "accounts": (t("metric.running_accounts"), partial(behind_running, "account")),
        "supervised": (t("metric.supervised"), behind_supervised),
        "passed": (t("metric.passed_websites"), partial(behind_passed, "website")),
        "passed_accounts": (t("metric.passed_accounts"), partial(behind_passed, "account")),
        "availability": (t("metric.availability", days=DAYS), behind_availability),
        "open": (t("metric.open"), partial(behind_issues, "open", issue_parts["open"])),
        "overdue": (t("metric.overdue"), partial(behind_issues, "overdue", issue_parts["overdue"])),
        "rectification": (t("metric.rectification"), behind_rectification),
        "closing": (t("metric.closing"), behind_closing),
        "cases_late": (t("metric.cases_late"), behind_late_cases),
        **urge_dialog(late.issues(issue_parts["overdue"])),
        **urge_dialog(late.cases(case_lists.EVERYTHING), URGE_CASES),
    }


def behind_running(medium: Medium | None) -> None:
    today = clock.today()
    channel_table(
        lambda limit, offset: registry.running_rows(today, medium=medium, limit=limit, offset=offset),
        columns.channels(),
        lambda row: row.id,
        key=f"behind-running-{medium}",
        name=t("metric.running"),
        heading=False,
    )


def behind_supervised() -> None:
    today = clock.today()
    st.caption(t("overview.supervised_definition"))
    channel_table(
        lambda limit, offset: registry.unsupervised_rows(today, limit=limit, offset=offset),
        columns.channels(),
        lambda row: row.id,
        key="behind-supervised",
        name=t("overview.unsupervised"),
    )


def behind_passed(medium: Medium) -> None:
    st.caption(t("overview.passed_definition"))
    channel_table(
        lambda limit, offset: verdict.verdict_rows(medium=medium, limit=limit, offset=offset),
        verdict_columns(),
        lambda row: row.channel_id,
        key=f"behind-passed-{medium}",
        name=t(f"metric.passed_{medium}s"),
        heading=False,
    )


def behind_availability() -> None:
    st.caption(t("overview.availability_definition"))
    channel_table(
        lambda limit, offset: availability.site_rows(DAYS, limit=limit, offset=offset),
        columns.visits(),
        lambda row: row.channel_id,
        key="behind-availability",
        name=t("metric.availability", days=DAYS),
        heading=False,
    )


def behind_issues(key: str, wanted: Filter) -> None:
    if key == "overdue":
        urge_from_list()
    chosen = table_box(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        issue_columns(),
        key=f"behind-{key}",
        name=t(f"metric.{key}"),
        heading=False,
        select="one",
        identity=lambda row: row.id,
        href=issue_address,
    )
    if chosen:
        go("issues", issue=chosen[0].id)


def behind_rectification() -> None:
    period = last_year()
    st.caption(t("overview.rectification_definition"))
    channel_table(
        lambda limit, offset: issues.rectification_rows(
            period.first, period.last, limit=limit, offset=offset
        ),
        columns.issues(),
        lambda row: row.channel_id,
        key="behind-rectification",
        name=t("metric.rectification"),
        heading=False,
    )


def behind_closing() -> None:
    period = since_census()
    st.caption(t("overview.closing_definition"))
    channel_table(
        lambda limit, offset: closing.case_rows(period.first, period.last, limit=limit, offset=offset),
        columns.cases(),
        lambda row: row.channel_id,
        key="behind-closing",
        name=t("metric.closing"),
        heading=False,
    )


def behind_late_cases() -> None:
    urge_from_list(URGE_CASES)
    channel_table(
        lambda limit, offset: case_lists.listed(case_lists.PARTS["late"], limit=limit, offset=offset),
        case_columns(),
        lambda row: row.channel_id,
        key="behind-late-cases",
        name=t("metric.cases_late"),
        heading=False,
    )
