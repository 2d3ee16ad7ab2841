"""Planning a migration: which column of which site takes the items of which old site, and by when."""

from datetime import date

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import Refused
from core.common.text import t
from core.lifecycle import migration, migration_lists
from pages.components.dialog import open_dialog
from pages.components.flash import keep
from pages.components.format import plain


def plan_button() -> None:
    """Offer supervisors the form."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("migration.plan.button"), icon=":material/add:", key="migration-plan"
    ):
        open_dialog(t("migration.plan.button"), form)


def form() -> None:
    """Ask for source, target, number and day, and write the plan."""
    columns, sites = migration_lists.destinations(), migration_lists.sites()
    if not columns:
        st.info(t("migration.plan.no_columns"))
        return
    with st.form("migration-plan-form", border=False):
        source = st.selectbox(t("migration.column.source"), list(sites), format_func=sites.__getitem__)
        target = st.selectbox(t("migration.plan.target"), list(columns), format_func=columns.__getitem__)
        planned = st.number_input(t("migration.column.planned"), min_value=0, step=1)
        due = st.date_input(
            t("migration.column.due_on"), value=None, min_value=clock.today(), format="YYYY-MM-DD"
        )
        sent = st.form_submit_button(t("migration.moved.send"), type="primary")
    if sent and source and target:
        try:
            migration.plan(
                column_id=target,
                from_channel_id=source,
                planned=int(planned),
                due_on=due if isinstance(due, date) else None,
                actor=current_actor(),
            )
        except Refused as why:
            st.error(plain(str(why)))
            return
        keep(t("migration.plan.done", column=plain(columns[target])))
        st.rerun()
