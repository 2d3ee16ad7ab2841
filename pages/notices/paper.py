"""One notice: its text, its figures compared with the records, its annexes, and the units' answers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common.export import file_name
from core.common.text import t
from core.notices import template
from core.notices.document import notice_docx, notice_pdf, pdf_in_template
from core.notices.draft import Draft, faults
from core.notices.obstacles import Name, Obstacle, stopping
from pages.components.deferred import deferred
from pages.components.format import day, plain, word
from pages.components.links import link
from pages.components.table import paged, table_box
from pages.components.tabs import open_tab, tabbed
from pages.notices.columns import entry_columns, issue_columns
from pages.notices.editor import editor
from pages.notices.issue import issue_button
from pages.notices.issues import issues_box
from pages.notices.numbers import numbers
from pages.notices.replies import replies_box


def obstacles_box(draft: Draft, found: Sequence[Obstacle]) -> None:
    """Draw the list; nothing where nothing stops the draft."""
    if not found:
        return
    with st.container(border=True, key="notice-obstacles"):
        st.markdown(f":material/block: **{t('notices.obstacles.title', count=len(found))}**")
        for place, one in enumerate(found):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.markdown(plain(str(one)), width="stretch")
                if one.name is Name.UNJUDGED and draft.paper.inspection_id:
                    link("inspection", t("notices.obstacles.judge"), id=draft.paper.inspection_id)
                else:
                    st.button(
                        t(f"notices.obstacles.{one.place}"), key=f"obstacle-{place}", type="tertiary",
                        on_click=open_tab, args=(one.place,),
                    )  # fmt: skip


def annexes(draft: Draft) -> None:
    """Draw the tables that have rows."""
    for medium in ("website", "account"):
        _table(
            f"annex-{medium}",
            t(f"notices.annex.{medium}"),
            tuple(entry for entry in draft.entries if entry.medium == medium),
            entry_columns(),
        )
    _table("annex-issues", t("notice.annex.issues"), draft.issues, issue_columns())
    if draft.silent:
        st.markdown(f"**{t('notice.annex.silent')}**")
        st.markdown(t("document.comma").join(plain(name) for name in draft.silent))


def _table(key: str, name: str, rows: tuple[Any, ...], columns: list[Any]) -> None:
    if rows:
        table_box(
            paged(rows),
            columns,
            key=key,
            name=name,
        )


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

RED_HEAD = "notice-red-head"


def paper_box(draft: Draft) -> None:
    """Draw the whole notice."""
    wrong = faults(draft) if draft.is_draft else ()
    found = stopping(draft) if draft.is_draft else ()
    _head(draft, found)
    obstacles_box(draft, found)
    parts: dict[str, Callable[[], None]] = {
        "text": partial(_text, draft),
        "numbers": partial(numbers, draft, wrong),
        "annexes": partial(annexes, draft),
    }
    notice_id = draft.paper.notice_id
    if notice_id is not None and not draft.is_draft:
        parts["issues"] = partial(issues_box, notice_id)
        parts["replies"] = partial(replies_box, notice_id=notice_id)
    tabbed("notices", parts, keep_typed=draft.is_draft)


def _head(draft: Draft, found: Sequence[Obstacle]) -> None:
    paper = draft.paper
    st.subheader(plain(paper.title), anchor=False)
    parts = [f"**{word('notice.state', paper.state)}**", word("notice.kind", paper.kind)]
    if draft.number:
        parts += [plain(draft.number), t("notices.issued_at", day=day(draft.issued_on))]
    parts.append(t("notices.period", first=day(paper.first), last=day(paper.last)))
    parts.append(t("notices.reply_until", day=day(paper.reply_by)))
    st.caption(" · ".join(parts))
    with st.container(horizontal=True, gap="small"):
        red_head = bool(paper.office) and st.session_state.get(RED_HEAD, False)
        _download(draft, "docx", DOCX, red_head)
        _download(draft, "pdf", "application/pdf", red_head)
        if draft.is_draft and current_actor().role.allows(Role.SUPERVISOR):
            issue_button(draft, found)
        if paper.office:
            st.toggle(t("notices.red_head"), key=RED_HEAD, help=t("notices.red_head_help"))
    if template.in_force().own:
        st.caption(t("notices.template.pdf_own" if pdf_in_template() else "notices.template.pdf_product"))


def _download(draft: Draft, ending: str, media: str, red_head: bool) -> None:
    make = notice_docx if ending == "docx" else notice_pdf
    st.download_button(
        t(f"notices.download_{ending}"),
        data=deferred(lambda: make(draft, red_head=red_head)),
        file_name=file_name(f"{draft.number} {draft.paper.title}".strip(), ending),
        mime=media,
        key=f"notice-{ending}",
        icon=":material/download:",
        on_click="ignore",
    )


def _text(draft: Draft) -> None:
    if draft.is_draft and current_actor().role.allows(Role.SUPERVISOR):
        editor(draft)
        return
    for section in draft.paper.sections:
        if section["body"].strip():
            st.markdown(f"**{plain(section['heading'])}**")
            st.text(section["body"])
