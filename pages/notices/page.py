"""Notices: drafted from records, edited, issued, and answered by the units."""

import streamlit as st

from core.access import Role
from core.common.errors import DomainError
from core.common.text import t
from core.notices import lists
from core.notices.draft import read_draft
from core.reporting.statistics.registry import any_channel
from pages.components.address import number_in_address
from pages.components.crumbs import Crumb, crumbs
from pages.components.flash import say
from pages.components.format import plain, word
from pages.components.header import empty_state, header, name_tab
from pages.components.tabs import TAB
from pages.notices.issues import issues_box
from pages.notices.listing import listing
from pages.notices.paper import paper_box
from pages.notices.replies import replies_box
from pages.shell.guard import require

# How many issued notices are looked through for the one that is open.
MOST = 10_000


def back() -> None:
    """A way back to the list."""
    if st.button(t("notices.back"), key="notices-back", icon=":material/arrow_back:", type="tertiary"):
        for name in ("paper", "notice", TAB):
            st.query_params.pop(name, None)
        st.rerun()


def show_paper(paper_id: int) -> None:
    """One draft or issued notice with its text."""
    try:
        draft = read_draft(paper_id)
    except DomainError as why:
        back()
        st.warning(plain(str(why)), icon=":material/search_off:")
        return
    crumbs("notices", [Crumb(draft.number or draft.paper.title)])
    paper_box(draft)


def show_notice(notice_id: int) -> None:
    """An issued notice whose text is not here: its issues and what the units answered."""
    paper_id = lists.paper_of(notice_id)
    if paper_id is not None:
        show_paper(paper_id)
        return
    row = next(
        (one for one in lists.listed(stage="issued", limit=MOST).rows if one.notice_id == notice_id), None
    )
    crumbs("notices", [Crumb(row.number)] if row else [])
    if row:
        name_tab(row.number)
        st.subheader(plain(row.title), anchor=False)
        st.caption(plain(f"{row.number} · {word('notice.kind', row.kind)} · {row.issued_on}"))
    st.info(t("notices.no_text"), icon=":material/description:")
    replies_box(notice_id=notice_id)
    issues_box(notice_id)


require(Role.LEADER)
header("notices")
say()
paper, notice = (number_in_address(st.query_params.get(name, "")) for name in ("paper", "notice"))
if paper:
    show_paper(paper)
elif notice:
    show_notice(notice)
elif lists.listed(limit=1).total or any_channel():
    listing()
else:
    empty_state()
