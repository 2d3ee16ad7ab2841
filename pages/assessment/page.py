"""Assessment of units: a month or a quarter ranked, its steps, how scores have grown, appeals."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.assessment import lists
from core.assessment.lists import Filter, MonthMean, QuarterLine, Round, ScoreLine
from core.common import clock
from core.common.text import t
from core.common.vocabulary import AppealState
from core.reporting.charts.assessment import scores as chart
from pages.assessment.actions import round_buttons, score_buttons, state_line
from pages.assessment.appeals import appeal_table, appeals_box
from pages.assessment.tables import TABLE, mean_columns, month_columns, points, quarter_columns
from pages.components import filters
from pages.components.chart import chart_box
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.flash import say
from pages.components.format import number, percent
from pages.components.header import header
from pages.components.table import Column, paged, sheet_of, table_box
from pages.components.unit_filter import unit_filter
from pages.shell.guard import require

MONTHS, QUARTERS = 25, 9
FIRST_OF_LIST = 3


def show() -> None:
    """Draw the filters, a month or a quarter, the run of the means, appeals."""
    rounds = {one.month: one for one in lists.rounds()}
    by = filters.switch(
        "by", t("assessment.by"), lists.STEPS, lambda key: t(f"progress.step.{key}"), default="month"
    )
    left, middle, right = st.columns(3)
    with left:
        period = _period(by, rounds)
    with middle:
        unit_id, own_only = unit_filter(lists.units(), t("assessment.unit"))
    with right:
        wanted = Filter(unit_id, own_only, filters.search("q", t("assessment.search")))
    if by == "month":
        _month(period, rounds.get(period), wanted)
    else:
        _quarter(period, wanted)


def _period(by: str, rounds: dict[date, Round]) -> date:
    """The first day of the month or quarter: the newest that was counted, or the last that has ended, unless
    the reader chose another."""
    length = 1 if by == "month" else lists.MONTHS
    known = {f"{one:%Y-%m}": one for one in _firsts(length)}
    counted = [name for name, one in known.items() if one in rounds]
    ended = list(known)[min(1, len(known) - 1)]
    asked = filters.choice(
        by, t(f"assessment.{by}"), list(known), partial(_named, by),
        default=counted[0] if counted and by == "month" else ended,
    )  # fmt: skip
    return known[asked]


def _firsts(length: int) -> list[date]:
    """The first days of months or quarters, the present one first."""
    this = clock.today()
    number_ = this.year * 12 + this.month - 1
    number_ -= number_ % length
    count = MONTHS if length == 1 else QUARTERS
    return [date((number_ - back) // 12, (number_ - back) % 12 + 1, 1)
            for back in range(0, count * length, length)]  # fmt: skip


def _named(by: str, period: str) -> str:
    if by == "month":
        return period
    year, month = period.split("-")
    return t("chart.quarter_of", year=year, quarter=(int(month) + 2) // lists.MONTHS)


def _month(month: date, round_: Round | None, wanted: Filter) -> None:
    found = lists.lines(month, wanted)
    name = f"{month:%Y-%m}"
    bar = st.container(horizontal=True, gap="small", key="assessment-bar")
    if round_ is not None:
        st.markdown(state_line(round_))
        if month == clock.today().replace(day=1):
            st.caption(t("assessment.so_far"))
    means = lists.means(wanted)
    since = _figures(found, means, wanted) if found or means else None
    chosen: list[ScoreLine] = []
    if found or round_ is not None:
        chosen = table_box(
            paged(found),
            month_columns(found),
            key=TABLE,
            name=t("assessment.list", period=name),
            filters=(month, wanted),
            select="one" if round_ else "none",
            identity=lambda row: (row.unit_id, row.version),
            in_address=True,
        )
        _remarks(found, round_)
    else:
        st.info(_nothing(name))
    with bar:
        round_buttons(month, round_)
        if round_ is not None and chosen:
            score_buttons(chosen[0], round_)
    _run(means)
    appeals_box(wanted)
    rows_behind(_behind(found, means, since, wanted))


def _remarks(found: tuple[ScoreLine, ...], round_: Round | None) -> None:
    unmeasured = sum(one.score is None for one in found)
    if unmeasured:
        st.caption(t("assessment.unmeasured", count=unmeasured))
    st.caption(t("assessment.choose" if round_ else "assessment.by_hand"))


def _nothing(month: str) -> str:
    actor = current_actor()
    if actor.of_a_unit:
        return t("assessment.nothing_unit", month=month)
    may = actor.role.allows(Role.INSPECTOR)
    return t("assessment.nothing_may" if may else "assessment.nothing", month=month)


def _quarter(first: date, wanted: Filter) -> None:
    found = lists.quarter(first, wanted)
    name = _named("quarter", f"{first:%Y-%m}")
    st.caption(t("assessment.quarter_note"))
    columns: list[Column[QuarterLine]] = quarter_columns(first)
    table_box(
        paged(found),
        columns,
        key="assessment-quarter",
        name=t("assessment.list", period=name),
        filters=(first, wanted),
        in_address=True,
        empty=_nothing(name) if not found else "",
    )
    _run(lists.means(wanted))


def _figures(found: tuple[ScoreLine, ...], means: tuple[MonthMean, ...], wanted: Filter) -> date | None:
    """The figures of the units shown; returns the month since which growth is counted."""
    known = [one.score for one in found if one.score is not None]
    waiting = lists.appeals(wanted, state=AppealState.ASKED, limit=1).total
    since = _since(means)
    grown = lists.growth(means, since) if since else None
    unknown = t("assessment.not_measured")
    mean = round(sum(known) / len(known), 1) if known else None
    figures = [
        Figure("mean", t("assessment.figure.mean"), points(mean),
               t("assessment.figure.mean_note", count=len(known)), "plain" if known else "unknown"),
        Figure("scored", t("assessment.figure.scored"), number(len(known)) if found else unknown,
               t("assessment.figure.scored_note", count=len(found)), "plain" if found else "unknown"),
        Figure("appeals", t("assessment.figure.appeals"), number(waiting),
               t("assessment.figure.appeals_note"), "late" if waiting else "plain"),
        Figure("growth", t("assessment.figure.growth"),
               unknown if grown is None else percent(grown / 100),
               _stretch(since, means),
               "unknown" if grown is None else "plain"),
    ]  # fmt: skip
    metric_row(figures, key="assessment")
    return since


def _stretch(since: date | None, means: tuple[MonthMean, ...]) -> str:
    """From which month to which growth is counted: the one shown need not be the last."""
    if since is None:
        return ""
    return t("assessment.figure.growth_note", month=f"{since:%Y-%m}", last=f"{means[-1].month:%Y-%m}")


def _since(means: tuple[MonthMean, ...]) -> date | None:
    if not means:
        return None
    known = {f"{one.month:%Y-%m}": one.month for one in means}
    with st.container(width=240):
        asked = filters.choice("since", t("assessment.since"), list(known), str, default=next(iter(known)))
    return known[asked]


def _run(means: tuple[MonthMean, ...]) -> None:
    if means:
        chart_box(
            chart(means),
            lambda: sheet_of(t("assessment.chart.title"), mean_columns(), means),
            key="assessment",
        )


def _behind(
    found: tuple[ScoreLine, ...], means: tuple[MonthMean, ...], since: date | None, wanted: Filter
) -> dict[str, tuple[str, Callable[[], None]]]:
    scored = tuple(one for one in found if one.score is not None)
    later = tuple(one for one in means if since and one.month >= since)
    return {
        "mean": (t("assessment.figure.mean"), partial(_scores, scored, "assessment-mean")),
        "scored": (t("assessment.figure.scored"), partial(_scores, found, "assessment-scored")),
        "appeals": (t("assessment.figure.appeals"), partial(_waiting, wanted)),
        "growth": (t("assessment.figure.growth"), partial(_means, later)),
    }


def _scores(found: tuple[ScoreLine, ...], key: str) -> None:
    columns = month_columns(found)
    table_box(paged(found), columns, key=key, name=t("assessment.column.score"), heading=False)


def _waiting(wanted: Filter) -> None:
    appeal_table(wanted, AppealState.ASKED, "assessment-waiting")


def _means(found: tuple[MonthMean, ...]) -> None:
    table_box(
        paged(found), mean_columns(), key="assessment-means", name=t("assessment.column.mean"), heading=False
    )


require(Role.LEADER)
header("assessment")
say()
show()
