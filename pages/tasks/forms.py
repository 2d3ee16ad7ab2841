"""The forms of tasks: asking, changing, proving."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import TaskKind
from core.inspections.drawing import owners
from core.registry.kinds import kind_name, kinds
from core.rules.evidence_files import ENDINGS, File
from core.tasks import lists, making, proving
from core.tasks.lists import TaskLine
from core.tasks.making import ADDRESS_LIMIT, TITLE_LIMIT, Form, Scope
from core.tasks.proving import Proof
from pages.components.flash import carried_out
from pages.components.upload import say_in_words

DAY = "YYYY-MM-DD"


def new_form() -> None:
    """Ask for a task and the channels it is asked of."""
    today, units = clock.today(), owners()
    with st.form("task-form", border=False):
        left, right = st.columns([3, 1])
        title = left.text_input(t("tasks.form.title"), max_chars=TITLE_LIMIT, key="task-title")
        kind = right.selectbox(
            t("tasks.form.kind"),
            list(TaskKind),
            format_func=lambda one: t(f"tasks.kinds.{one}"),
            key="task-kind",
        )
        needed = st.text_area(t("tasks.form.requirement"), max_chars=NOTE_LIMIT, key="task-requirement")
        left, right = st.columns(2)
        starts = left.date_input(
            t("tasks.form.starts"), today, min_value=FIRST, max_value=today, format=DAY, key="task-starts"
        )
        due = right.date_input(t("tasks.form.due"), today, min_value=FIRST, format=DAY, key="task-due")
        words = st.text_input(t("tasks.form.words"), max_chars=TITLE_LIMIT, key="task-words")
        address = st.text_input(t("tasks.form.address"), max_chars=ADDRESS_LIMIT, key="task-address")
        gone = st.text_input(t("tasks.form.gone"), max_chars=TITLE_LIMIT, key="task-gone")
        left, right = st.columns(2)
        some = left.multiselect(
            t("tasks.form.kinds"), list(kinds()), format_func=kind_name,
            placeholder=t("tasks.form.every"), key="task-kinds",
        )  # fmt: skip
        of = right.multiselect(
            t("tasks.form.units"), list(units), format_func=lambda one: units[one],
            placeholder=t("tasks.form.every"), key="task-units",
        )  # fmt: skip
        sent = st.form_submit_button(t("tasks.form.send"), type="primary")
    if sent:
        form = Form(
            title or "", kind or TaskKind.OTHER, starts, due, needed or "",
            words or "", address or "", gone or "", Scope(tuple(some), tuple(of)),
        )  # fmt: skip
        carried_out(partial(making.make, form, actor=current_actor()), _made)


def change_form(found: TaskLine) -> None:
    """Ask for another last day or other words."""
    with st.form("task-change-form", border=False):
        due = st.date_input(
            t("tasks.form.due"), found.due_on, min_value=found.starts_on, format=DAY, key="task-new-due"
        )
        words = st.text_area(
            t("tasks.form.requirement"), found.requirement, max_chars=NOTE_LIMIT, key="task-new-words"
        )
        sent = st.form_submit_button(t("tasks.form.save"), type="primary")
    if sent:
        act = partial(making.change, found.id, found.version, due, words or "", actor=current_actor())
        carried_out(act, lambda differs: t("tasks.form.changed" if differs else "field.unchanged"))


def prove_form(ids: list[int]) -> None:
    """Ask for the day, where it can be seen, words and a file, for all the channels chosen."""
    st.markdown(t("tasks.prove.explain"))
    say_in_words(t("tasks.prove.accepts"))
    with st.form("task-prove-form", border=False):
        today = clock.today()
        day = st.date_input(
            t("tasks.prove.day"), today, min_value=FIRST, max_value=today, format=DAY, key="task-day"
        )
        address = st.text_input(t("tasks.prove.address"), max_chars=ADDRESS_LIMIT, key="task-seen-at")
        note = st.text_area(t("tasks.prove.note"), max_chars=NOTE_LIMIT, key="task-note")
        given = st.file_uploader(t("tasks.prove.file"), type=list(ENDINGS), key="task-file-proof")
        sent = st.form_submit_button(t("tasks.prove.send"), type="primary")
    if sent:
        proofs = [Proof(one, day, address or "", note or "") for one in ids]
        files = [File(given.name, given.getvalue())] if given else []
        act = partial(proving.prove, proofs, files, actor=current_actor())
        carried_out(act, lambda count: t("tasks.prove.sent", count=count), table="task-channels")


def _made(task_id: int) -> str:
    found = lists.task(task_id)
    return t("tasks.form.made", count=found.asked if found else 0)
