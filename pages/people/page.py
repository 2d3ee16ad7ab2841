"""Accounts: who may sign in, in which roles; invitations, locks, hand-over."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.access.listing import AccountLine, account_lines
from core.common.sheet import Slice
from core.common.text import t
from pages.components.dialog import open_dialog
from pages.components.flash import kept, say
from pages.components.header import header
from pages.components.table import table_box
from pages.people.columns import account_columns
from pages.people.file_form import from_file
from pages.people.forms import chosen_box, new_form
from pages.shell.guard import require

TABLE = "people"


def show() -> None:
    """Draw the list and what may be done with a chosen account."""
    kept()
    may = current_actor().role.allows(Role.ADMINISTRATOR)
    if may and st.button(t("people.add"), key="account-add", icon=":material/person_add:", type="primary"):
        open_dialog(t("people.add"), new_form)
    if may:
        from_file()
    words = st.text_input(t("people.search"), key="account-words", max_chars=64)
    chosen = table_box(
        partial(_fetch, words),
        account_columns(),
        key=TABLE,
        name=t("people.list"),
        filters=words,
        empty=t("people.none"),
        select="one" if may else "none",
        identity=lambda row: (row.id, row.state),
    )
    if chosen:
        chosen_box(chosen[0])
    elif may:
        st.caption(t("people.choose"))


def _fetch(words: str, limit: int, offset: int) -> Slice[AccountLine]:
    return account_lines(actor=current_actor(), limit=limit, offset=offset, words=words)


require(Role.AUDITOR)
header("people")
say()
show()
