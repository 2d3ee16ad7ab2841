"""Appeals: the list, withdrawing one's own, deciding."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.assessment import appeals, lists
from core.assessment.lists import AppealLine, Filter
from core.assessment.scheme import scheme
from core.common import stored_files
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.common.vocabulary import AppealState
from pages.assessment.tables import pressed
from pages.components.dialog import open_dialog
from pages.components.figures import Tone
from pages.components.flash import carried_out
from pages.components.format import actor
from pages.components.table import Column, table_box

TABLE = "assessment-appeals"
TONES: dict[AppealState, Tone] = {AppealState.ASKED: "late"}


def appeals_box(wanted: Filter) -> None:
    """The appeals of the units shown, and what may be done with the chosen one; nothing before the first."""
    if not lists.appeals(wanted, limit=1).total:
        return
    bar = st.container(horizontal=True, gap="small", key="appeals-bar")
    chosen = appeal_table(wanted, None, TABLE, choose=True)
    if chosen:
        with bar:
            _buttons(chosen[0])


def appeal_table(
    wanted: Filter, state: AppealState | None, key: str, *, choose: bool = False
) -> list[AppealLine]:
    """The appeals in a state, or all."""
    return table_box(
        lambda limit, offset: lists.appeals(wanted, state=state, limit=limit, offset=offset),
        _columns(),
        key=key,
        name=t("assessment.appeal.list"),
        filters=(wanted, state),
        select="one" if choose else "none",
        identity=lambda row: (row.id, row.state),
        heading=choose,
    )


def decide_form(row: AppealLine) -> None:
    """Ask for points and words, and grant or refuse."""
    most = scheme().most_adjustment
    st.markdown(row.words)
    points = st.number_input(
        t("assessment.appeal.points", most=most), 0.0, float(most), 0.0, 0.5, key="appeal-points"
    )
    words = st.text_area(t("assessment.appeal.decision"), max_chars=NOTE_LIMIT, key="appeal-decision")
    me = current_actor()
    with st.container(horizontal=True, gap="small"):
        grants = st.button(t("assessment.appeal.grant"), key="appeal-grant", type="primary")
        refuses = st.button(t("assessment.appeal.refuse"), key="appeal-refuse")
    if grants:
        act = partial(appeals.grant, row.id, points, words or "", actor=me)
        carried_out(act, t("assessment.appeal.granted"), table=TABLE)
    if refuses:
        act = partial(appeals.refuse, row.id, words or "", actor=me)
        carried_out(act, t("assessment.appeal.refused_done"), table=TABLE)


def _buttons(row: AppealLine) -> None:
    me, waits = current_actor(), row.state is AppealState.ASKED
    decides, withdraws = (waits and me.role.allows(one) for one in (Role.SUPERVISOR, Role.STAFF))
    if pressed("assessment.appeal.decide", "appeal-decide", "gavel", may=decides, primary=True):
        title = t("assessment.appeal.decide_title", unit=row.unit, month=f"{row.month:%Y-%m}")
        open_dialog(title, partial(decide_form, row))
    if pressed("assessment.appeal.withdraw", "appeal-withdraw", "undo", may=withdraws):
        act = partial(appeals.withdraw, row.id, actor=me)
        carried_out(act, t("assessment.appeal.withdrawn"), table=TABLE)
    if row.digest:
        st.download_button(
            t("assessment.appeal.proof"), data=lambda: stored_files.read(row.digest) or b"",
            file_name=row.file_name, key="appeal-proof", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _columns() -> list[Column[AppealLine]]:
    return [
        Column(t("assessment.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("assessment.column.month"), lambda row: f"{row.month:%Y-%m}", width=90),
        Column(
            t("assessment.column.state"), lambda row: t(f"assessment.appeal_state.{row.state}"), width=100,
            tone=lambda row: TONES.get(row.state, "plain"),
        ),
        Column(t("assessment.column.words"), lambda row: row.words, width="large"),
        Column(t("assessment.column.asked_by"), lambda row: actor(row.asked_by)),
        Column(t("assessment.column.asked_at"), lambda row: row.asked_at, "instant"),
        Column(t("assessment.column.granted"), lambda row: row.points, "number", 80),
        Column(t("assessment.column.decision"), lambda row: row.decision, width="medium"),
        Column(t("assessment.column.decided_by"), lambda row: actor(row.decided_by)),
    ]  # fmt: skip
