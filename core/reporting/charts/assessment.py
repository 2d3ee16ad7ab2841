"""The chart of scores: their mean by month."""

import altair as alt

from core.assessment.lists import MonthMean
from core.common.text import t
from core.reporting.charts.theme import ACCENT, Drawing, colours, finished, rows

HEIGHT = 240


@finished
def scores(means: tuple[MonthMean, ...]) -> Drawing:
    """The mean score of every month as a line; a month without scores leaves a gap in the axis, no 0."""
    name = t("assessment.chart.mean")
    data = rows(
        [{"month": f"{one.month:%Y-%m}", "what": name, "mean": one.mean, "units": one.units} for one in means]
    )
    return (
        alt.Chart(data)
        .mark_line(point={"size": 30, "filled": True})
        .encode(
            x=alt.X("month:O", sort=None, axis=alt.Axis(title=None, ticks=False, labelOverlap=True)),
            y=alt.Y(
                "mean:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5, format="~f")
            ),
            color=colours([(name, ACCENT)]),
            tooltip=[
                alt.Tooltip("month:O", title=t("chart.month")),
                alt.Tooltip("mean:Q", title=name, format=".1f"),
                alt.Tooltip("units:Q", title=t("assessment.column.units"), format=",d"),
            ],
        )
        .properties(
            height=HEIGHT,
            title=alt.TitleParams(t("assessment.chart.title"), subtitle=t("assessment.chart.note")),
        )
    )
