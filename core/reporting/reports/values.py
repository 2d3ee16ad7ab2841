"""Every figure of a period, computed once for text, tables, slides and screens, compared with the period
before and the same one of the year before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from core.common.text import t
from core.issues.comparison import FEWEST
from core.records.gaps import Months, month_words
from core.reporting.figures import figures_in
from core.reporting.figures.counting import Year
from core.reporting.figures.labels import label, leaves, value_words
from core.reporting.figures.work import work
from core.reporting.reports.left_out import CHAPTER_OF, left_out
from core.reporting.reports.period import Period
from db.engine import reading
from db.models import ChannelEvent

# The growth figure's key names the year it compares with; texts and lists know it by one name.
_OVER = re.compile(r"_over_\d{4}_percent$")
GROWTH = "portal.updates_growth_over_last_year_percent"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure. `before` and `year_ago` are None where nothing is compared: the period is under way, or
    nothing was recorded then. `gaps` are the months that the value leaves out, since nobody recorded them,
    `before_gaps` and `year_gaps` those that the other two leave out."""

    path: str
    label: str
    value: Any
    before: Any = None
    year_ago: Any = None
    gaps: Months = ()
    before_gaps: Months = ()
    year_gaps: Months = ()

    @property
    def left_out(self) -> Months:
        """The months that the value, or one it is compared with, leaves out; none where there is no value."""
        then = (self.before_gaps if self.before is not None else ()) + (
            self.year_gaps if self.year_ago is not None else ()
        )
        return tuple(sorted({*self.gaps, *then})) if self.recorded else ()

    @property
    def named(self) -> str:
        """Its name with the months that are left out, as lists of figures show it."""
        return self.label + left_out_words(self.left_out)

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]

    @property
    def words(self) -> str:
        """The value as every paper and page prints it."""
        return value_words(self.path, self.value)

    @property
    def recorded(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def change(self, then: Any) -> str:
        """The change from `then` for a table, with its sign: points of a percentage, per cent of a count from
        bases of `FEWEST` on, the plain difference below; empty where nothing can be compared."""
        unit, value = self._changed(then)
        if not value:
            return t("report.same") if unit else ""
        return t(f"report.change.{unit}", value=f"{value:+,g}")

    def change_said(self, then: Any) -> str:
        """The same change for a sentence: risen or fallen by how much."""
        unit, value = self._changed(then)
        if not value:
            return t("report.same") if unit else ""
        by = t(f"report.change.{unit}", value=f"{abs(value):,g}")
        return t(f"report.{'up' if value > 0 else 'down'}.{unit}", by=by)

    def _changed(self, then: Any) -> tuple[str, float]:
        """The unit of the change from `then`, empty where nothing can be compared, and its size."""
        if not isinstance(self.value, int | float) or not isinstance(then, int | float):
            return "", 0
        difference = self.value - then
        if self.path.endswith("_percent"):
            return "points", round(difference, 1)
        if then < FEWEST:
            return "plain", difference
        return "percent", round(100 * difference / then, 1)


def report_figures(period: Period) -> tuple[ReportFigure, ...]:
    """All figures of the period in the order of the report; those of work in progress first, where the
    period is shorter than a year."""
    values = values_of(period)
    earlier, year_ago = _compared(period, period.before()), _compared(period, period.year_before())
    now, before, year = (_gaps(one) for one in (period, period.before(), period.year_before()))
    # Growth over the year before leaves out what either of the two years does.
    now = {**now, GROWTH: tuple(sorted({*now.get(GROWTH, ()), *year.get(GROWTH, ())}))}
    return tuple(
        ReportFigure(
            path, label_of(path, period), value, earlier.get(path), year_ago.get(path),
            now.get(path, ()), before.get(path, ()), year.get(path, ()),
        )
        for path, value in values.items()
    )  # fmt: skip


def left_out_words(months: Months) -> str:
    """That months are not recorded and not counted, to stand behind a figure; empty without any."""
    return t("report.left_out", months=month_words(months)) if months else ""


def values_of(period: Period) -> Values:
    """Path → value of every figure of a period, compared with nothing."""
    return _values(period.counted, whole_year=period.kind == "yearly")


def label_of(path: str, period: Period) -> str:
    """A figure's name; that of growth names the year it is compared with."""
    if path == GROWTH:
        return t(f"figure.{GROWTH}", year=period.first.year - 1)
    return label(path)


def canonical(path: str) -> str:
    """The path without the year that a report on one year has in it."""
    return _OVER.sub("_over_last_year_percent", path)


def _values(stretch: Year, *, whole_year: bool) -> dict[str, Any]:
    with reading() as session:
        tree: dict[str, Any] = {} if whole_year else {"work": work(session, stretch)}
        tree |= figures_in(session, stretch)
    return {canonical(path): value for path, value in leaves(tree)}


def _gaps(period: Period) -> Mapping[str, Months]:
    """Path → the months that the figure leaves out of a period."""
    with reading() as session:
        found = left_out(session, period.counted)
    return {path: found[key] for path, key in CHAPTER_OF.items() if key in found}


def _compared(period: Period, other: Period) -> Values:
    """The figures of another period; none where this one is under way, or nothing was known by its end."""
    began = _began()
    if not period.complete or began is None or other.last < began:
        return {}
    return values_of(other)


def _began() -> date | None:
    """The day of the first event of the registry."""
    with reading() as session:
        first: date | None = session.execute(select(func.min(col(ChannelEvent.day)))).scalar_one()
        return first
