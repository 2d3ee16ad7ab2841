"""Urging units about what is overdue in a list: the text of each, sent in one go or copied."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.reminders import urging
from core.reminders.late import LateList
from core.reminders.urging import Urged, Urging
from pages.components.copying import to_copy
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.figures import ask_for
from pages.components.flash import carried_out
from pages.components.format import plain
from pages.components.links import base_address

SHOWN = 50
URGE = "urge"


def urge_button(late: LateList) -> None:
    """Offer to urge about what is on a list. Supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and asked_dialog(
        "urge", t("reminder.urge.open"), key="urge-open", icon=":material/campaign:"
    ):
        open_dialog(t("reminder.urge.open"), lambda: draw_urging(late), wide=True)


def urge_from_list(key: str = URGE) -> None:
    """Offer it in the dialog of an overdue list, which gives way to that of urging: the page holds the
    `urge_dialog` of the same `key` among its `rows_behind`. Supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("reminder.urge.open"), key="urge-from-list", icon=":material/campaign:"
    ):
        ask_for(key)


def urge_dialog(late: LateList, key: str = URGE) -> dict[str, tuple[str, Callable[[], None]]]:
    """The dialog that `urge_from_list` asks for, for `rows_behind`."""
    return {key: (t("reminder.urge.open"), partial(draw_urging, late))}


def draw_urging(late: LateList) -> None:
    """What the dialog holds."""
    base = base_address()
    found = urging.urgings(late, base=base)
    if not found:
        st.info(t("reminder.urge.none"), icon=":material/task_alt:")
        return
    reached = sum(bool(one.people) for one in found)
    st.caption(t("reminder.urge.explain", units=len(found), reached=reached))
    if reached and st.button(
        t("reminder.urge.send", units=reached), key="urge-send", type="primary", icon=":material/send:"
    ):
        carried_out(lambda: urging.send(late, base=base, actor=current_actor()), _said)
    for one in found[:SHOWN]:
        _unit(late, one, base)
    if len(found) > SHOWN:
        st.caption(t("reminder.urge.more", count=len(found) - SHOWN))


def _unit(late: LateList, one: Urging, base: str) -> None:
    with st.expander(f"{plain(one.unit)} · {len(one.items)}", expanded=not one.people):
        st.caption(plain("、".join(one.people)) if one.people else t("reminder.urge.no_way"))
        to_copy(one.text, key=f"urge-{one.unit_id}")
        if st.button(t("reminder.urge.copied"), key=f"urge-copied-{one.unit_id}", icon=":material/done:"):
            carried_out(
                lambda: urging.copied(late, one.unit_id, base=base, actor=current_actor()),
                t("reminder.urge.copied_done", unit=one.unit),
            )


def _said(done: Urged) -> str:
    text = t("reminder.urge.done", units=done.units, messages=done.messages)
    return text + (t("reminder.urge.unreached", count=len(done.unreached)) if done.unreached else "")
