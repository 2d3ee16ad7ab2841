"""What may be done with chosen differences: one button each, which says how many rows it is for."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import Remedy, Way
from core.registry.national import deciding, keeping
from core.registry.national.keeping import Listed
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out, keep
from pages.components.format import number, plain
from pages.components.paper import hint
from pages.components.table import clear_choice

SHOWN = 10
WAITING = (Remedy.OPEN, Remedy.THERE)
Fits = Callable[[Listed], bool]
ACTIONS: dict[str, tuple[str, Fits]] = {
    "take_over": (":material/download:", lambda one: one.waits and one.way in (Way.DIFFERS, Way.ONLY_THERE)),
    "correct_there": (":material/upload:", lambda one: one.remedy in WAITING and one.way is not Way.UNREAD),
    "corrected": (":material/task_alt:", lambda one: one.remedy in WAITING and one.way is not Way.UNREAD),
    "let_be": (
        ":material/do_not_disturb_on:", lambda one: one.remedy in WAITING and one.way is not Way.UNREAD
    ),
    "reopen": (
        ":material/replay:", lambda one: one.remedy in (Remedy.THERE, Remedy.CORRECTED, Remedy.LEFT)
    ),
    "give_back": (
        ":material/undo:", lambda one: one.remedy is Remedy.HERE and one.batch_id is not None
    ),
}  # fmt: skip


def draw_actions(export: int, chosen: Sequence[Listed], table: str) -> None:
    """The buttons for the chosen rows, and the one that withdraws the whole comparison."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="national-actions"):
        if not chosen:
            hint(t("national.choose"))
        for key, (icon, fits) in ACTIONS.items():
            fitting = [one for one in chosen if fits(one)]
            if fitting and st.button(
                f"{t(f'national.action.{key}')} {number(len(fitting))}",
                key=f"national-{key}",
                icon=icon,
                type="primary" if key == "take_over" else "secondary",
            ):
                open_dialog(t(f"national.action.{key}"), partial(_ask, key, fitting, table))
        if st.button(t("national.action.withdraw"), key="national-withdraw", type="tertiary"):
            open_dialog(t("national.action.withdraw"), partial(_withdraw, export))


def _ask(key: str, fitting: Sequence[Listed], table: str) -> None:
    batches = ", ".join(f"#{one}" for one in sorted({one.batch_id for one in fitting if one.batch_id}))
    st.markdown(t(f"national.explain.{key}", count=len(fitting), batches=batches))
    with st.form(f"national-form-{key}", border=False):
        owner = day = None
        reason = ""
        if key == "correct_there":
            owner = st.text_input(t("national.do.owner"), current_actor().name, max_chars=64)
            reason = st.text_input(t("national.do.note"), max_chars=NOTE_LIMIT)
        if key == "corrected":
            day = st.date_input(
                t("national.do.day"), clock.today(), min_value=FIRST, max_value=clock.today(),
                format="YYYY-MM-DD",
            )  # fmt: skip
        if key == "let_be":
            reason = st.text_input(t("national.do.reason"), max_chars=NOTE_LIMIT)
        sent = st.form_submit_button(t("national.do.send"), type="primary")
    if not sent:
        return
    if key == "take_over":
        _take_over(fitting, table)
        return
    act = partial(_act, key, fitting, owner or "", day, reason or "")
    carried_out(act, lambda count: t(f"national.done.{key}", count=count), table=table)


def _act(key: str, fitting: Sequence[Listed], owner: str, day: date | None, reason: str) -> int:
    ids, actor = [one.id for one in fitting], current_actor()
    if key == "correct_there":
        return deciding.mark(ids, owner=owner, reason=reason, actor=actor)
    if key == "corrected":
        return deciding.corrected(ids, day=day, actor=actor)
    if key == "let_be":
        return deciding.leave(ids, reason=reason, actor=actor)
    if key == "reopen":
        return deciding.open_again(ids, actor=actor)
    for batch in sorted({one.batch_id for one in fitting if one.batch_id}):
        deciding.give_back(batch, actor=actor)
    return len(ids)


def _take_over(fitting: Sequence[Listed], table: str) -> None:
    try:
        taken = deciding.take_over([one.id for one in fitting], actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    clear_choice(table)
    name = "take_over_some" if taken.refused else "take_over"
    said = t(f"national.done.{name}", count=taken.count, batch=taken.batch, refused=len(taken.refused))
    keep("  \n".join([said, *map(plain, taken.refused[:SHOWN])]))
    st.rerun()


def _withdraw(export: int) -> None:
    st.markdown(t("national.explain.withdraw"))
    if st.button(t("national.do.send"), type="primary", key="national-withdraw-sure"):
        st.query_params.pop("export", None)
        carried_out(
            lambda: keeping.withdraw(export, actor=current_actor()), t("national.done.withdraw")
        )  # fmt: skip
