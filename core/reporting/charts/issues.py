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
    """Issues found (bars) and verified as rectified (line), by month."""
    found, rectified = t("chart.trend.found"), t("chart.trend.rectified")
    data = rows(
        [
            {"month": f"{month.first:%Y-%m}", "what": what, "count": count, KEY: month.first.isoformat()}
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
    line = base.mark_line(point=alt.OverlayMarkDef(size=40)).transform_filter(alt.datum.what == rectified)
    return alt.layer(bars, line)


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
