"""What could not be checked, why, and what to do about it."""

import streamlit as st

from core.common.text import t
from core.monitoring import checker_view
from core.monitoring.checker_view import UncheckedRow
from pages.components.format import check_name, failure
from pages.components.links import go
from pages.components.table import Column, table_box
from pages.components.unchecked import reasons


def unchecked() -> None:
    """Draw each class of failure with its remedy, then the channels."""
    if not reasons(t("checker.unchecked.title"), "checker-unchecked"):
        st.markdown(t("checker.unchecked.none"))
        return
    _channels()


def _channels() -> None:
    columns: list[Column[UncheckedRow]] = [
        Column(t("common.column.channel"), lambda row: row.channel, width=230),
        Column(t("common.column.unit"), lambda row: row.unit, width=180),
        Column(t("common.column.check"), lambda row: check_name(row.check), width=120),
        Column(t("common.column.failure"), lambda row: failure(row.failure), width=150),
        Column(t("checker.unchecked.status"), lambda row: row.status, "number", width=80),
        Column(t("common.column.since"), lambda row: row.since, "instant", width=135),
        Column(t("common.column.checked_at"), lambda row: row.at, "instant", width=135),
    ]
    chosen = table_box(
        lambda limit, offset: checker_view.unchecked_rows(limit=limit, offset=offset),
        columns,
        key="checker-unchecked-rows",
        name=t("checker.unchecked.channels"),
        select="one",
        identity=lambda row: (row.channel_id, row.check),
    )
    if chosen:
        go("channel", id=chosen[0].channel_id)
