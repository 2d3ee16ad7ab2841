"""The channels of an inspection with their scores, and the form by which a person gives one."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.inspections import scoring
from core.inspections.results import Checked, Head
from pages.components.dialog import ask_why, open_dialog
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.table import clear_choice, paged, table_box
from pages.inspections.tables import channel_columns

TABLE = "inspection-channels"


def scored_channels(head: Head, lines: tuple[Checked, ...]) -> None:
    """Every channel; inspectors choose one of an open inspection to give it a score."""
    may = head.open and current_actor().role.allows(Role.INSPECTOR)
    bar = st.container(horizontal=True, vertical_alignment="center", key="inspection-score")
    chosen = table_box(
        paged(lines),
        channel_columns(),
        key=TABLE,
        name=t("inspection.part.channels"),
        select="one" if may else "none",
        identity=lambda row: row.row_id,
    )
    if may:
        with bar:
            _bar(chosen[0] if chosen else None)


def _bar(chosen: Checked | None) -> None:
    if chosen is None:
        st.caption(t("inspection.score.choose"))
        return
    if st.button(t("inspection.score.give"), key="score-give", icon=":material/edit_note:"):
        open_dialog(t("inspection.score.give"), partial(give_form, chosen))
    if chosen.given_score is not None and st.button(
        t("inspection.score.back"), key="score-back", icon=":material/undo:"
    ):
        open_dialog(t("inspection.score.back"), partial(back_form, chosen))


def give_form(chosen: Checked) -> None:
    """Ask for the score and the reason."""
    machine = t("common.none") if chosen.machine_score is None else f"{chosen.machine_score:g}"
    st.markdown(f"**{plain(chosen.channel)}**")
    st.caption(t("inspection.score.explain", machine=machine))
    before = chosen.given_score if chosen.given_score is not None else chosen.machine_score
    with st.form("score-form", border=False):
        score = st.number_input(
            t("inspection.score.value"), min_value=0.0, value=before, step=0.5, format="%g", key="score-value"
        )
        reason = st.text_input(t("inspection.score.reason"), max_chars=NOTE_LIMIT, key="score-reason")
        sent = st.form_submit_button(t("inspection.score.send"), type="primary")
    if not sent:
        return
    try:
        scoring.give(
            chosen.row_id, float("nan") if score is None else score, reason=reason or "",
            seen=chosen.given_score, actor=current_actor(),
        )  # fmt: skip
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _done("inspection.score.done")


def back_form(chosen: Checked) -> None:
    """Ask why, and take the score back."""
    words = [t(f"inspection.score.{key}") for key in ("back_explain", "reason", "back")]
    reason = ask_why(*words, key="score-back-form", longest=NOTE_LIMIT)
    if reason is None:
        return
    try:
        scoring.take_back(chosen.row_id, reason=reason, seen=chosen.given_score, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _done("inspection.score.back_done")


def _done(sentence: str) -> None:
    clear_choice(TABLE)
    say_next(t(sentence))
    st.rerun()
