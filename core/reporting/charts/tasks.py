"""The chart of a task: how far every supervising unit is."""

import altair as alt

from core.common.text import t
from core.reporting.charts.theme import (
    ACCENT,
    PALE,
    SECOND,
    Drawing,
    colours,
    counts_axis,
    finished,
    names_axis,
    rows,
    steps,
)
from core.tasks.lists import UnitProgress

MOST = 30


@finished
def progress(units: tuple[UnitProgress, ...]) -> Drawing:
    """Done, to be accepted and not done as one bar a unit, the furthest behind first; at most `MOST`."""
    shown = units[:MOST]
    parts = [("done", ACCENT), ("proved", SECOND), ("left", PALE)]
    names = {key: t(f"tasks.chart.{key}") for key, _ in parts}
    data = rows(
        [
            {"unit": one.unit, "what": names[key], "count": count, "place": place}
            for one in shown
            for place, (key, count) in enumerate(
                (("done", one.done), ("proved", one.proved), ("left", one.asked - one.done - one.proved))
            )
        ]
    )
    title = alt.TitleParams(t("tasks.chart.title"), subtitle=t("tasks.chart.note"))
    return (
        alt.Chart(data, height=steps(len(shown)), title=title)
        .mark_bar()
        .encode(
            x=alt.X("count:Q", axis=counts_axis()),
            y=alt.Y("unit:N", sort=[one.unit for one in shown], axis=names_axis()),
            color=colours([(names[key], colour) for key, colour in parts]),
            order="place:O",
            tooltip=[
                alt.Tooltip("unit:N", title=t("chart.unit")),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count"), format=",d"),
            ],
        )
    )
