"""A table page by page: only the rows on screen are fetched, all rows that match can be exported."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Generic, Literal, TypeVar

import pandas as pd
import streamlit as st

from core.common.clock import SHANGHAI
from core.common.sheet import Cell, Sheet, Slice
from core.common.text import t
from pages.components.address import number_in_address
from pages.components.chart import export_sheet
from pages.components.figures import Tone

Row = TypeVar("Row")
# Below five pages the widget takes too little room of its own and hides the last ones (measured, in pixels).
_FEW_PAGES = {2: 200, 3: 260, 4: 260}
SIZES = (25, 50, 100)
EXPORT_AT_MOST = 100_000
_INK: dict[Tone, str] = {"wrong": "color: #b42318", "late": "color: #b7791f", "unknown": "color: #8a94a3"}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading and how to read its cell off a row.

    `form` is text, number, share (0 to 1, shown as per cent), day, instant, or link (an address). `tone`
    colours the cell beside what its words say, since colour alone is no message."""

    label: str
    cell: Callable[[Row], Cell]
    form: Literal["text", "number", "share", "day", "instant", "link"] = "text"
    width: Literal["small", "medium", "large"] | int | None = None
    tone: Callable[[Row], Tone] | None = None


def table_box(
    fetch: Callable[[int, int], Slice[Row]],
    columns: Sequence[Column[Row]],
    *,
    key: str,
    name: str,
    filters: Hashable = None,
    select: Literal["none", "one", "many"] = "none",
    identity: Callable[[Row], Hashable] | None = None,
    in_address: bool = False,
    heading: bool = True,
    empty: str = "",
    sheet: Callable[[], Sheet] | None = None,
) -> list[Row]:
    """Draw the rows of `fetch(limit, offset)` with total, paging and export; return the chosen rows.

    `name` heads the table and names the exported file. When `filters` differ from those of the last run
    the first page is shown. `select` lets the reader choose one row or many; with `identity` a choice
    holds only while the same rows stand on the page, so that it never slips to other rows. `in_address`
    keeps page and size in the address as `page` and `size`; at most one table of a page may do so.
    Without `heading` the name is not drawn: a dialog's title already says it. `empty` says what to do when
    there is nothing yet; without it, that nothing matches. `sheet` is what the export
    writes; without it, every row under the headings shown."""
    size, number = _paging_of(key, filters, in_address)
    found = fetch(size, (number - 1) * size)
    if number > 1 and not found.rows:
        number = 1
        _first_page(key, in_address)
        found = fetch(size, 0)
    with st.container(key=f"table-{key}", gap="xsmall"):
        _head(
            sheet or (lambda: sheet_of(name, columns, fetch(EXPORT_AT_MOST, 0).rows)),
            key,
            name,
            total=found.total,
            heading=heading,
        )
        if not found.total:
            st.info(empty or t("common.no_rows"))
            return []
        chosen = _grid(found.rows, columns, _grid_key(key, found.rows, identity), select)
        _foot(key, size, number, found.total, in_address)
    return [found.rows[place] for place in chosen if place < len(found.rows)]


def paged(rows: Sequence[Row]) -> Callable[[int, int], Slice[Row]]:
    """What `table_box` fetches when all the rows are there already."""
    return lambda limit, offset: Slice(tuple(rows[offset : offset + limit]), len(rows))


def clear_choice(key: str) -> None:
    """Let go of the rows chosen in the table called `key`, which was drawn with `identity`."""
    st.session_state[f"choice-{key}"] = st.session_state.get(f"choice-{key}", 0) + 1


def sheet_of(name: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Sheet:
    """`rows` as a table to export."""
    return Sheet(
        name=name,
        headings=[_heading(column) for column in columns],
        rows=[[_plain(column, column.cell(row)) for column in columns] for row in rows],
    )


def _paging_of(key: str, filters: Hashable, in_address: bool) -> tuple[int, int]:
    if in_address:
        _read_address(key)
    remembered = f"filters-{key}"
    if st.session_state.get(remembered, filters) != filters:
        _first_page(key, in_address)
    st.session_state[remembered] = filters
    return st.session_state.get(f"size-{key}") or SIZES[0], st.session_state.get(f"page-{key}", 1)


def _read_address(key: str) -> None:
    size, number = (number_in_address(st.query_params.get(name, "")) for name in ("size", "page"))
    st.session_state[f"size-{key}"] = size if size in SIZES else SIZES[0]
    st.session_state[f"page-{key}"] = number or 1


def _write_address(name: str, key: str, default: int) -> None:
    value = st.session_state.get(f"{name}-{key}")
    if value in (None, default):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


def _grid_key(key: str, rows: Sequence[Row], identity: Callable[[Row], Hashable] | None) -> str:
    if identity is None:
        return f"grid-{key}"
    return f"grid-{key}-{hash(tuple(map(identity, rows)))}-{st.session_state.get(f'choice-{key}', 0)}"


def _head(sheet: Callable[[], Sheet], key: str, name: str, *, total: int, heading: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"table-head-{key}"):
        st.markdown(f"**{name}**" if heading else "\u00a0")
        if total:
            export_sheet(sheet, name=name, key=f"table-{key}")


def _grid(rows: Sequence[Row], columns: Sequence[Column[Row]], key: str, select: str) -> list[int]:
    frame = pd.DataFrame(
        {place: [_plain(column, column.cell(row)) for row in rows] for place, column in enumerate(columns)}
    )
    shown: dict[str, Any] = {
        "hide_index": True,
        "column_config": {str(place): _config(column) for place, column in enumerate(columns)},
        "height": "content" if len(rows) <= SIZES[0] else 38 * SIZES[0],
        "placeholder": t("common.none"),
    }
    frame.columns = [str(place) for place in range(len(columns))]
    table = _toned(frame, rows, columns)
    if select == "none":
        st.dataframe(table, **shown)
        return []
    # A click anywhere in the row chooses it, not only one on its small box.
    mode: Any = ["single-row", "single-cell"] if select == "one" else "multi-row"
    state: Any = st.dataframe(table, on_select="rerun", selection_mode=mode, key=key, **shown)
    selection = state["selection"]
    return [*selection["rows"], *(row for row, _ in selection.get("cells", []))]


def _toned(frame: pd.DataFrame, rows: Sequence[Row], columns: Sequence[Column[Row]]) -> Any:
    """The frame with the ink of every cell that has a tone; the frame itself where none has."""
    if not any(column.tone for column in columns):
        return frame
    ink = [[_INK.get(column.tone(row), "") if column.tone else "" for column in columns] for row in rows]
    return frame.style.apply(lambda _: pd.DataFrame(ink, frame.index, frame.columns), axis=None)


def _foot(key: str, size: int, number: int, total: int, in_address: bool) -> None:
    if total <= SIZES[0]:
        st.caption(t("common.rows_total", total=f"{total:,}"))
        return
    first = (number - 1) * size + 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"table-foot-{key}"):
        st.caption(t("common.rows_shown", first=first, last=min(first + size - 1, total), total=f"{total:,}"))
        pages = ceil(total / size)
        st.pagination(
            pages,
            key=f"page-{key}",
            max_visible_pages=5,
            width=_FEW_PAGES.get(pages, "content"),
            on_change=_write_address if in_address else None,
            args=("page", key, 1),
        )
        st.segmented_control(
            t("common.page_size"),
            SIZES,
            key=f"size-{key}",
            default=None if f"size-{key}" in st.session_state else SIZES[0],
            required=True,
            label_visibility="collapsed",
            on_change=_resized,
            args=(key, in_address),
        )


def _resized(key: str, in_address: bool) -> None:
    _first_page(key, in_address)
    if in_address:
        _write_address("size", key, SIZES[0])


def _first_page(key: str, in_address: bool = False) -> None:
    st.session_state[f"page-{key}"] = 1
    if in_address:
        st.query_params.pop("page", None)


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
