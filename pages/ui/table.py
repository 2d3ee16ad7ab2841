"""A table page by page: only the rows on screen are fetched, all rows that match can be exported."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Generic, Literal, TypeVar

import pandas as pd
import streamlit as st

from core.clock import SHANGHAI
from core.reporting.sheet import Cell, Sheet, Slice
from core.text import t
from pages.ui.chart import export_sheet

Row = TypeVar("Row")
SIZES = (25, 50, 100)
EXPORT_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading and how to read its cell off a row.

    `form` is text, number, share (0 to 1, shown as per cent), day, instant, or link (an address)."""

    label: str
    cell: Callable[[Row], Cell]
    form: Literal["text", "number", "share", "day", "instant", "link"] = "text"
    width: Literal["small", "medium", "large"] | None = None


def table_box(
    fetch: Callable[[int, int], Slice[Row]],
    columns: Sequence[Column[Row]],
    *,
    key: str,
    name: str,
    filters: Hashable = None,
    select: Literal["none", "one", "many"] = "none",
) -> list[Row]:
    """Draw the rows of `fetch(limit, offset)` with total, paging and export; return the chosen rows.

    `name` heads the table and names the exported file. When `filters` differ from those of the last run
    the first page is shown. `select` lets the reader choose one row or many."""
    size, number = _paging_of(key, filters)
    found = fetch(size, (number - 1) * size)
    if number > 1 and not found.rows:
        st.session_state[f"page-{key}"] = number = 1
        found = fetch(size, 0)
    with st.container(key=f"table-{key}", gap="xsmall"):
        _head(fetch, columns, key, name, found.total)
        if not found.total:
            st.info(t("common.no_rows"))
            return []
        chosen = _grid(found.rows, columns, key, select)
        _foot(key, size, number, found.total)
    return [found.rows[place] for place in chosen if place < len(found.rows)]


def sheet_of(name: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Sheet:
    """`rows` as a table to export."""
    return Sheet(
        name=name,
        headings=[_heading(column) for column in columns],
        rows=[[_plain(column, column.cell(row)) for column in columns] for row in rows],
    )


def _paging_of(key: str, filters: Hashable) -> tuple[int, int]:
    remembered = f"filters-{key}"
    if st.session_state.get(remembered, filters) != filters:
        st.session_state[f"page-{key}"] = 1
    st.session_state[remembered] = filters
    return st.session_state.get(f"size-{key}") or SIZES[0], st.session_state.get(f"page-{key}", 1)


def _head(
    fetch: Callable[[int, int], Slice[Row]], columns: Sequence[Column[Row]], key: str, name: str, total: int
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"table-head-{key}"):
        st.markdown(f"**{name}**")
        if total:
            export_sheet(
                lambda: sheet_of(name, columns, fetch(EXPORT_AT_MOST, 0).rows), name=name, key=f"table-{key}"
            )


def _grid(rows: Sequence[Row], columns: Sequence[Column[Row]], key: str, select: str) -> list[int]:
    frame = pd.DataFrame(
        {place: [_plain(column, column.cell(row)) for row in rows] for place, column in enumerate(columns)}
    )
    shown: dict[str, Any] = {
        "hide_index": True,
        "column_config": {str(place): _config(column) for place, column in enumerate(columns)},
        "height": "content" if len(rows) <= SIZES[0] else 38 * SIZES[0],
    }
    frame.columns = [str(place) for place in range(len(columns))]
    if select == "none":
        st.dataframe(frame, **shown)
        return []
    mode: Any = "single-row" if select == "one" else "multi-row"
    state: Any = st.dataframe(frame, on_select="rerun", selection_mode=mode, key=f"grid-{key}", **shown)
    return list(state["selection"]["rows"])


def _foot(key: str, size: int, number: int, total: int) -> None:
    if total <= SIZES[0]:
        st.caption(t("common.rows_total", total=f"{total:,}"))
        return
    first = (number - 1) * size + 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"table-foot-{key}"):
        st.caption(t("common.rows_shown", first=first, last=min(first + size - 1, total), total=f"{total:,}"))
        st.pagination(ceil(total / size), key=f"page-{key}", max_visible_pages=5)
        st.segmented_control(
            t("common.page_size"),
            SIZES,
            key=f"size-{key}",
            default=SIZES[0],
            required=True,
            label_visibility="collapsed",
            on_change=_first_page,
            args=(key,),
        )


def _first_page(key: str) -> None:
    st.session_state[f"page-{key}"] = 1


def _heading(column: Column[Any]) -> str:
    return t("common.in_percent", label=column.label) if column.form == "share" else column.label


def _plain(column: Column[Any], cell: Cell) -> Cell:
    if column.form == "share" and isinstance(cell, int | float):
        return round(100 * cell, 2)
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(SHANGHAI).replace(tzinfo=None)
    return cell


def _config(column: Column[Any]) -> Any:
    kinds: dict[str, Any] = {
        "text": st.column_config.TextColumn(column.label, width=column.width),
        "number": st.column_config.NumberColumn(column.label, format="localized", width=column.width),
        "share": st.column_config.NumberColumn(column.label, format="%.1f%%", width=column.width),
        "day": st.column_config.DateColumn(column.label, format="YYYY-MM-DD", width=column.width),
        "instant": st.column_config.DatetimeColumn(
            column.label, format="YYYY-MM-DD HH:mm", width=column.width
        ),
        "link": st.column_config.LinkColumn(column.label, width=column.width),
    }
    return kinds[column.form]
