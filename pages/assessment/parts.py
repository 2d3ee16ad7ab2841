"""What a score is made of: each measure with its points, what would raise it most, the rows behind it."""

from datetime import date

import streamlit as st

from core.access import current_actor
from core.assessment import lists
from core.assessment.lists import ScoreLine
from core.assessment.measures import Counted
from core.assessment.scoring import Part, gains
from core.common.text import t
from pages.assessment.tables import points
from pages.components.format import number
from pages.components.links import address_of
from pages.components.table import Column, paged, table_box
from pages.shell.navigation import Key

PAGES: dict[str, tuple[Key, str]] = {
    "channel": ("channel", "id"),
    "issue": ("issues", "issue"),
    "message": ("messages", "id"),
    "notice": ("notices", "notice"),
    "task": ("tasks", "task"),
}
# What the staff of one unit may not open.
OFFICE_ONLY = ("message",)


def parts_dialog(line: ScoreLine, version: int) -> None:
    """The measures, and the rows of the one that is chosen."""
    found = lists.parts_of(line, version)
    if line.score is not None:
        head = {"score": line.score, "computed": line.computed, "adjustment": line.adjustment}
        st.markdown(t("assessment.parts.head", **{name: points(value) for name, value in head.items()}))
        most = gains(found)
        st.markdown(
            t("assessment.parts.most", measure=_name(most[0].key), gain=points(most[0].gain))
            if most
            else t("assessment.parts.full")
        )
    chosen = table_box(
        paged(found),
        _columns(),
        key="assessment-parts-table",
        name=t("assessment.open_parts"),
        select="one",
        identity=lambda row: row.key,
        heading=False,
    )
    st.caption(t("assessment.parts.note"))
    if chosen:
        _rows(chosen[0].key, line.month, line.unit_id)


def _rows(key: str, month: date, unit_id: int) -> None:
    st.caption(t("assessment.parts.as_now"))
    rows = lists.rows_behind(key, month, unit_id)
    table_box(
        paged(rows),
        [
            Column(t("assessment.column.what"), lambda row: row.name, width="large"),
            Column(t("assessment.column.day"), lambda row: row.day, "day", 120),
            Column(t("assessment.column.part"), lambda row: round(row.part, 3), "number", 100),
            Column(t("assessment.column.whole"), lambda row: row.whole, "number", 100),
        ],
        key="assessment-rows",
        name=t("assessment.parts.behind", measure=_name(key)),
        filters=(key, month, unit_id),
        href=_address if not (current_actor().of_a_unit and rows and rows[0].noun in OFFICE_ONLY) else None,
    )


def _address(row: Counted) -> str:
    page, name = PAGES[row.noun]
    return address_of(page, **{name: row.id})


def _columns() -> list[Column[Part]]:
    return [
        Column(t("assessment.column.measure"), lambda row: _name(row.key), width=190),
        Column(t("assessment.column.weight"), lambda row: row.weight, "number", 80),
        Column(t("assessment.column.share"), _share, "share", 110),
        Column(t("assessment.column.counts"), _counts, width=130),
        Column(t("assessment.column.points"), lambda row: _one(row.points), "number", 90),
        Column(t("assessment.column.gain"), lambda row: row.gain, "number", 100),
    ]


def _name(key: str) -> str:
    return t(f"assessment.measure.{key}")


def _share(row: Part) -> float | str:
    return t("assessment.not_measured") if row.share is None else row.share


def _counts(row: Part) -> str:
    if row.part is None or row.whole is None:
        return t("common.none")
    return f"{number(round(row.part, 1))} / {number(row.whole)}"


def _one(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
