"""A chart in its box: its heading, its numbers, an export menu, and marks that can be clicked."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

import streamlit as st

from core.common import clock
from core.common.export import chart_png, chart_svg, rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from core.monitoring.health import health
from core.notices.lists import last_paper
from core.reporting.charts.drawn import drawn
from core.reporting.charts.office_files import chart_pptx, chart_xlsx
from pages.components import chart_marks as marks
from pages.components.dialog import open_dialog
from pages.components.export_menu import PPTX, XLSX, export_menu
from pages.components.picture import picture_item


def chart_box(
    spec: Mapping[str, Any],
    sheet: Callable[[], Sheet],
    *,
    key: str,
    opens: Callable[[str], None] | None = None,
) -> None:
    """Draw one finished Vega-Lite specification and offer it as PNG, SVG and XLSX.

    The heading is the specification's title, the caption its subtitle; both stay inside the exported
    picture. `sheet` is called only when the data are downloaded or shown. `opens` is called in the run after
    a click on a mark with the mark's `KEY`; without it, a click shows the rows of `sheet`. Keep
    specifications in a cache."""
    title, subtitle = _titles(spec)
    with st.container(border=True, key=f"chart-{key}", gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"chart-head-{key}"):
            st.markdown(f"**{title}**")
            marks.numbers_button(key, title, spec, sheet)
            export_menu(
                key,
                [
                    ("png", "image/png", title, lambda: chart_png(spec, imprint=imprint())),
                    ("svg", "image/svg+xml", title, lambda: chart_svg(spec, imprint=imprint())),
                    *_for_office(spec, sheet, title),
                ],
                first=partial(picture_item, key, title, lambda: chart_png(spec, imprint=imprint())),
            )
        if subtitle:
            st.caption(subtitle)
        _draw({name: deepcopy(part) for name, part in spec.items() if name != "title"}, key, title)
    clicked = marks.picked(key)
    if clicked and opens:
        opens(clicked)
    elif clicked:
        open_dialog(title, lambda: marks.rows_box(key, title, sheet()), wide=True)


def _draw(spec: dict[str, Any], key: str, title: str) -> None:
    if not marks.has_marks(spec):
        st.vega_lite_chart(spec, width="stretch", theme=None, key=f"vega-{key}", alt=title)
        return
    widget = f"vega-{key}-{marks.turn(key)}"
    st.vega_lite_chart(
        marks.with_marks(spec),
        width="stretch",
        theme=None,
        key=widget,
        alt=title,
        on_select=partial(marks.remember, key, widget),
        selection_mode=marks.PICK,
    )


def _for_office(
    spec: Mapping[str, Any], sheet: Callable[[], Sheet], title: str
) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Workbook and slide with native charts; of a grid, which they have none for, its rows alone."""
    numbers = drawn(spec)
    if numbers is None:
        return [("xlsx", XLSX, title, lambda: rows_xlsx(sheet()))]
    return [
        ("xlsx", XLSX, title, lambda: chart_xlsx(numbers, sheet(), imprint())),
        ("pptx", PPTX, title, lambda: chart_pptx(numbers, imprint())),
    ]


def imprint() -> str:
    """Unit, day, source and age of the data, as every exported picture carries them."""
    office, _, _ = last_paper()
    read_at = health()["checked_at"]
    return t(
        "chart.file.imprint",
        office=office or t("chart.file.every_unit"), day=clock.today().isoformat(),
        read=t("chart.file.read_at", at=read_at)
        if read_at else t("chart.file.never_read"),
    )  # fmt: skip


def _titles(spec: Mapping[str, Any]) -> tuple[str, str]:
    title = spec.get("title", "")
    if isinstance(title, str):
        return title, ""
    return str(title.get("text", "")), str(title.get("subtitle", ""))
