"""Charts of issues: the trend by month, what waits in each unit."""

import altair as alt

from core.common.text import t
from core.reporting.charts.theme import (
    ACCENT,
    KEY,
    LATE,
    PALE,
    SECOND,
    Drawing,
    colours,
    counts_axis,
    finished,
    heading,
    names_apart,
    names_axis,
    rows,
    steps,
)
from core.reporting.statistics.issues import Month
from core.reporting.statistics.units import UnitHealth


@finished
def trend(months: tuple[Month, ...]) -> Drawing:
    """Issues found (bars) and verified as rectified (line), by month. The month that is not over stands apart
    from the line, which would fall to what a few days brought."""
    found, rectified = t("chart.trend.found"), t("chart.trend.rectified")
    data = rows(
        [
            {
                "month": _name(month),
                "what": what,
                "count": count,
                "running": month.running,
                KEY: month.first.isoformat(),
            }
            for month in months
            for what, count in ((found, month.found), (rectified, month.rectified))
        ]
    )
    base = alt.Chart(data, height=330, title=heading("trend")).encode(
        x=alt.X("month:O", axis=alt.Axis(title=None, ticks=False, labelPadding=6)),
        y=alt.Y("count:Q", axis=counts_axis()),
        color=colours([(found, PALE), (rectified, ACCENT)]),
        tooltip=[
            alt.Tooltip("month:O", title=t("chart.month")),
            alt.Tooltip("what:N", title=t("chart.what")),
            alt.Tooltip("count:Q", title=t("chart.count")),
        ],
    )
    bars = base.mark_bar().transform_filter(alt.datum.what == found)
    verified = base.transform_filter(alt.datum.what == rectified)
    line = verified.mark_line(point=alt.OverlayMarkDef(size=40)).transform_filter(~alt.datum.running)
    # Hollow: so many until today.
    so_far = verified.mark_point(size=40, filled=False).transform_filter(alt.datum.running)
    return alt.layer(bars, line, so_far)


def _name(month: Month) -> str:
    name = f"{month.first:%Y-%m}"
    return t("chart.trend.running", month=name) if month.running else name


@finished
def waiting_by_unit(units: tuple[UnitHealth, ...]) -> Drawing:
    """Unsettled issues of each supervising unit, the overdue ones apart."""
    overdue, in_time = t("chart.waiting.overdue"), t("chart.waiting.in_time")
    labels = names_apart((unit.unit_id, unit.name) for unit in units)
    data = rows(
        [
            {
                "unit": labels[unit.unit_id],
                "what": what,
                "count": count,
                "order": place,
                KEY: f"{unit.unit_id} {('overdue', 'open')[place]}",
            }
            for unit in units
            for place, (what, count) in enumerate(
                ((overdue, unit.overdue), (in_time, unit.open - unit.overdue))
            )
        ]
    )
    return (
        alt.Chart(data, height=steps(len(units)), title=heading("waiting"))
        .mark_bar()
        .encode(
            x=alt.X("sum(count):Q", axis=counts_axis()),
            y=alt.Y("unit:N", sort=list(labels.values()), axis=names_axis()),
            color=colours([(overdue, LATE), (in_time, SECOND)]),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("unit:N", title=t("chart.unit")),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count")),
            ],
        )
    )
