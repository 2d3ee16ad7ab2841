"""The head of every page: what it is, what it is for, and how old its facts are."""

from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.monitoring.health import health
from pages.components.dialog import closed_dialog
from pages.components.finder import finder_button
from pages.components.followed import arrive, named
from pages.components.format import ago, instant
from pages.components.kept_views import keep_page
from pages.components.links import go
from pages.components.paper import paper_frame, paper_link
from pages.components.refresh import refreshing
from pages.components.share import address_now, share_button
from pages.components.table_state import leave_page
from pages.shell.navigation import Key, page

HERE = Path(__file__).parent
SHEETS = ("widgets.css", "grid.css", "board.css", "finder.css")
STYLES = "".join((HERE / name).read_text("utf-8") for name in SHEETS)
_PAGE = "page_shown"


def header(key: Key) -> None:
    """Draw title, purpose (`<key>.purpose` of the catalogue) and data age of the page called `key`."""
    st.html(f"<style>{STYLES}</style>")
    _left_page(key)
    paper_frame(key)
    with st.container(key="page-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.title(page(key).title, anchor=False, help=t(f"{key}.purpose"), width="content")
        data_age()
        finder_button()
        keep_page(key)
        share_button(partial(address_now, key))
        paper_link()


def name_tab(name: str) -> None:
    """Name what is open in the title of the browser's tab."""
    named(name)
    st.set_page_config(page_title=f"{name} · {t('navigation.product')}")


def _left_page(key: Key) -> None:
    closed_dialog()
    arrive(key)
    if st.session_state.get(_PAGE) != key:
        leave_page()
        st.session_state[_PAGE] = key


@refreshing("10s")
def data_age() -> None:
    """How old the facts are: quiet when fresh, amber when late, a red sentence when nobody checks."""
    state = health()
    checked_at = state["checked_at"]
    if not state["database"]:
        st.error(t("trouble.gone"), icon=":material/database_off:")
    elif state["status"] == "down":
        st.error(_no_checker(checked_at), icon=":material/error:")
    elif checked_at is None:
        st.markdown(t("common.age.waiting"))
    else:
        known = "late" if state["late"] and state["status"] == "late" else "ok"
        words = {"time": instant(checked_at), "age": ago(checked_at), "late": state["late"]}
        st.markdown(t(f"common.age.{known}", **words))
    if state["ahead"]:
        st.markdown(t("common.age.ahead", count=state["ahead"]))


def empty_state() -> None:
    """What to do when there is no channel in the registry."""
    with st.container(border=True, key="empty-state"):
        st.subheader(t("common.empty.title"), anchor=False)
        st.markdown(t("common.empty.real"))
        may = current_actor().role.allows(page("importing").least)
        if may and st.button(t("common.empty.import"), icon=":material/upload_file:", key="empty-import"):
            go("importing")
        st.caption(t("common.empty.demonstration"))


def _no_checker(checked_at: datetime | None) -> str:
    if checked_at is None:
        return t("common.age.down_never")
    return t("common.age.down", time=instant(checked_at), age=ago(checked_at))
