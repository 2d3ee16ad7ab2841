"""The figures of the overview, and what each shows when it is clicked."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from core.common import clock
from core.common.text import t
from core.monitoring import verdict_cache
from core.reporting.statistics import availability, closing, issues, registry, verdict
from core.rules.results import GradeCounts
from pages.components import columns
from pages.components.columns import channel_table
from pages.components.figures import Figure
from pages.components.format import number, percent
from pages.components.period import Period
from pages.components.verdict_labels import verdict_columns

DAYS, YEAR = 30, 365


def figures() -> list[Figure]:
    """All eight, in the order of the page."""
    return [*registry_figures(), *health_figures(), *issue_figures(), closing_figure()]


def dialogs() -> dict[str, tuple[str, Callable[[], None]]]:
    """For each figure the title of its dialog and what draws it."""
    return {
        "running": (t("overview.running"), behind_running),
        "supervised": (t("overview.supervised"), behind_supervised),
        "passed": (t("overview.passed"), behind_passed),
        "availability": (t("overview.availability", days=DAYS), behind_availability),
        "open": (t("overview.open"), lambda: behind_open("open")),
        "overdue": (t("overview.overdue"), lambda: behind_open("overdue")),
        "rectification": (t("overview.rectification"), behind_rectification),
        "closing": (t("overview.closing"), behind_closing),
    }


def since_census() -> Period:
    """The period of the closing figure."""
    today = clock.today()
    return Period(closing.first_census() or closing.first_event() or today, today)


def last_year() -> Period:
    """The period of the rectification figure."""
    return Period(clock.today() - timedelta(days=YEAR - 1), clock.today())


def registry_figures() -> list[Figure]:
    now, cared_for = registry.running(clock.today()), registry.supervised(clock.today())
    return [
        Figure(
            "running",
            t("overview.running"),
            number(now.total),
            t("overview.running_note", websites=now.websites, accounts=now.accounts),
        ),
        Figure(
            "supervised",
            t("overview.supervised"),
            percent(cared_for.share),
            t("overview.supervised_note", part=cared_for.part, whole=cared_for.whole),
        ),
    ]


def health_figures() -> list[Figure]:
    found, visits = verdict.verdicts(), availability.availability(DAYS)
    return [
        Figure("passed", t("overview.passed"), percent(found.rate), _passed_note(found)),
        Figure(
            "availability",
            t("overview.availability", days=DAYS),
            percent(visits.share, 2),
            t("overview.availability_note", unchecked=number(visits.blocked + visits.suspect)),
        ),
    ]


def _passed_note(found: GradeCounts) -> str:
    note = t(
        "overview.passed_note",
        qualified=number(found.qualified),
        judged=number(found.judged),
        unjudged=number(found.unjudged),
    )
    waiting = verdict_cache.waiting()
    return t("overview.passed_waiting", note=note, n=number(waiting)) if waiting else note


def issue_figures() -> list[Figure]:
    waiting = issues.open_issues()
    period = last_year()
    done = issues.rectification(period.first, period.last)
    return [
        Figure(
            "open",
            t("overview.open"),
            number(waiting.open),
            t("overview.open_note", nearly_due=waiting.nearly_due),
        ),
        Figure(
            "overdue",
            t("overview.overdue"),
            number(waiting.overdue),
            t("overview.overdue_note"),
            tone="late" if waiting.overdue else "plain",
        ),
        Figure(
            "rectification",
            t("overview.rectification"),
            percent(done.share),
            t("overview.rectification_note", part=done.part, whole=done.whole),
        ),
    ]


def closing_figure() -> Figure:
    period = since_census()
    steps = closing.funnel(period.first, period.last)
    whole, done = steps[0].reached, steps[-1].reached
    return Figure(
        "closing",
        t("overview.closing"),
        percent(done / whole if whole else None),
        t("overview.closing_note", done=done, whole=whole),
        tone="late" if any(step.late for step in steps) else "plain",
    )


def behind_running() -> None:
    today = clock.today()
    channel_table(
        lambda limit, offset: registry.running_rows(today, limit=limit, offset=offset),
        columns.channels(),
        lambda row: row.id,
        key="behind-running",
        name=t("overview.running"),
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


def behind_passed() -> None:
    st.caption(t("overview.passed_definition"))
    channel_table(
        lambda limit, offset: verdict.verdict_rows(limit=limit, offset=offset),
        verdict_columns(),
        lambda row: row.channel_id,
        key="behind-passed",
        name=t("overview.passed"),
        heading=False,
    )


def behind_availability() -> None:
    st.caption(t("overview.availability_definition"))
    channel_table(
        lambda limit, offset: availability.site_rows(DAYS, limit=limit, offset=offset),
        columns.visits(),
        lambda row: row.channel_id,
        key="behind-availability",
        name=t("overview.availability", days=DAYS),
        heading=False,
    )


def behind_open(which: issues.Which) -> None:
    channel_table(
        lambda limit, offset: issues.open_rows(which, limit=limit, offset=offset),
        columns.issues(),
        lambda row: row.channel_id,
        key=f"behind-{which}",
        name=t(f"overview.{which}"),
        heading=False,
    )


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
        name=t("overview.rectification"),
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
        name=t("overview.closing"),
        heading=False,
    )
