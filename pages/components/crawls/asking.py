"""Asking for readings of whole sites: of one on its own page, of several on the checker's."""

from collections.abc import Sequence

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import CrawlSpeed
from core.monitoring import crawl_view, crawls
from pages.components.channel_picker import narrowed
from pages.components.flash import say_next
from pages.components.format import plain

_TIMES = "crawl-asked"  # the choice begins anew after each time


def ask_for_several() -> None:
    """Draw the choice of sites, the speed and the button. Leaders see nothing."""
    if not current_actor().role.allows(Role.STAFF):
        return
    known = crawl_view.readable()
    key = f"crawl-sites-{st.session_state.get(_TIMES, 0)}"
    with st.container(border=True, key="crawl-ask", gap="small"):
        chosen = st.multiselect(
            t("crawls.choose"),
            list(narrowed(known, key=key, keep=st.session_state.get(key, ()))),
            format_func=lambda number: known[number],
            placeholder=t("crawls.choose_hint"),
            key=key,
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            full = _full_speed("several")
            pressed = st.button(
                t("crawls.ask_several", count=len(chosen)) if chosen else t("crawls.ask"),
                icon=":material/travel_explore:",
                type="primary",
                key="crawl-ask-several",
                disabled=not chosen,
            )
    if pressed:
        _ask(chosen, full)


def ask_for_one(channel_id: int) -> None:
    """Draw the button of one site. Leaders see nothing."""
    if not current_actor().role.allows(Role.STAFF):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            t("crawls.ask"), icon=":material/travel_explore:", type="primary", key="crawl-ask-one"
        )
        full = _full_speed("one")
    if pressed:
        _ask([channel_id], full)


def _full_speed(key: str) -> bool:
    if not current_actor().role.allows(Role.SUPERVISOR):
        return False
    return st.checkbox(t("crawls.full_speed"), help=t("crawls.full_speed_help"), key=f"crawl-full-{key}")


def _ask(channel_ids: Sequence[int], full: bool) -> None:
    speed = CrawlSpeed.FULL if full else CrawlSpeed.POLITE
    try:
        asked = crawls.ask(channel_ids, actor=current_actor(), speed=speed)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    for sentence in asked.refused.values():
        st.warning(plain(sentence))
    if asked.made and not asked.refused:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        say_next(t("crawls.asked_for", count=len(asked.made)))
        st.rerun()
