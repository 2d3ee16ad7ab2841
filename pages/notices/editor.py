"""Editing a draft. The form carries the version it was read at, so that nobody's save is lost."""

from functools import partial
from typing import Literal, get_args

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.notices.draft import Draft
from core.notices.drafting import Edit, discard, edit
from core.notices.jobs import Anew, ask_anew
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import hold_still, job_boxes, spent, token

LINE = 58
Action = Anew | Literal["discard"]
ACTIONS: tuple[Action, ...] = (*get_args(Anew), "discard")


def editor(draft: Draft) -> None:
    """Draw the form, what else may be done with a draft, and how far that is."""
    job_boxes("notices.anew")
    paper, version = draft.paper, _version(draft)
    mark = f"{paper.id}-{version}"
    with st.form(f"notice-edit-{mark}", border=False):
        title = st.text_input(
            t("notices.column.title"), value=paper.title, key=f"title-{mark}", max_chars=200
        )
        left, right = st.columns(2)
        with left:
            office = st.text_input(
                t("notices.office"), value=paper.office, key=f"office-{mark}", max_chars=100
            )
            copies = st.text_input(t("notices.copies"), value=paper.copies, key=f"copies-{mark}")
        with right:
            recipients = st.text_input(t("notices.recipients"), value=paper.recipients, key=f"to-{mark}")
            reply_by = st.date_input(
                t("notices.column.reply_by"), value=paper.reply_by, format="YYYY-MM-DD", key=f"reply-{mark}"
            )
        bodies = {section["key"]: _section(section, mark) for section in paper.sections}
        sent = st.form_submit_button(t("notices.save"), type="primary", icon=":material/save:")
    if sent:
        given = Edit(title, office, recipients, copies, reply_by or None, bodies)
        _save(draft, version, given)
    _more(draft)


def _section(section: dict[str, str], mark: str) -> str:
    body = section["body"]
    lines = sum(1 + len(line) // LINE for line in body.splitlines()) + 1
    return st.text_area(
        section["heading"],
        value=body,
        height=min(max(28 + 24 * lines, 84), 420),
        key=f"section-{section['key']}-{mark}",
        placeholder=t("notices.empty_section"),
    )


def _version(draft: Draft) -> int:
    """The version that this visitor began to edit, whatever was saved since: what they typed stays, and
    their save is refused by name instead of lost."""
    read = f"notice-read-{draft.paper.id}"
    begun: int = st.session_state.setdefault(read, draft.paper.version)
    if begun != draft.paper.version and st.session_state.pop(f"notice-anew-{draft.paper.id}", False):
        # What this visitor asked for is done; nobody else changed it.
        begun = st.session_state[read] = draft.paper.version
    if begun != draft.paper.version:
        st.warning(t("notices.changed"), icon=":material/sync_problem:")
        if st.button(t("notices.reload"), key="notice-reload"):
            st.session_state.pop(read)
            st.rerun()
    return begun


def _save(draft: Draft, version: int, given: Edit) -> None:
    try:
        edit(draft.paper.id, version, given, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.session_state.pop(f"notice-read-{draft.paper.id}", None)
    say_next(t("notices.saved"))
    st.rerun()


def _more(draft: Draft) -> None:
    with st.container(horizontal=True, gap="small"):
        for action in ACTIONS:
            if st.button(t(f"notices.{action}.button"), key=f"notice-{action}", type="tertiary"):
                hold_still()
                open_dialog(t(f"notices.{action}.button"), partial(_ask, draft, action))


def _ask(draft: Draft, action: Action) -> None:
    st.markdown(t(f"notices.{action}.explain"))
    if st.button(t(f"notices.{action}.button"), key=f"sure-{action}", type="primary"):
        _do(draft, action)


def _do(draft: Draft, action: Action) -> None:
    paper_id, version, actor = draft.paper.id, draft.paper.version, current_actor()
    try:
        if action == "discard":
            discard(paper_id, version, actor=actor)
            st.query_params.pop("paper", None)
            say_next(t("notices.discard.done"))
        else:
            ask_anew(action, paper_id, version, actor=actor, once=token(action))
            spent(action)
            st.session_state[f"notice-anew-{paper_id}"] = True
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.session_state.pop(f"notice-read-{paper_id}", None)
    st.rerun()
