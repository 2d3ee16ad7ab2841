"""The period a page speaks of, chosen by the reader and kept in the address."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from core.common import clock
from core.common.text import t
from core.reporting.statistics.closing import first_census, first_event
from pages.components.filters import day, switch

CENSUS, CENSUS_YEAR, YEAR, FREE = "census", "census_year", "year", "free"


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before it begins, at whose end its start is counted."""
        return self.first - timedelta(days=1)


def period_switch(*, free: bool = False) -> Period:
    """Draw the choice: since the first census, its year, this year or, with `free`, any two days."""
    today = clock.today()
    began = first_census() or first_event() or today.replace(month=1, day=1)
    options = [CENSUS, CENSUS_YEAR, YEAR] + ([FREE] if free else [])
    chosen = switch(
        "period",
        t("common.period.label"),
        options,
        lambda key: t(f"common.period.{key}", year=began.year),
        default=CENSUS,
        follows="period",
    )
    if chosen == FREE:
        return _free(began, today)
    known = {
        CENSUS: Period(began, today),
        CENSUS_YEAR: Period(began, min(date(began.year, 12, 31), today)),
        YEAR: Period(date(today.year, 1, 1), today),
    }
    return known[chosen]


def _free(began: date, today: date) -> Period:
    earliest = min(first_event() or began, began)
    left, right = st.columns(2)
    with left:
        first = day("from", t("common.from"), default=began, earliest=earliest, latest=today, follows="from")
    with right:
        last = day("until", t("common.until"), default=today, earliest=first, latest=today, follows="until")
    return Period(first, last)
