"""Correcting the calendar of working days."""

from datetime import date, timedelta

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.issues import working_days
from pages.components.flash import carried_out

AHEAD = timedelta(days=2 * 366)
KINDS = ("no", "yes")


def correct_form() -> None:
    """Ask for the days, what they are and why, and keep it."""
    st.caption(t("calendar.correct.explain"))
    with st.form("calendar-form", border=False):
        first = _day("first", t("common.from"))
        last = _day("last", t("common.until"))
        kind = st.radio(
            t("calendar.column.works"),
            KINDS,
            format_func=lambda key: t(f"calendar.works.{key}"),
            horizontal=True,
            key="calendar-works",
        )
        note = st.text_input(
            t("calendar.column.note"),
            key="calendar-note",
            max_chars=NOTE_LIMIT,
            placeholder=t("calendar.correct.note_hint"),
        )
        sent = st.form_submit_button(t("calendar.correct.send"), type="primary")
    if not sent:
        return
    carried_out(
        lambda: working_days.correct(
            first, last, works=kind == "yes", note=note or "", actor=current_actor()
        ),
        lambda changed: _message(first, last, kind, changed),
    )


def _message(first: date, last: date, kind: str, changed: tuple[date, ...]) -> str:
    """What was entered, and which days count otherwise because of it."""
    days = t("document.comma").join(day.isoformat() for day in changed) or t("calendar.correct.nothing")
    return t(
        "calendar.correct.done",
        first=first.isoformat(), last=last.isoformat(), works=t(f"calendar.works.{kind}"), days=days,
    )  # fmt: skip


def remove(day: date) -> None:
    """Let the shipped calendar speak for the day again."""
    carried_out(
        lambda: working_days.remove(day, actor=current_actor()), t("calendar.removed", day=day.isoformat())
    )


def _day(key: str, label: str) -> date:
    today = clock.today()
    chosen = st.date_input(
        label, value=today, max_value=today + AHEAD, key=f"calendar-{key}", format="YYYY-MM-DD"
    )
    return chosen if isinstance(chosen, date) else today
