"""Proofs of many channels from a file."""

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.tasks import files
from pages.components.filled_in import filled_in, left_out
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token


def file_dialog(task_id: int) -> None:
    """The file to fill in, the file filled in, and what each of its rows would do."""
    sheet = t("tasks.file.sheet")
    given = filled_in(
        "tasks", t("tasks.file.explain"), lambda: [files.template(task_id)], name=sheet, key="task"
    )
    if given is None:
        return
    data, name = given
    try:
        rows = files.planned(task_id, data, name)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    good = sum(row.proof is not None for row in rows)
    wrong = [row for row in rows if row.fault]
    st.markdown(t("tasks.file.plan", good=good, wrong=len(wrong)))
    left_out(wrong, t("tasks.file.faults"), "task")
    if st.button(t("tasks.file.send", count=good), key="task-take", type="primary", disabled=not good):
        files.ask(task_id, data, name, actor=current_actor(), once=token(f"task-{task_id}"))
        spent(f"task-{task_id}")
        say_next(t("tasks.file.asked"))
        st.rerun()
