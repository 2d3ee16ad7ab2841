"""Marks of a chart that can be clicked, and its numbers as a table for whoever cannot see or point."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import streamlit as st

from core.common.sheet import Cell, Sheet
from core.common.text import t
from core.reporting.charts.drawn import drawn
from core.reporting.charts.theme import KEY
from pages.components.dialog import open_dialog
from pages.components.table import Column, paged, table_box

PICK, VIEW = "picked", "marks"


def with_marks(spec: dict[str, Any]) -> dict[str, Any]:
    """`spec`, which may be changed, with a selection by the rows' `KEY`; without such rows as it is.

    The key joins the encoding, since rows that a bar adds up keep only what is encoded."""
    layers = spec.get("layer") or [spec]
    first = layers[0]
    first["mark"] = {**_mark(first), "cursor": "pointer"}
    first.setdefault("encoding", {})["detail"] = {"field": KEY, "type": "nominal"}
    if layers[0] is not spec:
        first["name"] = VIEW
    select = {"type": "point", "fields": [KEY], "on": "click", "toggle": False}
    views = {"views": [VIEW]} if layers[0] is not spec else {}
    return {**spec, "params": [{"name": PICK, "select": select, **views}]}


def has_marks(spec: Mapping[str, Any]) -> bool:
    """Whether the rows of `spec` say what a click on them is about."""
    sets = [spec.get("data", {}).get("values", ()), *spec.get("datasets", {}).values()]
    sets += [layer.get("data", {}).get("values", ()) for layer in spec.get("layer", ())]
    return any(KEY in row for rows in sets for row in rows if isinstance(row, Mapping))


def turn(key: str) -> int:
    """How often marks of the chart called `key` were clicked. A part of its widget's name: a chart keeps
    what was clicked last, and a second click on the same mark would say nothing."""
    return int(st.session_state.get(f"chart-turn-{key}", 0))


def remember(key: str, widget: str) -> None:
    """Keep what was clicked until the chart is drawn again."""
    picked = st.session_state[widget].selection.get(PICK, [])
    st.session_state[f"chart-turn-{key}"] = turn(key) + 1
    if picked:
        st.session_state[f"chart-picked-{key}"] = str(picked[0].get(KEY, ""))


def picked(key: str) -> str:
    """What was clicked since the last run; empty without a click."""
    return str(st.session_state.pop(f"chart-picked-{key}", ""))


def numbers_button(key: str, title: str, spec: Mapping[str, Any], sheet: Callable[[], Sheet]) -> None:
    """Offer the numbers that a chart draws as a table; of a grid, the rows behind it."""
    if st.button(t("chart.numbers"), key=f"numbers-{key}", type="tertiary", icon=":material/table_rows:"):
        open_dialog(title, partial(numbers_box, key, title, spec, sheet), wide=True)


def numbers_box(key: str, title: str, spec: Mapping[str, Any], sheet: Callable[[], Sheet]) -> None:
    """What the button opens."""
    numbers = drawn(spec)
    rows_box(key, title, numbers.sheet() if numbers else sheet())


def rows_box(key: str, title: str, sheet: Sheet) -> None:
    """Draw the rows of a sheet as a table."""
    columns: list[Column[Sequence[Cell]]] = [
        Column(heading or t("chart.what"), itemgetter(place), _form(sheet, place))
        for place, heading in enumerate(sheet.headings)
    ]
    table_box(paged(sheet.rows), columns, key=f"numbers-{key}", name=title, heading=False)


def _form(sheet: Sheet, place: int) -> Any:
    numbers = all(isinstance(row[place], int | float | None) for row in sheet.rows)
    return "number" if numbers and sheet.rows else "text"


def _mark(view: Mapping[str, Any]) -> dict[str, Any]:
    mark = view["mark"]
    return dict(mark) if isinstance(mark, Mapping) else {"type": mark}
