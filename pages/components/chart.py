"""A chart in its box, with a heading and an export menu."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import streamlit as st

from core.common import clock
from core.common.export import chart_png, chart_svg, file_name, rows_csv, rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from core.monitoring.health import health
from core.notices.lists import last_paper
from core.reporting.charts.drawn import drawn
from core.reporting.charts.office_files import chart_pptx, chart_xlsx
from pages.components.deferred import deferred

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def chart_box(spec: Mapping[str, Any], sheet: Callable[[], Sheet], *, key: str) -> None:
    """Draw one finished Vega-Lite specification and offer it as PNG, SVG and XLSX.

    The heading is the specification's title, the caption its subtitle; both stay inside the exported
    picture. `sheet` is called only when the data are downloaded. Keep specifications in a cache."""
    title, subtitle = _titles(spec)
    with st.container(border=True, key=f"chart-{key}", gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"chart-head-{key}"):
            st.markdown(f"**{title}**")
            export_menu(
                key,
                [
                    ("png", "image/png", title, lambda: chart_png(spec, imprint=imprint())),
                    ("svg", "image/svg+xml", title, lambda: chart_svg(spec, imprint=imprint())),
                    *_for_office(spec, sheet, title),
                ],
            )
        if subtitle:
            st.caption(subtitle)
        on_page = {name: part for name, part in spec.items() if name != "title"}
        st.vega_lite_chart(deepcopy(on_page), width="stretch", theme=None, key=f"vega-{key}")


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


def export_sheet(sheet: Callable[[], Sheet], *, name: str, key: str) -> None:
    """The export menu of a table: XLSX and CSV of every row that `sheet` returns."""
    export_menu(
        key,
        [
            ("xlsx", XLSX, name, lambda: rows_xlsx(sheet())),
            ("csv", "text/csv", name, lambda: rows_csv(sheet())),
        ],
    )


def export_menu(key: str, files: list[tuple[str, str, str, Callable[[], bytes]]]) -> None:
    """A popover of downloads: (ending, media type, name, maker). Makers run only when clicked, because a
    download button that is given bytes keeps them in memory for every visitor."""
    with st.popover(t("common.export"), type="tertiary", icon=":material/download:", key=f"export-{key}"):
        for ending, media, name, make in files:
            st.download_button(
                t(f"common.download_{ending}"),
                data=deferred(make),
                file_name=file_name(name, ending),
                mime=media,
                key=f"download-{key}-{ending}",
                on_click="ignore",
                type="tertiary",
                width="stretch",
            )


def _titles(spec: Mapping[str, Any]) -> tuple[str, str]:
    title = spec.get("title", "")
    if isinstance(title, str):
        return title, ""
    return str(title.get("text", "")), str(title.get("subtitle", ""))
