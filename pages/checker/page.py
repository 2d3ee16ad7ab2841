"""Checker: whether it works, what it did, what it could not check, by which settings and rules."""

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.monitoring import checker_view
from core.monitoring.checker_view import UncheckedRow
from pages.checker import rules, runs
from pages.checker.cluster import cluster
from pages.checker.copies import copies
from pages.checker.judgement import judgement
from pages.checker.now import at_work, on_hold
from pages.checker.settings import settings_in_force
from pages.components.crawls.listing import crawls_box
from pages.components.flash import say
from pages.components.format import check_name, failure
from pages.components.header import header
from pages.components.links import go
from pages.components.table import Column, table_box
from pages.components.tabs import tabbed
from pages.components.unchecked import reasons
from pages.shell.guard import require


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


def work() -> None:
    """What the checker did last."""
    runs.last_runs()
    runs.errors()
    runs.recent_runs()


require(Role.STAFF)
header("checker")
say()
on_hold()
at_work()
tabbed(
    "checker",
    {
        "runs": work,
        "crawls": crawls_box,
        "findings": judgement,
        "unchecked": unchecked,
        "cluster": cluster,
        **({"backups": copies} if current_actor().role.allows(Role.ADMINISTRATOR) else {}),
        "settings": settings_in_force,
        "rules": rules.rules_in_force,
    },
)
