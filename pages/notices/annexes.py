"""What a notice speaks of: examined channels, named issues, units that did not report back."""

from typing import Any

import streamlit as st

from core.common.text import t
from core.notices.draft import Draft
from pages.components.format import plain
from pages.components.table import paged, table_box
from pages.notices.columns import entry_columns, issue_columns


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
