"""The chart of a chapter kept by hand: its rows, or a sum over them, by month."""

from datetime import date

import altair as alt

from core.common.text import t
from core.reporting.charts.theme import ACCENT, Drawing, colours, counts_axis, finished, rows

HEIGHT = 200


@finished
def by_month(months: tuple[tuple[date, int], ...], title: str, what: str) -> Drawing:
    """A bar for every month that has rows; one without has none, which is not 0."""
    data = rows([{"month": f"{month:%Y-%m}", "what": what, "count": count} for month, count in months])
    return (
        alt.Chart(data)
        .mark_bar(size=alt.ExprRef(expr=f"min(26, 0.6 * width / {max(len(months), 1)})"))
        .encode(
            x=alt.X("month:O", sort=None, axis=alt.Axis(title=None, ticks=False, labelOverlap=True)),
            y=alt.Y("count:Q", axis=counts_axis()),
            color=colours([(what, ACCENT)]),
            tooltip=[
                alt.Tooltip("month:O", title=t("chart.month")),
                alt.Tooltip("count:Q", title=what, format=",d"),
            ],
        )
        .properties(height=HEIGHT, title=title)
    )
