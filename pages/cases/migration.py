"""Progress of moving columns into the consolidated platform, with the rows behind every figure."""

from datetime import date

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.lifecycle import migration, migration_lists
from core.lifecycle.migration_lists import ColumnLine, MigrationLine, Progress, SampleLine, SourceLine
from core.lifecycle.rules import lifecycle_rules
from core.reporting.charts.migration import MOST, moved
from pages.components.chart import chart_box
from pages.components.dialog import open_dialog
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.flash import keep
from pages.components.format import number, plain, word
from pages.components.links import link
from pages.components.paper import hint
from pages.components.period import Period, period_switch
from pages.components.table import Column, clear_choice, sheet_of, table_box


def plan_button() -> None:
    """Offer supervisors the form."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("migration.plan.button"), icon=":material/add:", key="migration-plan"
    ):
        open_dialog(t("migration.plan.button"), form)
    if current_actor().role.allows(Role.SUPERVISOR):
        link("importing", t("migration.plan.file"), icon=":material/upload_file:")


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
        due = st.date_input(t("migration.column.due_on"), value=None, min_value=FIRST, format="YYYY-MM-DD")
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
        except DomainError as why:
            st.error(plain(str(why)))
            return
        keep(t("migration.plan.done", column=plain(columns[target])))
        st.rerun()


TABLE = "migrations"
# A move of earlier years is entered later, with the day by which it was due then.
FIRST = date(2000, 1, 1)


def migrations() -> None:
    """Draw figures, the list by old site and the migrations themselves, over a period."""
    plan_button()
    period = period_switch(free=True)
    found = migration_lists.progress(period.first, period.last)
    if not found.columns_planned and not found.columns_added and not found.columns_merged:
        st.info(t("migration.none"))
        return
    metric_row(_figures(found), key="migration")
    rule = lifecycle_rules().migration
    st.caption(t("migration.note", least=rule.sample_least, days=rule.sample_every_days))
    shown = migration_lists.by_source(period.first, period.last, limit=MOST).rows
    if shown:
        name = t("migration.chart.title")
        chart_box(moved(tuple(shown)), lambda: sheet_of(name, _source_columns(), shown), key="migration")
    table_box(
        lambda limit, offset: migration_lists.by_source(
            period.first, period.last, limit=limit, offset=offset
        ),
        _source_columns(),
        key="migration-sources",
        name=t("migration.by_source"),
        filters=period,
    )
    _listed(period)
    rows_behind(
        {
            "changed": (t("migration.changed"), lambda: _changed(period)),
            "columns": (t("migration.columns"), lambda: _behind(period)),
            "items": (t("migration.items"), lambda: _behind(period)),
            "verified": (t("migration.verified"), lambda: _behind(period)),
        }
    )


def _figures(found: Progress) -> list[Figure]:
    late = t("migration.late", late=found.late) if found.late else ""
    return [
        Figure(
            "columns",
            t("migration.columns"),
            number(found.columns_planned),
            late or t("migration.columns_note", finished=number(found.columns_finished)),
            tone="late" if found.late else "plain",
        ),
        Figure(
            "items",
            t("migration.items"),
            number(found.items_moved),
            t("migration.items_note", planned=number(found.items_planned)),
        ),
        Figure(
            "verified", t("migration.verified"), number(found.items_verified), t("migration.verified_note")
        ),
        Figure(
            "changed",
            t("migration.changed"),
            f"{number(found.columns_added)} / {number(found.columns_merged)}",
            t("migration.changed_note"),
        ),
    ]


def _listed(period: Period) -> None:
    chosen = table_box(
        lambda limit, offset: migration_lists.migrations(
            period.first, period.last, limit=limit, offset=offset
        ),
        _columns(),
        key=TABLE,
        name=t("migration.table"),
        filters=period,
        select="one",
        identity=lambda row: row.id,
        in_address=True,
    )
    hint(t("migration.choose"))
    if chosen:
        _one(chosen[0])


def _one(line: MigrationLine) -> None:
    with st.container(border=True, key="migration-detail", gap="small"):
        st.subheader(plain(f"{line.column} ← {line.source}"), anchor=False)
        if current_actor().role.allows(Role.STAFF):
            with st.container(horizontal=True, gap="small"):
                if st.button(t("migration.moved.button"), key="migration-moved", icon=":material/moving:"):
                    open_dialog(t("migration.moved.title", column=line.column), lambda: _moved(line))
                if st.button(t("migration.add.button"), key="migration-add", icon=":material/add_link:"):
                    open_dialog(t("migration.add.title", column=line.column), lambda: _add(line), wide=True)
        samples = migration_lists.samples(line.id)
        if samples:
            st.dataframe([_sample(one) for one in samples], hide_index=True, placeholder=t("common.none"))
        else:
            st.caption(t("migration.samples_none"))


def _sample(one: SampleLine) -> dict[str, object]:
    return {
        t("migration.column.old"): one.old_address,
        t("migration.column.new"): one.new_address,
        t("migration.column.outcome"): word("state.outcome", one.outcome or "none"),
        t("migration.column.final"): one.final_address,
        t("migration.column.checked_on"): one.checked_on,
    }


def _moved(line: MigrationLine) -> None:
    with st.form("migration-moved-form", border=False):
        count = st.number_input(
            t("migration.moved.count"), min_value=0, value=line.moved, step=1, key="migration-count"
        )
        verified = _verified(line)
        whole = st.checkbox(
            t("migration.moved.finished"), value=line.finished_on is not None, key="migration-whole"
        )
        day = st.date_input(
            t("migration.moved.finished_on"),
            value=line.finished_on or clock.today(),
            max_value=clock.today(),
            key="migration-day",
            format="YYYY-MM-DD",
        )
        sent = st.form_submit_button(t("migration.moved.send"), type="primary")
    if sent:
        finished = day if whole and isinstance(day, date) else None
        try:
            migration.report_moved(
                line.id, moved=int(count), verified=verified, finished_on=finished, actor=current_actor()
            )
        except DomainError as why:
            st.error(plain(str(why)))
            return
        clear_choice(TABLE)
        keep(t("migration.moved.done", column=plain(line.column)))
        st.rerun()


def _verified(line: MigrationLine) -> int | None:
    """How many items an inspector says are verified; None where the reader is none."""
    if not current_actor().role.allows(Role.INSPECTOR):
        return None
    return int(
        st.number_input(
            t("migration.column.verified"), min_value=0, value=line.verified, step=1,
            key="migration-verified", help=t("migration.moved.verified_help"),
        )
    )  # fmt: skip


def _add(line: MigrationLine) -> None:
    with st.form("migration-add-form", border=False):
        text = st.text_area(t("migration.add.lines"), key="migration-lines", height=160, max_chars=20_000)
        sent = st.form_submit_button(t("migration.add.send"), type="primary")
    if sent:
        parts = [words for row in (text or "").splitlines() if (words := row.split(maxsplit=1))]
        pairs = [(words[0], words[1] if len(words) > 1 else "") for words in parts]
        try:
            count = migration.add_samples(line.id, pairs, actor=current_actor())
        except DomainError as why:
            st.error(plain(str(why)))
            return
        keep(t("migration.add.done", count=count))
        st.rerun()


def _behind(period: Period) -> None:
    table_box(
        lambda limit, offset: migration_lists.migrations(
            period.first, period.last, limit=limit, offset=offset
        ),
        _columns(),
        key="behind-migrations",
        name=t("migration.table"),
        heading=False,
    )


def _changed(period: Period) -> None:
    for merged in (False, True):
        _changed_list(period, merged)


def _changed_list(period: Period, merged: bool) -> None:
    table_box(
        lambda limit, offset: migration_lists.changed_columns(
            period.first, period.last, merged=merged, limit=limit, offset=offset
        ),
        _changed_columns(),
        key=f"behind-columns-{merged}",
        name=t("migration.merged" if merged else "migration.added"),
    )


def _source_columns() -> list[Column[SourceLine]]:
    return [
        Column(t("migration.column.source"), lambda row: row.channel, width="large"),
        Column(t("migration.column.columns"), lambda row: row.columns, "number"),
        Column(t("migration.column.planned"), lambda row: row.planned, "number"),
        Column(t("migration.column.moved"), lambda row: row.moved, "number"),
        Column(t("migration.column.verified"), lambda row: row.verified, "number"),
        Column(t("migration.column.unfinished"), lambda row: row.unfinished, "number"),
    ]


def _columns() -> list[Column[MigrationLine]]:
    return [
        Column(t("migration.column.name"), lambda row: row.column, width="medium"),
        Column(t("migration.column.source"), lambda row: row.source, width="medium"),
        Column(t("migration.column.planned"), lambda row: row.planned, "number"),
        Column(t("migration.column.moved"), lambda row: row.moved, "number"),
        Column(t("migration.column.verified"), lambda row: row.verified, "number"),
        Column(t("migration.column.samples"), lambda row: row.samples, "number"),
        Column(
            t("migration.column.samples_bad"),
            lambda row: row.samples_bad,
            "number",
            tone=lambda row: "wrong" if row.samples_bad else "plain",
        ),
        Column(t("migration.column.due_on"), lambda row: row.due_on, "day"),
        Column(t("migration.column.finished_on"), lambda row: row.finished_on, "day"),
    ]


def _changed_columns() -> list[Column[ColumnLine]]:
    return [
        Column(t("migration.column.name"), lambda row: row.name, width="large"),
        Column(t("migration.column.opened_on"), lambda row: row.opened_on, "day"),
        Column(t("migration.column.retired_on"), lambda row: row.retired_on, "day"),
        Column(t("migration.column.merged_into"), lambda row: row.merged_into or ""),
    ]
