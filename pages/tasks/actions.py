"""What may be done with a task, and with the channels chosen of it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import stored_files
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.common.vocabulary import TaskState
from core.tasks import making, proving
from core.tasks.lists import ChannelLine, TaskLine
from pages.components.dialog import ask_why, open_dialog
from pages.components.flash import carried_out
from pages.tasks.files import file_dialog
from pages.tasks.forms import change_form, prove_form

TABLE = "task-channels"
ASKED = (TaskState.WAITING, TaskState.RETURNED)


def task_buttons(found: TaskLine) -> None:
    """Change, end or resume a task."""
    actor = current_actor()
    if not actor.role.allows(Role.SUPERVISOR):
        return
    with st.container(horizontal=True, gap="small", key="task-buttons"):
        if found.closed_on:
            if _pressed("form.reopen", "reopen", "undo"):
                act = partial(making.reopen, found.id, found.version, actor=actor)
                carried_out(act, t("tasks.form.reopened"))
            return
        if _pressed("form.change", "change", "edit"):
            open_dialog(found.title, partial(change_form, found))
        if _pressed("form.close", "close", "event_available"):
            carried_out(partial(making.close, found.id, found.version, actor=actor), t("tasks.form.closed"))


def channel_buttons(found: TaskLine, chosen: Sequence[ChannelLine]) -> None:
    """What may be done with the chosen channels as they stand; a file without any chosen."""
    if found.closed_on is None and _pressed("file.button", "file", "upload_file"):
        open_dialog(t("tasks.file.title"), partial(file_dialog, found.id), wide=True)
    if chosen and found.closed_on is None:
        _moves(chosen)
    if len(chosen) == 1 and chosen[0].digest:
        row = chosen[0]
        st.download_button(
            t("tasks.prove.download"), data=lambda: stored_files.read(row.digest) or b"",
            file_name=row.file_name, key="task-proof", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _moves(chosen: Sequence[ChannelLine]) -> None:
    me, ids = current_actor(), [row.id for row in chosen]
    states = {row.state for row in chosen}
    inspects, supervises = me.role.allows(Role.INSPECTOR), me.role.allows(Role.SUPERVISOR)
    proved = states == {TaskState.PROVED}
    if states <= set(ASKED) and _pressed("prove.button", "prove", "task_alt", primary=True):
        open_dialog(t("tasks.prove.title", count=len(ids)), partial(prove_form, ids))
    if proved and inspects and _pressed("decide.accept", "accept", "check", primary=True):
        carried_out(partial(proving.accept, ids, actor=me), _said("accepted"), table=TABLE)
    if (
        states <= {TaskState.PROVED, TaskState.DONE}
        and inspects
        and _pressed("decide.return", "return", "reply")
    ):
        open_dialog(t("tasks.decide.return"), partial(_why, "return", "returned", proving.send_back, ids))
    if proved and _pressed("prove.withdraw", "withdraw", "undo"):
        carried_out(partial(proving.unprove, ids, actor=me), t("tasks.prove.withdrawn"), table=TABLE)
    if states <= {*ASKED, TaskState.PROVED} and supervises and _pressed("decide.exempt", "exempt", "block"):
        open_dialog(t("tasks.decide.exempt"), partial(_why, "exempt", "exempted", proving.exempt, ids))
    if (
        states <= {TaskState.DONE, TaskState.EXEMPT}
        and inspects
        and _pressed("decide.take_back", "back", "history")
    ):
        carried_out(partial(proving.take_back, ids, actor=me), _said("taken_back"), table=TABLE)


def _why(name: str, done: str, act: Callable[..., int], ids: list[int]) -> None:
    words = (t(f"tasks.decide.{name}_explain"), t("tasks.decide.reason"), t(f"tasks.decide.{name}"))
    why = ask_why(*words, key=f"task-{name}-form", longest=NOTE_LIMIT)
    if why is not None:
        carried_out(partial(act, ids, why, actor=current_actor()), _said(done), table=TABLE)


def _said(name: str) -> Callable[[int], str]:
    return lambda count: t(f"tasks.decide.{name}", count=count)


def _pressed(words: str, key: str, icon: str, *, primary: bool = False) -> bool:
    kind = "primary" if primary else "secondary"
    return st.button(t(f"tasks.{words}"), key=f"task-{key}", icon=f":material/{icon}:", type=kind)  # type: ignore[arg-type]
