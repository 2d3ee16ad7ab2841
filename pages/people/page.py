"""Accounts: who may sign in, in which roles; invitations, locks, hand-over."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.access.listing import AccountLine, account_lines
from core.common.sheet import Slice
from core.common.text import t
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.figures import Tone
from pages.components.flash import say
from pages.components.header import header
from pages.components.table import Column, table_box
from pages.people.file_form import from_file
from pages.people.forms import chosen_box, new_form
from pages.people.slips import link_box, roles
from pages.shell.guard import require


def account_columns() -> list[Column[AccountLine]]:
    """Who, in which roles, and whether the account works."""
    return [
        Column(t("people.column.display_name"), lambda row: row.display_name),
        Column(t("people.column.name"), lambda row: row.name),
        Column(t("people.column.roles"), roles, width="large"),
        Column(t("people.column.state"), state, tone=_tone),
        Column(t("people.column.phone"), lambda row: row.phone),
        Column(t("people.column.last_seen"), lambda row: row.last_seen, "instant"),
        Column(t("people.column.browsers"), lambda row: row.browsers, "number"),
    ]


def state(line: AccountLine) -> str:
    """The state in words; a name locked by wrong passwords says until when by itself."""
    return t("people.state.waiting" if line.locked_until else f"people.state.{line.state.value}")


def _tone(line: AccountLine) -> Tone:
    if line.locked_until or line.state.value == "locked":
        return "late"
    return "unknown" if line.state.value in {"left", "invited"} else "plain"


TABLE = "people"


def show() -> None:
    """Draw the list and what may be done with a chosen account."""
    link_box()
    may = current_actor().role.allows(Role.ADMINISTRATOR)
    if may and asked_dialog(
        "add", t("people.add"), key="account-add", icon=":material/person_add:", type="primary"
    ):
        open_dialog(t("people.add"), new_form)
    if may:
        from_file()
    words = st.text_input(t("people.search"), key="account-words", max_chars=64)
    # Above the list: below 25 lines nobody would see that a choice brought anything.
    bar = st.container()
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
    with bar:
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
