"""What stops a draft from being issued: each obstacle with a button that leads to where it is mended."""

from collections.abc import Sequence

import streamlit as st

from core.common.text import t
from core.notices.draft import Draft
from core.notices.obstacles import Name, Obstacle
from pages.components.format import plain
from pages.components.links import link

TAB = "notice-tab"


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
                        on_click=_lead_to, args=(one.place,),
                    )  # fmt: skip


def _lead_to(place: str) -> None:
    st.session_state[TAB] = t(f"notices.tab.{place}")
