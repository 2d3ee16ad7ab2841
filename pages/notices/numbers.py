"""The figures of a notice: what the text says differently, and the rows behind each computed one."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.common.text import t
from core.notices.check import Disagreement
from core.notices.draft import Draft
from core.notices.figure import Figure
from core.notices.rows import entries_behind, issues_behind
from pages.components.table import Column, paged, table_box
from pages.notices.columns import entry_columns, figure_columns, issue_columns


def numbers(draft: Draft, wrong: Sequence[Disagreement]) -> None:
    """Draw both tables, and the rows of a chosen figure."""
    if draft.is_draft:
        _disagreements(wrong)
    figures = [one for one in draft.figures.values() if one.value]
    chosen = table_box(
        paged(figures),
        figure_columns(),
        key="notice-figures",
        name=t("notices.figures"),
        select="one",
        identity=lambda row: row.key,
    )
    st.caption(t("notices.figures_note"))
    if chosen:
        _behind(draft, chosen[0])


def _disagreements(wrong: Sequence[Disagreement]) -> None:
    if not wrong:
        st.markdown(t("notices.all_agree"))
        return
    columns: list[Column[Disagreement]] = [
        Column(t("notices.column.fault"), lambda row: t(f"notices.fault.{row.kind}"), width=110,
               tone=lambda row: "wrong" if row.kind == "differs" else "unknown"),
        Column(t("notices.column.typed"), lambda row: row.typed, width=90),
        Column(t("notices.column.computed"), lambda row: row.computed or None, width=90),
        Column(t("notices.column.figure"), lambda row: row.figure.label if row.figure else None, width=180),
        Column(t("notices.column.section"), lambda row: row.section, width=150),
        Column(t("notices.column.excerpt"), lambda row: row.excerpt, width="large"),
    ]  # fmt: skip
    table_box(
        paged(wrong),
        columns,
        key="notice-faults",
        name=t("notices.faults"),
    )


def _behind(draft: Draft, figure: Figure) -> None:
    entries, issues = entries_behind(draft, figure.key), issues_behind(draft, figure.key)
    found: tuple[Any, ...] | None = entries if entries is not None else issues
    if found is None:
        st.info(t("notices.counted_elsewhere", figure=figure.label), icon=":material/database:")
        return
    rows = found
    table_box(
        paged(rows),
        entry_columns() if entries is not None else issue_columns(),
        key="notice-behind",
        name=figure.label,
        filters=figure.key,
    )
