"""The dialogs of a census: start, answer, add a channel, end."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.past import FIRST
from core.common.text import t
from core.lifecycle import census
from core.lifecycle.census import Campaign
from core.lifecycle.census_lists import CensusLine
from core.lifecycle.jobs import ask_to_answer, ask_to_start
from core.lifecycle.vocabulary import CensusResult
from core.registry.kinds import keys_of, kind_name, kinds
from core.registry.units import all_units
from pages.components.dialog import open_dialog
from pages.components.flash import keep
from pages.components.format import plain
from pages.components.jobs import follow, hold_still, spent, token
from pages.components.table import clear_choice

LASTS = timedelta(days=21)
TABLE = "census-entries"


def start() -> None:
    """Ask for name, days and scope, and start a census."""
    hold_still()
    open_dialog(t("census.start.title"), start_form)


def start_form() -> None:
    """What the dialog of `start` holds."""
    units = dict(all_units())
    st.markdown(t("census.start.explain"))
    with st.form("census-start", border=False):
        name = st.text_input(
            t("census.start.name"),
            key="census-name",
            max_chars=census.NAME_LIMIT,
            placeholder=t("census.start.name_hint"),
        )
        day = st.date_input(t("census.start.day"), value=clock.today(), key="census-day", format="YYYY-MM-DD")
        closes = st.date_input(
            t("census.start.closes_on"),
            value=clock.today() + LASTS,
            key="census-closes",
            format="YYYY-MM-DD",
        )
        wanted = st.multiselect(
            t("census.start.kinds"), list(kinds()), key="census-kinds", format_func=kind_name
        )
        owners = st.multiselect(
            t("census.start.units"), list(units), key="census-units", format_func=lambda one: units[one]
        )
        sent = st.form_submit_button(t("census.start.send"), type="primary")
    if sent and isinstance(day, date) and isinstance(closes, date):
        _start(Campaign(name or "", day, closes, tuple(wanted), tuple(owners)))


def _start(campaign: Campaign) -> None:
    try:
        follow(ask_to_start(campaign, actor=current_actor(), once=token("census")))
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent("census")
    st.rerun()


def answer(census_id: int, channel_ids: list[int], result: CensusResult) -> None:
    """Say what will be answered for how many, ask for a note, and answer."""
    hold_still()
    open_dialog(
        t("census.answer.title", result=t(f"census.answer.{result.value}")),
        partial(answer_form, census_id, channel_ids, result),
    )


def answer_form(census_id: int, channel_ids: list[int], result: CensusResult) -> None:
    """What the dialog of `answer` holds."""
    name = t(f"census.answer.{result.value}")
    st.markdown(t("census.answer.explain", count=len(channel_ids), result=name))
    with st.form("census-answer", border=False):
        needed = result is not CensusResult.CONFIRMED
        note = st.text_input(
            t("census.answer.note_needed" if needed else "census.answer.note"),
            key="census-note",
            max_chars=NOTE_LIMIT,
        )
        day = _past_day("census-answer-day", t("census.answer.day"))
        sent = st.form_submit_button(t("census.answer.send"), type="primary")
    if sent:
        _answer(census_id, channel_ids, result, note or "", day)


def _past_day(key: str, label: str) -> date | None:
    """The day on which it happened; None for today."""
    today = clock.today()
    chosen = st.date_input(
        label, value=today, min_value=FIRST, max_value=today, key=key, format="YYYY-MM-DD",
        help=t("case.past_help"),
    )  # fmt: skip
    return chosen if isinstance(chosen, date) and chosen != today else None


def _answer(
    census_id: int, channel_ids: list[int], result: CensusResult, note: str, day: date | None
) -> None:
    actor, once = current_actor(), token("census-answer")
    try:
        ask_to_answer(census_id, channel_ids, result, note=note, actor=actor, day=day, once=once)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent("census-answer")
    clear_choice(TABLE)
    st.rerun()


def add(census_id: int) -> None:
    """Ask for the few fields a new channel must have, and enter it as found."""
    open_dialog(t("census.add.title"), partial(add_form, census_id))


def add_form(census_id: int) -> None:
    """What the dialog of `add` holds."""
    units = dict(all_units())
    st.markdown(t("census.add.explain"))
    kind = st.selectbox(t("census.add.kind"), list(kinds()), key="census-kind", format_func=kind_name)
    name = st.text_input(t("census.add.name"), key="census-channel", max_chars=200)
    raw = {"kind": kind, "name": name or ""}
    if kind in keys_of("website"):
        raw["url"] = st.text_input(t("census.add.url"), key="census-url", max_chars=500) or ""
    else:
        raw["account"] = st.text_input(t("census.add.account"), key="census-account", max_chars=200) or ""
    unit = st.selectbox(
        t("census.add.unit"),
        list(units),
        key="census-unit",
        index=None,
        format_func=lambda one: units[one],
        placeholder=t("common.search"),
    )
    if st.button(t("census.add.send"), key="census-add-send", type="primary"):
        _add(census_id, raw, unit)


def _add(census_id: int, raw: dict[str, str], unit: int | None) -> None:
    try:
        census.add(census_id, raw, unit_id=unit, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    keep(t("census.add.done", name=plain(str(raw["name"]))))
    st.rerun()


def end(line: CensusLine) -> None:
    """Say what stays unknown, and end the census."""
    open_dialog(t("census.end.title", name=line.name), partial(end_form, line))


def end_form(line: CensusLine) -> None:
    """What the dialog of `end` holds."""
    st.markdown(t("census.end.explain", count=line.unknown))
    day = _past_day("census-end-day", t("census.end.day"))
    if st.button(t("census.end.send"), key="census-end-send", type="primary"):
        try:
            census.end(line.id, actor=current_actor(), day=day)
        except DomainError as why:
            st.error(plain(str(why)))
            return
        keep(t("census.end.done", name=plain(line.name)))
        st.rerun()
