"""The issue that the address names: opened over the page it stands on, until it is put away."""

from functools import partial

import streamlit as st

from core.common.text import t
from core.issues import queries
from core.issues.queries import Listed
from pages.components.address import number_in_address
from pages.components.dialog import open_dialog
from pages.components.header import name_tab
from pages.components.links import address_of
from pages.issues.detail import detail_box

NAME = "issue"


def named_issue() -> bool:
    """Open the issue in the address; whether there is one. Nothing else may open a dialog in that run."""
    asked = st.query_params.get(NAME, "")
    if not asked:
        return False
    found = queries.detail(number_in_address(asked))
    if found is not None:
        name_tab(f"{found.listed.number} {found.listed.title}")
    open_dialog(
        t("issues.read"), partial(detail_box, number_in_address(asked)), wide=True, on_dismiss=_put_away
    )
    return True


def open_issue(row: Listed) -> None:
    """Name `row` in the address, so that the page opens it: for the callback of a table."""
    st.query_params[NAME] = str(row.id)


def issue_address(row: Listed) -> str:
    """Where `row` can be read by whoever has the link."""
    return address_of("issues", issue=row.id)


def _put_away() -> None:
    st.query_params.pop(NAME, None)
