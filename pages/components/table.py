"""A table page by page: only rows on screen are fetched, all that match can be sorted and exported."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from math import ceil
from typing import Any, Literal

import streamlit as st

from core.common.sheet import Sheet, Slice
from core.common.text import t
from pages.components import table_state as state
from pages.components.cells import Column, Row, heading, in_order, sheet_of, words
from pages.components.export_menu import export_sheet
from pages.components.grid import GridRow, Order, grid
from pages.components.paper import ROWS, on_paper
from pages.components.table_state import SIZES, clear_choice

__all__ = ["SIZES", "Column", "clear_choice", "paged", "sheet_of", "table_box"]

# Below five pages the widget takes too little room of its own and hides the last ones (measured, in pixels).
_FEW_PAGES = {2: 200, 3: 260, 4: 260}
EXPORT_AT_MOST = 100_000
# How many rows may be chosen at once.
CHOOSE_AT_MOST = 500
ALL_KEY = "alt+a"
Fetch = Callable[[int, int], Slice[Row]]


def table_box(
    fetch: Fetch[Row],
    columns: Sequence[Column[Row]],
    *,
    key: str,
    name: str,
    filters: Hashable = None,
    select: Literal["none", "one", "many"] = "none",
    identity: Callable[[Row], Hashable] | None = None,
    opens: Callable[[Row], None] | None = None,
    href: Callable[[Row], str] | None = None,
    in_address: bool = False,
    heading: bool = True,
    empty: str = "",
    sheet: Callable[[], Sheet] | None = None,
) -> list[Row]:
    """Draw the rows of `fetch(limit, offset)` with total, paging and export; return the chosen rows.

    `name` heads the table and names the exported file. When `filters` differ from those of the last run
    the first page is shown. A heading sorts all rows, not only those on the page. With `select` one, a click
    on a row or Enter on its first cell chooses it; with many, rows have boxes, stay chosen over all pages,
    and can be chosen all at once, with exceptions; `identity`, by default the row itself, says which row is
    which. `opens` is called when a row among many is clicked; `href` is the address of what a row opens.
    `in_address` keeps page, size and order in the address; at most one table of a page may do so.
    Without `heading` the name is not drawn: a dialog's title already says it. `empty` says what to do when
    there is nothing yet; without it, that nothing matches. `sheet` is what the export
    writes; without it, every row under the headings shown."""
    size, number = state.paging(key, filters, in_address)
    order = state.order(key, len(columns), in_address)
    fetch = fetch if order is None else _ordered(fetch, columns[order.column], order)
    if on_paper():
        _printed(fetch, columns, key, name, order, heading, empty)
        return []
    number, found = _page_or_first(fetch, size, number, key, in_address)
    with st.container(key=f"table-{key}", gap="xsmall"):
        every = sheet or (lambda: sheet_of(name, columns, fetch(EXPORT_AT_MOST, 0).rows))
        _head(every, key, name, total=found.total, heading=heading)
        if not found.total:
            st.info(empty or t("common.no_rows"))
            return []
        if select == "many":
            _choose_all(fetch, found.total, identity or _itself, key)
        chosen = _rows(
            found.rows, columns, key, name, order, select, identity or _itself, opens, href, in_address
        )
        _foot(key, size, number, found.total, in_address)
    return chosen


def _page_or_first(
    fetch: Fetch[Row], size: int, number: int, key: str, in_address: bool
) -> tuple[int, Slice[Row]]:
    """The page asked for, or the first where rows have gone since and that one is empty."""
    found = fetch(size, (number - 1) * size)
    if number == 1 or found.rows:
        return number, found
    state.first_page(key, in_address)
    return 1, fetch(size, 0)


def paged(rows: Sequence[Row]) -> Fetch[Row]:
    """What `table_box` fetches when all the rows are there already."""
    return lambda limit, offset: Slice(tuple(rows[offset : offset + limit]), len(rows))


def _printed(
    fetch: Fetch[Row],
    columns: Sequence[Column[Row]],
    key: str,
    name: str,
    order: Order | None,
    heading: bool,
    empty: str,
) -> None:
    """The table in a document: every row that paper holds, nothing to press."""
    found = fetch(ROWS, 0)
    with st.container(key=f"table-{key}", gap="xsmall"):
        if heading:
            st.markdown(f"**{name}**")
        if not found.total:
            st.markdown(empty or t("common.no_rows"))
            return
        _rows(found.rows, columns, key, name, order, "none", _itself, None, None, False)
        cut = found.total > len(found.rows)
        said = "common.paper.cut" if cut else "common.rows_total"
        st.caption(t(said, shown=f"{len(found.rows):,}", total=f"{found.total:,}"))


def _itself(row: Any) -> Hashable:
    return repr(row)


def _ordered(fetch: Fetch[Row], column: Column[Row], order: Order) -> Fetch[Row]:
    """`fetch` with all its rows in the order of one column."""

    def ordered(limit: int, offset: int) -> Slice[Row]:
        rows = in_order(column, fetch(EXPORT_AT_MOST, 0).rows, descending=order.descending)
        return Slice(tuple(rows[offset : offset + limit]), len(rows))

    return ordered


def _head(sheet: Callable[[], Sheet], key: str, name: str, *, total: int, heading: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"table-head-{key}"):
        st.markdown(f"**{name}**" if heading else "\u00a0")
        if total:
            export_sheet(sheet, name=name, key=f"table-{key}")


def _choose_all(fetch: Fetch[Row], total: int, identity: Callable[[Row], Hashable], key: str) -> None:
    """How many rows are chosen, and a button that chooses all that match, or none."""
    count = len(state.picked(key))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"choose-{key}"):
        if count:
            st.button(
                t("common.choose.none"),
                key=f"choose-none-{key}",
                icon=":material/deselect:",
                shortcut=ALL_KEY,
                on_click=clear_choice,
                args=(key,),
            )
            st.markdown(t("common.choose.chosen", count=count, total=f"{total:,}"))
        elif total > 1:
            st.button(
                t(
                    "common.choose.all" if total <= CHOOSE_AT_MOST else "common.choose.first",
                    count=min(total, CHOOSE_AT_MOST),
                ),
                key=f"choose-all-{key}",
                icon=":material/select_all:",
                shortcut=ALL_KEY,
                on_click=_pick_all,
                args=(fetch, identity, key),
            )


def _pick_all(fetch: Fetch[Row], identity: Callable[[Row], Hashable], key: str) -> None:
    state.pick(key, {identity(row): row for row in fetch(CHOOSE_AT_MOST, 0).rows})


def _rows(
    rows: Sequence[Row],
    columns: Sequence[Column[Row]],
    key: str,
    name: str,
    order: Order | None,
    select: str,
    identity: Callable[[Row], Hashable],
    opens: Callable[[Row], None] | None,
    href: Callable[[Row], str] | None,
    in_address: bool,
) -> list[Row]:
    identities = [identity(row) for row in rows]
    # Named after its rows, so that what was opened never slips to another row.
    drawn = f"grid-{key}-{hash(tuple(identities))}-{st.session_state.get(f'choice-{key}', 0)}"
    kept = state.picked(key) if select == "many" else {}
    here = {one: row for one, row in zip(identities, rows, strict=True) if one in kept}

    def ticked(lines: list[int], on: bool) -> None:
        few = {identities[line]: rows[line] for line in lines if line < len(rows)}
        state.pick(key, few) if on else state.drop(key, list(few))

    def opened(line: int) -> None:
        if line < len(rows) and opens:
            opens(rows[line])

    line = grid(
        name,
        [heading(place, column) for place, column in enumerate(columns)],
        [_grid_row(row, columns, href) for row in rows],
        key=drawn,
        order=order,
        sorted_by=None if on_paper() else partial(state.set_order, key, in_address=in_address),
        opens=select == "one",
        opened=opened if opens else None,
        ticked=ticked if select == "many" else None,
        picked=[line for line, one in enumerate(identities) if one in kept],
    )
    if select == "many":
        return list({**kept, **here}.values())
    return [] if line is None else [rows[line]]


def _grid_row(row: Row, columns: Sequence[Column[Row]], href: Callable[[Row], str] | None) -> GridRow:
    cells = [words(column, row) for column in columns]
    tones = {
        str(place): tone
        for place, column in enumerate(columns)
        if column.tone and (tone := column.tone(row)) != "plain"
    }
    links = {
        str(place): cells[place]
        for place, column in enumerate(columns)
        if column.form == "link" and cells[place].startswith(("http://", "https://"))
    }
    return GridRow(cells, dict(tones), links, href(row) if href else "")


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
            on_change=state.write_address if in_address else None,
            args=("page", key, 1),
        )
        st.segmented_control(
            t("common.page_size"),
            SIZES,
            key=f"size-{key}",
            default=None if f"size-{key}" in st.session_state else SIZES[0],
            required=True,
            label_visibility="collapsed",
            on_change=state.resized,
            args=(key, in_address),
        )
