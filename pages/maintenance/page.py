"""Maintenance: announced times at which nothing is judged."""

from collections.abc import Callable

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import Repeat
from core.monitoring import maintaining
from core.monitoring.maintaining import Plan, Window
from core.monitoring.maintenance import LONGEST_MINUTES
from pages.components.channel_picker import narrowed
from pages.components.format import actor, instant, plain
from pages.components.header import header
from pages.components.table import Column, clear_choice, paged, table_box
from pages.shell.guard import require

EVERY = 0
REPEATS = tuple(Repeat)
DAY = "YYYY-MM-DD"


def windows() -> None:
    """The announced windows, and calling one off."""
    found = maintaining.announced(ended=st.toggle(t("maintenance.show_ended"), key="maintenance-ended"))
    chosen = table_box(
        paged(found),
        columns(),
        key="maintenance",
        name=t("maintenance.list"),
        empty=t("maintenance.none"),
        select="one",
        identity=lambda row: row.id,
    )
    if chosen and st.button(t("maintenance.call_off"), icon=":material/event_busy:", key="call-off"):
        settled(
            lambda: maintaining.call_off(chosen[0].id, actor=current_actor()), t("maintenance.called_off")
        )


def columns() -> list[Column[Window]]:
    return [
        Column(t("maintenance.channel"), lambda row: row.channel or t("maintenance.all"), width=220),
        Column(t("maintenance.repeats"), repeated, width=110),
        Column(t("maintenance.first_day"), lambda row: row.first_day, "day", width=105),
        Column(t("maintenance.last_day"), lambda row: row.last_day, "day", width=130),
        Column(t("maintenance.starts"), lambda row: f"{row.starts:%H:%M}", width=85),
        Column(t("maintenance.minutes"), lambda row: row.minutes, "number", width=100),
        Column(t("maintenance.opens_next"), opens, width=150),
        Column(t("maintenance.reason"), lambda row: row.reason, width=200),
        Column(t("maintenance.by"), lambda row: actor(row.created_by), width=100),
    ]


def repeated(row: Window) -> str:
    word = t(f"maintenance.repeat.{row.repeats}")
    return f"{word} {row.days}" if row.days else word


def opens(row: Window) -> str | None:
    if row.open_since is not None:
        return t("maintenance.open_now")
    return instant(row.opens_next) if row.opens_next else None


def announcing() -> None:
    """The form for a new window."""
    names = narrowed(maintaining.maintainable(), key="maintenance")
    everything = [EVERY] if current_actor().role.allows(Role.SUPERVISOR) else []
    today = clock.today()
    with st.form("maintenance-form"):
        st.markdown(f"**{t('maintenance.new')}**")
        left, right = st.columns(2)
        channel = left.selectbox(
            t("maintenance.channel"),
            [*names, *everything],
            format_func=lambda number: names.get(number, t("maintenance.all")),
        )
        reason = right.text_input(t("maintenance.reason"), max_chars=maintaining.LONGEST_REASON)
        first, second, third, fourth = st.columns(4)
        repeats = first.selectbox(
            t("maintenance.repeats"), REPEATS, format_func=lambda one: t(f"maintenance.repeat.{one}")
        )
        starts = second.time_input(t("maintenance.starts"), value=None)
        minutes = third.number_input(t("maintenance.minutes"), 1, LONGEST_MINUTES, 60)
        days = fourth.text_input(t("maintenance.days"))
        begin, end, _ = st.columns([1, 1, 2])
        first_day = begin.date_input(t("maintenance.first_day"), value=today, format=DAY)
        last_day = end.date_input(t("maintenance.last_day"), value=None, format=DAY)
        if st.form_submit_button(t("maintenance.announce"), icon=":material/event:", type="primary"):
            numbers = days_of(days)
            if numbers is None or starts is None or channel is None:
                st.error(t("maintenance.wrong_days") if numbers is None else t("maintenance.missing"))
                return
            plan = Plan(channel or None, repeats, first_day, starts, int(minutes), reason, last_day, numbers)
            settled(
                lambda: maintaining.announce(plan, actor=current_actor()),
                t("maintenance.announced"),
            )


def days_of(text: str) -> tuple[int, ...] | None:
    """The numbers of `text`, separated by commas of either script; None when there is anything else."""
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    return (
        tuple(int(part) for part in parts)
        if all(part.isdecimal() and len(part) < 9 for part in parts)
        else None
    )


def settled(move: Callable[[], object], said: str) -> None:
    try:
        move()
    except DomainError as why:
        st.error(plain(str(why)))
        return
    clear_choice("maintenance")
    st.toast(said)
    st.rerun()


require(Role.STAFF)
header("maintenance")
windows()
announcing()
