"""A person's own entry of an issue."""

from datetime import date

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.common.vocabulary import IssueSource, Severity
from core.issues import entry as sources
from core.issues.entry import Entry
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out, say
from pages.components.format import word

SEVERITIES = tuple(Severity)


def own_entry(unit_id: int | None, *, notice_id: int | None = None) -> None:
    """Draw the button, for those who may; `unit_id` is proposed for an issue without a channel. With
    `notice_id` the issue is one that this notice names."""
    say()
    if current_actor().role.allows(Role.STAFF) and st.button(
        t("work.own.open"), key="own-open", icon=":material/add:"
    ):
        open_dialog(t("work.own.title"), lambda: _ask(unit_id, notice_id))


def _ask(unit_id: int | None, notice_id: int | None = None) -> None:
    channels, units = sources.channels(), sources.units()
    if not units:
        st.info(t("work.own.no_unit"))
        return
    st.caption(t("work.own.of_notice" if notice_id else "work.own.explain"))
    with st.form("own", border=False):
        title = st.text_input(t("work.own.what"), key="own-what", max_chars=NOTE_LIMIT)
        channel = st.selectbox(
            t("common.column.channel"),
            list(channels),
            index=None,
            format_func=lambda key: channels[key],
            placeholder=t("work.own.no_channel"),
            key="own-channel",
        )
        unit = st.selectbox(
            t("work.own.unit"),
            list(units),
            index=list(units).index(unit_id) if unit_id in units else None,
            format_func=lambda key: units[key],
            placeholder=t("work.own.unit_of_channel"),
            key="own-unit",
        )
        severity = st.selectbox(
            t("common.column.severity"),
            SEVERITIES,
            index=len(SEVERITIES) - 1,
            format_func=lambda key: word("state.severity", key),
            key="own-severity",
        )
        source = IssueSource.NOTICE if notice_id else _source()
        due = st.date_input(
            t("work.own.due"), value=None, key="own-due", format="YYYY-MM-DD", help=t("work.own.due_help"),
        )  # fmt: skip
        opened, settled = _past()
        sent = st.form_submit_button(t("work.own.send"), type="primary")
    if sent:
        _enter(
            Entry(
                title or "", severity, source, channel, unit, due, notice_id=notice_id, opened_on=opened,
                settled_on=settled,
            )
        )  # fmt: skip


def _past() -> tuple[date | None, date | None]:
    """When it was found and settled, for an issue that is entered later."""
    first, second = st.columns(2)
    with first:
        opened = st.date_input(
            t("work.own.opened"), value=None, max_value=clock.today(), key="own-opened", format="YYYY-MM-DD",
            help=t("work.own.past_help"),
        )  # fmt: skip
    with second:
        settled = st.date_input(
            t("work.own.settled"), value=None, max_value=clock.today(), key="own-settled",
            format="YYYY-MM-DD",
        )  # fmt: skip
    return opened, settled


def _source() -> IssueSource:
    return st.selectbox(
        t("issue.source"),
        list(sources.ENTERED),
        format_func=lambda key: word("state.source", key),
        key="own-source",
    )


def _enter(entry: Entry) -> None:
    carried_out(
        lambda: sources.enter(entry, actor=current_actor()),
        lambda made: t("work.own.joined" if made.joined else "work.own.done", number=made.number),
    )
