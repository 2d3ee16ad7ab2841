"""What the checks of content found: columns, findings, certificates, and what could not be checked."""

from functools import partial

import streamlit as st

from core.common.text import has, t
from core.common.vocabulary import UNSETTLED
from core.reporting.charts import content as charts
from core.reporting.statistics import content
from core.reporting.statistics.content import CertificateRow, ColumnCell, FindingCount
from pages.components.chart import chart_box
from pages.components.columns import channel_table
from pages.components.figures import Tone
from pages.components.format import check_name
from pages.components.links import go
from pages.components.table import Column, sheet_of
from pages.components.unchecked import reasons

SHOWN = 15
SITES = 30


def columns_kept() -> None:
    """The heat map of columns and the columns behind it."""
    cells = content.column_cells(sites=SITES)
    if not cells:
        st.info(t("health.columns_none"))
        return
    chart_box(
        charts.columns(cells),
        lambda: sheet_of(t("chart.columns.title"), _columns(), content.column_cells()),
        key="columns",
        opens=lambda channel: go("channel", id=channel, tab="columns"),
    )
    channel_table(
        lambda limit, offset: content.column_rows(limit=limit, offset=offset),
        _columns(),
        lambda row: row.channel_id,
        key="columns",
        name=t("health.columns"),
    )


def findings_open() -> None:
    """Open findings by check and by unit, by age."""
    by_check, by_unit = content.findings_by_check(), content.findings_by_unit()
    if not by_check:
        st.info(t("health.findings_none"))
        return
    left, right = st.columns(2)
    for place, counts, of in ((left, by_check, "check"), (right, by_unit, "unit")):
        with place:
            chart_box(
                charts.findings(counts[:SHOWN], of=of),
                lambda counts=counts, of=of: sheet_of(  # type: ignore[misc]
                    t(f"chart.findings_by_{of}.title"), _counts(of), counts
                ),
                key=f"findings-{of}",
                opens=partial(_issues, of),
            )


def _issues(of: str, key: str) -> None:
    """The unsettled issues of a check or a unit, which its findings opened."""
    go("issues", **{of: key}, state=",".join(UNSETTLED))


def certificates() -> None:
    """Certificates, those that are not believed or end first at the top."""
    if not content.any_certificate():
        st.info(t("health.certificates_none"))
        return
    channel_table(
        lambda limit, offset: content.certificates(limit=limit, offset=offset),
        [
            Column(t("common.column.channel"), lambda row: row.name, width=230),
            Column(t("common.column.unit"), lambda row: row.unit, width=180),
            Column(t("health.days_left"), lambda row: row.days_left, "number", width=90, tone=_tone),
            Column(t("health.not_after"), lambda row: row.not_after, "instant", width=140),
            Column(
                t("health.trusted"),
                lambda row: t("health.trusted_yes" if row.verified else "health.trusted_no"),
                width=90,
                tone=lambda row: "plain" if row.verified else "wrong",
            ),
            Column(t("common.column.failure"), lambda row: row.error or None, width=220),
            Column(t("health.issuer"), lambda row: row.issuer, width=180),
        ],
        lambda row: row.channel_id,
        key="certificates",
        name=t("health.certificates"),
    )


def unchecked() -> None:
    """Every class of what could not be checked, with what helps against it."""
    reasons(t("health.unchecked"), "health-unchecked")


def _columns() -> list[Column[ColumnCell]]:
    return [
        Column(t("common.column.channel"), lambda row: row.site, width=230),
        Column(t("common.column.unit"), lambda row: row.unit, width=180),
        Column(t("health.column"), lambda row: row.column, width=150),
        Column(
            t("health.column_state"),
            lambda row: t(f"chart.columns.{row.state}") if has(f"chart.columns.{row.state}") else row.state,
            width=110,
            tone=lambda row: "wrong" if row.state in ("stale", "empty") else "plain",
        ),
        Column(t("health.newest"), lambda row: row.newest, "day", width=110),
        Column(t("health.age_days"), lambda row: row.age_days, "number", width=90),
        Column(t("health.column_window"), lambda row: row.window_days, "number", width=90),
    ]


def _counts(of: str) -> list[Column[FindingCount]]:
    return [
        Column(t(f"chart.findings.{of}"), lambda row: check_name(row.name) if of == "check" else row.name),
        Column(t("chart.findings.axis"), lambda row: row.total, "number"),
    ]


def _tone(row: CertificateRow) -> Tone:
    left = row.days_left
    return "plain" if left is None or left > 30 else "wrong" if left <= 7 else "late"
