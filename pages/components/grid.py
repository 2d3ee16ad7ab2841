"""The HTML table in which every list is drawn: sortable, readable by screen readers, cards on a phone.

Streamlit's own grid paints on a canvas, which neither a screen reader nor find-in-page can read, sorts
only the rows it was given, and opens a row by a small box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core.common.text import t
from pages.components.own_component import own_component

_mount = own_component("grid", html='<div class="grid" role="region" tabindex="0"></div>')


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A heading and how its cells stand: `kind` is text, short, number or day, with `spare` where a phone
    leaves it out."""

    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """Cells in words; `tones` and `links` by the cell's position, `href` where the row leads."""

    cells: Sequence[str]
    tones: dict[str, str]
    links: dict[str, str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The column, by its position, that all rows are sorted by."""

    column: int
    descending: bool


def grid(
    name: str,
    columns: Sequence[GridColumn],
    rows: Sequence[GridRow],
    *,
    key: str,
    order: Order | None,
    sorted_by: Callable[[Order], None] | None,
    opens: bool = False,
    opened: Callable[[int], None] | None = None,
    ticked: Callable[[list[int], bool], None] | None = None,
    picked: Sequence[int] = (),
) -> int | None:
    """Draw the table. With `opens`, return the position of the row that was clicked, until it is clicked
    again or other rows stand there.

    Callbacks run before the page is drawn again: `sorted_by` with the order asked for (without it headings
    are only words, as on paper), `opened` with the
    position of a row that was clicked, `ticked` with the positions of rows whose box was set or cleared;
    `picked` are those set."""

    drawn = _mount(
        key=key,
        data={
            **_contents(name, columns, rows, order),
            "sorts": sorted_by is not None,
            "opens": opens or opened is not None,
            "keeps": opens,
            "open": _value(key, "open") if opens else None,
            "ticks": ticked is not None,
            "picked": list(picked),
        },
        on_sort_change=partial(_sorted, key, sorted_by),
        on_open_change=_nothing,
        on_opened_change=partial(_opened, key, opened),
        on_ticked_change=partial(_ticked, key, ticked),
    )
    line = drawn.get("open") if opens else None
    return int(line) if line is not None and int(line) < len(rows) else None


def _sorted(key: str, sorted_by: Callable[[Order], None] | None) -> None:
    asked = _value(key, "sort")
    if asked and sorted_by:
        sorted_by(Order(int(asked["column"]), bool(asked["descending"])))


def _opened(key: str, opened: Callable[[int], None] | None) -> None:
    line = _value(key, "opened")
    if opened and line is not None:
        opened(int(line))


def _ticked(key: str, ticked: Callable[[list[int], bool], None] | None) -> None:
    asked = _value(key, "ticked")
    if ticked and asked:
        ticked([int(line) for line in asked["lines"]], bool(asked["on"]))


def _contents(
    name: str, columns: Sequence[GridColumn], rows: Sequence[GridRow], order: Order | None
) -> dict[str, Any]:
    """What the table shows, as the script reads it."""
    return {
        "name": name,
        "columns": [{"label": column.label, "kind": column.kind} for column in columns],
        "rows": [_row(row) for row in rows],
        "sort": order and {"column": order.column, "descending": order.descending},
        "words": {key: t(f"common.grid.{key}") for key in ("sort", "tick", "page")},
    }


def _nothing() -> None:
    """A value is kept only where somebody listens to it."""


def _row(row: GridRow) -> dict[str, Any]:
    whole = {"cells": list(row.cells), "tones": row.tones, "links": row.links, "href": row.href}
    return {name: value for name, value in whole.items() if value}


def _value(key: str, event: str) -> Any:
    return (st.session_state.get(key) or {}).get(event)
