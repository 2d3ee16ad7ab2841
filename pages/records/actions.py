"""What may be done with a chapter of a year, and with the row that was chosen."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock, stored_files
from core.common.text import t
from core.records import completeness, keeping, proofs, seen_items
from core.records.chapter import Chapter
from core.records.chapters import CHAPTERS
from core.records.completeness import ChapterYear
from core.records.lists import RecordLine
from core.rules.evidence_files import ENDINGS, File
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.flash import carried_out
from pages.components.upload import say_in_words
from pages.records.files import file_button
from pages.records.form import TABLE, form
from pages.records.seen_items import seen_button


def buttons(one: Chapter, state: ChapterYear, year: int, row: RecordLine | None) -> None:
    """Enter, take a file, and what concerns the chosen row; whether the year had any is of the office."""
    key = one.key
    if asked_dialog("add", t("records.enter"), key="record-enter", icon=":material/add:", type="primary"):
        open_dialog(t(f"records.chapter.{key}"), partial(form, one, None))
    file_button(one)
    if key == seen_items.KEY:
        seen_button()
    if row is not None:
        _of_row(one, row)
    _put_back(key)
    if current_actor().role.allows(Role.INSPECTOR):
        of_year(key, state, year)


def proof_form(key: str, row: RecordLine) -> None:
    """Take the file that proves a row, or take it away."""
    say_in_words(t("records.proof.accepts"))
    with st.form("record-proof-form", border=False):
        given = st.file_uploader(t("records.proof.file"), type=list(ENDINGS), key="record-proof-file")
        sent = st.form_submit_button(t("records.proof.send"), type="primary")
    me = current_actor()
    if sent and given is not None:
        file = File(given.name, given.getvalue())
        act = partial(proofs.attach, key, row.key, file, actor=me)
        carried_out(act, t("records.proof.sent"), table=TABLE)
    if row.proof and st.button(t("records.proof.remove"), key="record-proof-off", icon=":material/undo:"):
        act = partial(proofs.put, key, row.key, None, actor=me)
        carried_out(act, t("records.proof.removed"), table=TABLE)


def _of_row(one: Chapter, row: RecordLine) -> None:
    key = one.key
    if st.button(t("records.change"), key="record-change", icon=":material/edit:"):
        open_dialog(t(f"records.chapter.{key}"), partial(form, one, row))
    if st.button(t("records.proof.column"), key="record-proof", icon=":material/attach_file:"):
        open_dialog(t("records.proof.column"), partial(proof_form, key, row))
    if row.proof:
        proof = row.proof
        st.download_button(
            t("records.proof.download"), data=lambda: stored_files.read(proof.digest) or b"",
            file_name=proof.name, key="record-proof-get", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    if st.button(t("records.withdraw"), key="record-withdraw", icon=":material/undo:"):

        def withdraw() -> None:
            values = keeping.withdraw(key, row.key, row.values, actor=current_actor())
            st.session_state["record-withdrawn"] = (key, values, row.proof)

        carried_out(withdraw, t("records.withdrawn"), table=TABLE)


def of_year(key: str, state: ChapterYear, year: int) -> None:
    """Say that the chapter is kept in the year, or that there was none; and take it back."""
    actor = current_actor()
    unsaid = not state.confirmed_by or state.old
    # What has rows was begun by them; what has some every month names its gaps by itself.
    monthly = any(one.key == key and one.monthly for one in CHAPTERS)
    words = t("records.say_since") if state.rows else t("records.begin", year=year)
    if (
        unsaid
        and not (state.rows and monthly)
        and st.button(words, key="record-begin", icon=":material/play_arrow:")
    ):
        open_dialog(words, partial(_begin, key, year))
    if (
        unsaid
        and state.missing
        and st.button(t("records.confirm_none", year=year), key="record-none", icon=":material/check:")
    ):
        carried_out(
            lambda: completeness.confirm_none(key, year, actor=actor), t("records.confirmed", year=year)
        )
    # Of a whole year that has rows, what was said no longer tells anything.
    if (state.since or (state.confirmed_by and not state.rows)) and st.button(
        t("records.take_back_none"), key="record-not-none", icon=":material/undo:"
    ):
        carried_out(lambda: completeness.take_back_none(key, year, actor=actor), t("records.taken_back"))


def _begin(key: str, year: int) -> None:
    """Ask since which month the chapter is kept: all of a year that is over, or from this month on."""
    st.markdown(t("records.begin_help"))
    today = clock.today()
    months = [date(year, month, 1) for month in range(1, 13) if date(year, month, 1) <= today]
    since = st.selectbox(
        t("records.since"),
        months,
        index=len(months) - 1 if year == today.year else 0,
        format_func=lambda month: f"{month:%Y-%m}",
        key="record-since",
    )
    if st.button(t("records.begin", year=year), type="primary", key="record-begin-go"):
        act = partial(completeness.begin, key, year, since=since, actor=current_actor())
        carried_out(act, t("records.begun", year=year))


def _put_back(key: str) -> None:
    """Undo the last withdrawal of this visit, with its proof."""
    stored = st.session_state.get("record-withdrawn")
    if not stored or stored[0] != key:
        return
    if st.button(t("records.put_back"), key="record-back", icon=":material/redo:"):

        def again() -> None:
            row = keeping.enter(key, stored[1], actor=current_actor())
            if stored[2]:
                proofs.put(key, row, stored[2], actor=current_actor())
            st.session_state.pop("record-withdrawn", None)

        carried_out(again, t("records.entered"), table=TABLE)
