"""The list to go through by keyboard: type the day of the last post, Enter, the next; then save them all."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.monitoring.account_lines import read_short_day
from core.monitoring.account_proofs import Seen, give_many
from core.monitoring.account_round import Account, Round
from core.registry.kinds import kind_name
from core.rules.evidence_files import ENDINGS, File
from core.rules.rectification import rectification_rules
from pages.components.flash import carried_out
from pages.components.format import actor, day, number, plain
from pages.components.paper import on_paper
from pages.components.table import Column, paged, table_box
from pages.components.upload import say_in_words

ROW_PX = 36
MOST_ROWS_SHOWN = 16


def draw_list(found: Round) -> None:
    """Draw every account with a cell for the day, a file for all of them, and the button that saves."""
    st.caption(t("accounts.list.note"))
    only = st.toggle(t("accounts.list.only"), value=True, key="accounts-only")
    shown = [one for one in found.accounts if not (only and one.looked_at)]
    if not shown:
        st.success(t("accounts.list.all_done"), icon=":material/check_circle:")
        return
    if on_paper():
        _printed(shown)
        return
    turn = st.session_state.get("accounts-saved", 0)
    table = st.data_editor(
        {
            t("accounts.column.day"): ["" for _ in shown],
            t("accounts.column.name"): [one.name for one in shown],
            t("accounts.column.kind"): [kind_name(one.kind) for one in shown],
            t("accounts.column.unit"): [one.unit for one in shown],
            t("accounts.column.open"): [one.url for one in shown],
            t("accounts.column.last"): [day(one.last_post_on) if one.last_post_on else "" for one in shown],
            t("accounts.column.by"): [actor(one.seen_by) for one in shown],
        },
        column_config={
            t("accounts.column.day"): st.column_config.TextColumn(width=110, max_chars=20),
            t("accounts.column.open"): st.column_config.LinkColumn(
                display_text=t("accounts.column.open"), width=70
            ),
            t("accounts.column.last"): st.column_config.TextColumn(width=110),
        },
        disabled=[t(f"accounts.column.{key}") for key in ("name", "kind", "unit", "open", "last", "by")],
        hide_index=True,
        height=ROW_PX * (min(len(shown), MOST_ROWS_SHOWN) + 1),
        key=f"accounts-list-{turn}-{only}",
    )
    _save(shown, table)


def _printed(shown: list[Account]) -> None:
    """The list as a table to go through with a pencil: on paper an editor is cut at the edge of the sheet."""
    cells: dict[str, Callable[[Account], str]] = {
        "name": lambda one: one.name,
        "kind": lambda one: kind_name(one.kind),
        "unit": lambda one: one.unit,
        "last": lambda one: day(one.last_post_on) if one.last_post_on else "",
        "day": lambda _: "",
    }
    columns = [Column(t(f"accounts.column.{key}"), cell) for key, cell in cells.items()]
    table_box(paged(tuple(shown)), columns, key="accounts-paper", name=t("accounts.tab.list"))


def _save(shown: list[Account], table: Any) -> None:
    typed = dict(zip(shown, list(table[t("accounts.column.day")]), strict=True))
    wrong = [one.name for one, text in typed.items() if text and read_short_day(text) is None]
    if wrong:
        st.error(t("accounts.list.wrong", names=plain(", ".join(wrong[:5]))), icon=":material/block:")
    seen = [
        Seen(one.id, found)
        for one, text in typed.items()
        if text and (found := read_short_day(text)) is not None
    ]
    file = picture("accounts-list-file")
    label = t("accounts.save", count=number(len(seen)))
    if st.button(label, type="primary", key="accounts-save", disabled=not seen or bool(wrong)):
        save(seen, file)


def picture(key: str) -> File | None:
    """One screenshot for all accounts that are saved with it."""
    size = rectification_rules().evidence.most_mb
    say_in_words(t("proof.file_note", size=size))
    turn = st.session_state.get("accounts-saved", 0)
    file = st.file_uploader(t("accounts.file"), type=list(ENDINGS), max_upload_size=size, key=f"{key}-{turn}")
    return File(file.name, file.getvalue()) if file else None


def save(seen: list[Seen], file: File | None) -> None:
    """Record what was seen, and begin anew with empty cells."""

    def act() -> int:
        count = give_many(seen, file=file, actor=current_actor())
        st.session_state["accounts-saved"] = st.session_state.get("accounts-saved", 0) + 1
        return count

    carried_out(act, lambda count: t("accounts.saved", count=number(count)))
