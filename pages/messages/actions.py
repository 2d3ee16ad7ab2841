"""What may be done with the chosen: one button each, one dialog, one click; core asks again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.access import Actor, Role, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import Severity
from core.intake import moves
from core.intake.lists import Listed
from core.intake.moves import Moved
from core.intake.rules import Kind
from core.issues import entry
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import plain, word
from pages.components.paper import hint
from pages.components.table import clear_choice
from pages.messages.detail import detail_box
from pages.messages.entry import appraisal

TABLE = "messages"
SEVERITIES = tuple(Severity)
_REFUSED = "messages_refused"


@dataclass(frozen=True, slots=True)
class Action:
    """One move. `asks`: what its dialog asks for; `fits` says which rows it can move."""

    key: str
    icon: str
    least: Role
    asks: str
    fits: Callable[[Listed], bool]


ACTIONS = (
    Action("forward", ":material/forward_to_inbox:", Role.SUPERVISOR, "unit",
           lambda row: row.state in ("received", "forwarded")),
    Action("answer", ":material/reply:", Role.STAFF, "reply", lambda row: row.state != "closed"),
    Action("close", ":material/task_alt:", Role.SUPERVISOR, "close_note", lambda row: row.state != "closed"),
    Action("reopen", ":material/undo:", Role.SUPERVISOR, "reason", lambda row: row.state == "closed"),
)  # fmt: skip


def action_bar(kind: Kind, chosen: Sequence[Listed]) -> None:
    """Draw the buttons for the chosen rows."""
    for sentence in st.session_state.pop(_REFUSED, ()):
        st.warning(plain(sentence), icon=":material/block:")
    if not chosen:
        hint(t("messages.choose"))
        return
    role = current_actor().role
    with st.container(horizontal=True, gap="small", key="messages-actions"):
        if len(chosen) == 1 and _button("messages.read", "read", ":material/visibility:"):
            open_dialog(t("messages.read"), partial(detail_box, kind, chosen[0].id), wide=True)
        for action in ACTIONS:
            if (
                role.allows(action.least)
                and any(map(action.fits, chosen))
                and _button(f"message.action.{action.key}", action.key, action.icon)
            ):
                open_dialog(t(f"message.action.{action.key}"), partial(ask, kind, action, tuple(chosen)))
        if role.allows(Role.SUPERVISOR) and _button("message.action.appraise", "appraise", ":material/star:"):
            open_dialog(t("message.action.appraise"), partial(ask_appraisal, kind, tuple(chosen)))
        if (
            len(chosen) == 1
            and role.allows(Role.SUPERVISOR)
            and not chosen[0].issue_id
            and chosen[0].state != "closed"
            and _button("message.action.issue", "issue", ":material/assignment_late:")
        ):
            open_dialog(t("message.action.issue"), partial(ask_issue, kind, chosen[0]))


def _button(label: str, key: str, icon: str) -> bool:
    return st.button(t(label), key=f"message-{key}", icon=icon)


def ask(kind: Kind, action: Action, chosen: tuple[Listed, ...]) -> None:
    """Say how many it will move, ask for what it needs, and do it."""
    fitting = [row.id for row in chosen if action.fits(row)]
    st.markdown(t(f"messages.explain.{action.key}", count=len(fitting)))
    with st.form(f"message-form-{action.key}", border=False):
        given = _unit() if action.asks == "unit" else _words(action, chosen)
        sent = st.form_submit_button(t("messages.do"), type="primary")
    if not sent:
        return
    try:
        moved = _move(kind, action.key, fitting, given, current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _done(action.key, moved)


def ask_issue(kind: Kind, row: Listed) -> None:
    """Make the report or message an issue of its channel or unit."""
    st.markdown(t("messages.explain.issue"))
    with st.form("message-form-issue", border=False):
        title = st.text_input(
            t("messages.issue_title"), value=row.text[:80], max_chars=200, key="issue-title"
        )
        severity = st.selectbox(
            t("common.column.severity"), SEVERITIES, index=len(SEVERITIES) - 1, key="issue-severity",
            format_func=lambda key: word("state.severity", key),
        )  # fmt: skip
        sent = st.form_submit_button(t("messages.do"), type="primary")
    if not sent:
        return
    try:
        number = moves.make_issue(kind, row.id, title, severity, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    clear_choice(TABLE)
    say_next(t("messages.issue_made", number=number))
    st.rerun()


def ask_appraisal(kind: Kind, chosen: tuple[Listed, ...]) -> None:
    """Say of the chosen what they are, how satisfied their senders are, whether they were justified."""
    st.markdown(t("messages.explain.appraise", count=len(chosen)))
    names = list(moves.APPRAISED) if kind == "message" else ["justified"]
    with st.form("message-form-appraise", border=False):
        given = {
            name: appraisal(name, [*moves.APPRAISED[name], moves.UNSAID], f"appraise-{name}")
            for name in names
        }
        sent = st.form_submit_button(t("messages.do"), type="primary")
    if not sent:
        return
    try:
        moved = moves.appraise(kind, [row.id for row in chosen], **given, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _done("appraise", moved)


def _unit() -> int | None:
    units = entry.units()
    return st.selectbox(
        t("message.field.unit"), list(units), index=None, key="message-unit",
        format_func=lambda key: units[key], placeholder=t("messages.choose_unit"),
    )  # fmt: skip


def _words(action: Action, chosen: tuple[Listed, ...]) -> str:
    before = chosen[0].reply if action.asks == "reply" and len(chosen) == 1 else ""
    return st.text_area(t(f"messages.asks.{action.asks}"), value=before, key=f"message-words-{action.key}")


def _move(kind: Kind, key: str, ids: list[int], given: int | str | None, actor: Actor) -> Moved:
    if key == "forward":
        return moves.forward(kind, ids, given if isinstance(given, int) else None, actor=actor)
    words = str(given or "")
    if key == "answer":
        return moves.answer(kind, ids, words, actor=actor)
    if key == "close":
        return moves.close(kind, ids, words, actor=actor)
    return moves.reopen(kind, ids, words, actor=actor)


def _done(key: str, moved: Moved) -> None:
    """Say what was done; when nothing was, the dialog stays with the reason."""
    if not moved.done:
        for sentence in list(moved.refused.values())[:5]:
            st.error(plain(sentence))
        return
    st.session_state[_REFUSED] = list(moved.refused.values())[:5]
    clear_choice(TABLE)
    say_next(t("messages.moved", action=t(f"message.action.{key}"), count=len(moved.done)))
    st.rerun()
