"""The tables of scores, and their buttons."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Literal

import streamlit as st

from core.assessment.lists import MONTHS, MonthMean, QuarterLine, ScoreLine
from core.assessment.measures import MEASURES
from core.common.text import t
from pages.components.figures import Tone
from pages.components.format import decimal
from pages.components.table import Column

TABLE = "assessment"


def pressed(words: str, key: str, icon: str, *, may: bool = True, primary: bool = False) -> bool:
    """A button for whoever `may`: whether it was pressed."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    return may and st.button(t(words), key=key, icon=f":material/{icon}:", type=kind)


def points(value: float | None) -> str:
    """A score or points as sentences say them."""
    return t("assessment.not_measured") if value is None else decimal(value)


def month_columns(found: Sequence[ScoreLine]) -> list[Column[ScoreLine]]:
    """Rank, score and what it is made of; a measure that no unit has anything of has no column."""
    used = [key for key in MEASURES if any(key in one.measures for one in found)]
    head: list[Column[ScoreLine]] = [
        Column(t("assessment.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("assessment.column.place"), lambda row: row.place or None, "number", 70),
        Column(
            t("assessment.column.score"), _score, "number", 90, tone=_tone, sort=lambda row: row.score or -1
        ),
    ]
    if not any(one.id for one in found):
        return head
    return [
        *head,
        Column(t("assessment.column.computed"), lambda row: row.computed, "number", 90),
        Column(t("assessment.column.adjustment"), lambda row: row.adjustment or None, "number", 90),
        *(Column(t(f"assessment.measure.{key}"), partial(_share, key), "share", 110) for key in used),
        Column(t("assessment.column.reason"), lambda row: row.reason, width="medium"),
    ]


def quarter_columns(first: date) -> list[Column[QuarterLine]]:
    """Rank, mean, and the months."""
    months = [date(first.year, first.month + n, 1) for n in range(MONTHS)]
    return [
        Column(t("assessment.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("assessment.column.place"), lambda row: row.place or None, "number", 70),
        Column(
            t("assessment.column.score"), lambda row: t("assessment.not_measured") if row.score is None
            else row.score, "number", 110, sort=lambda row: row.score or -1,
        ),
        *(
            Column(f"{month:%Y-%m}", partial(_of_month, place), "number", 110)
            for place, month in enumerate(months)
        ),
    ]  # fmt: skip


def mean_columns() -> list[Column[MonthMean]]:
    """The means by month."""
    return [
        Column(t("assessment.column.month"), lambda row: f"{row.month:%Y-%m}", width=110),
        Column(t("assessment.column.mean"), lambda row: row.mean, "number", 110),
        Column(t("assessment.column.units"), lambda row: row.units, "number", 110),
    ]


def _score(row: ScoreLine) -> float | str:
    return t("assessment.not_measured") if row.score is None else row.score


def _tone(row: ScoreLine) -> Tone:
    return "unknown" if row.score is None else "plain"


def _share(key: str, row: ScoreLine) -> float | None:
    return row.share(key)


def _of_month(place: int, row: QuarterLine) -> float | None:
    return row.months[place]
