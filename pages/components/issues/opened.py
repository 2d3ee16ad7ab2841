"""The issue that the address names, as a link from a message does: read, and acted on where it is read."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.issues import queries
from core.issues.queries import Listed
from pages.components.address import number_in_address
from pages.components.dialog import open_dialog
from pages.components.header import name_tab
from pages.components.issues.actions import ask, offered
from pages.components.issues.detail import NAME, detail_box
from pages.components.jobs import hold_still

PICKED = "opened-issue-action"


def named_issue() -> bool:
    """Open the issue in the address; whether there is one. Nothing else may open a dialog in that run."""
    asked = st.query_params.get(NAME, "")
    if not asked:
        st.session_state.pop(PICKED, None)
        return False
    issue_id = number_in_address(asked)
    found = queries.detail(issue_id)
    if found is not None:
        name_tab(f"{found.listed.number} {found.listed.title}")
    open_dialog(t("issues.read"), partial(_opened, issue_id), wide=True, on_dismiss=_put_away)
    return True


def _opened(issue_id: int) -> None:
    detail_box(issue_id)
    found = queries.detail(issue_id)
    if found is not None:
        _act(found.listed)


def _act(issue: Listed) -> None:
    """A button for each move; the form of the one that was pressed stands below, in the same dialog."""
    actions = offered([issue], current_actor().role)
    with st.container(horizontal=True, gap="small", key="opened-issue-actions"):
        for action in actions:
            if st.button(
                t(f"issues.action.{action.key}"),
                key=f"opened-{action.key}",
                icon=action.icon,
                type="primary" if action.main else "secondary",
            ):
                hold_still()
                st.session_state[PICKED] = (issue.id, action.key)
    picked = next((one for one in actions if (issue.id, one.key) == st.session_state.get(PICKED)), None)
    if picked is not None:
        ask(picked, (issue,))


def _put_away() -> None:
    st.query_params.pop(NAME, None)
