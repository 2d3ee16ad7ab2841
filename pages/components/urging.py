"""Urging units about what is overdue in a list: the text of each, sent in one go or copied."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.issues.filters import Filter
from core.reminders import urging
from core.reminders.urging import Urged, Urging
from pages.components.dialog import open_dialog
from pages.components.figures import ask_for
from pages.components.flash import carried_out
from pages.components.format import plain

SHOWN = 50
URGE = "urge"


def urge_button(wanted: Filter) -> None:
    """Offer to urge about the overdue issues among the wanted. Supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("reminder.urge.open"), key="urge-open", icon=":material/campaign:"
    ):
        open_dialog(t("reminder.urge.open"), lambda: draw_urging(wanted), wide=True)


def urge_from_list() -> None:
    """Offer it in the dialog of an overdue list, which gives way to that of urging: the page holds
    `urge_dialog` among its `rows_behind`. Supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("reminder.urge.open"), key="urge-from-list", icon=":material/campaign:"
    ):
        ask_for(URGE)


def urge_dialog(wanted: Filter) -> dict[str, tuple[str, Callable[[], None]]]:
    """The dialog that `urge_from_list` asks for, for `rows_behind`."""
    return {URGE: (t("reminder.urge.open"), partial(draw_urging, wanted))}


def draw_urging(wanted: Filter) -> None:
    """What the dialog holds."""
    base = _base()
    found = urging.urgings(wanted, base=base)
    if not found:
        st.info(t("reminder.urge.none"), icon=":material/task_alt:")
        return
    reached = sum(bool(one.people) for one in found)
    st.caption(t("reminder.urge.explain", units=len(found), reached=reached))
    if reached and st.button(
        t("reminder.urge.send", units=reached), key="urge-send", type="primary", icon=":material/send:"
    ):
        carried_out(lambda: urging.send(wanted, base=base, actor=current_actor()), _said)
    for one in found[:SHOWN]:
        _unit(wanted, one, base)
    if len(found) > SHOWN:
        st.caption(t("reminder.urge.more", count=len(found) - SHOWN))


def _unit(wanted: Filter, one: Urging, base: str) -> None:
    with st.expander(f"{plain(one.unit)} · {len(one.issues)}", expanded=not one.people):
        st.caption(plain("、".join(one.people)) if one.people else t("reminder.urge.no_way"))
        st.code(one.text, language=None, wrap_lines=True)
        if st.button(t("reminder.urge.copied"), key=f"urge-copied-{one.unit_id}", icon=":material/done:"):
            carried_out(
                lambda: urging.copied(wanted, one.unit_id, base=base, actor=current_actor()),
                t("reminder.urge.copied_done", unit=one.unit),
            )


def _said(done: Urged) -> str:
    text = t("reminder.urge.done", units=done.units, messages=done.messages)
    return text + (t("reminder.urge.unreached", count=len(done.unreached)) if done.unreached else "")


def _base() -> str:
    """The dashboard's own address as the reader's browser has it."""
    address = str(st.context.url or "").partition("?")[0]
    return address.rpartition("/")[0] + "/" if address else ""
