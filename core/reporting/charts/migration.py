"""The chart of moving: how far the items of every old site are."""

from collections.abc import Sequence

import altair as alt

from core.common.text import t
from core.lifecycle.migration_lists import SourceLine
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

MOST = 30


@finished
def moved(sources: Sequence[SourceLine]) -> Drawing:
    """Verified, moved and still to be moved as one bar a site."""
    parts = [("verified", ACCENT), ("moved", SECOND), ("left", PALE)]
    names = {key: t(f"migration.chart.{key}") for key, _ in parts}
    data = rows(
        [
            {"site": one.channel, "what": names[key], "count": count, "place": place}
            for one in sources
            for place, (key, count) in enumerate(
                (
                    ("verified", one.verified),
                    ("moved", one.moved - one.verified),
                    ("left", max(one.planned - one.moved, 0)),
                )
            )
        ]
    )
    title = alt.TitleParams(t("migration.chart.title"), subtitle=t("migration.chart.note"))
    return (
        alt.Chart(data, height=steps(len(sources)), title=title)
        .mark_bar()
        .encode(
            x=alt.X("count:Q", axis=counts_axis()),
            y=alt.Y("site:N", sort=[one.channel for one in sources], axis=names_axis()),
            color=colours([(names[key], colour) for key, colour in parts]),
            order="place:O",
            tooltip=[
                alt.Tooltip("site:N", title=t("migration.column.source")),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count"), format=",d"),
            ],
        )
    )
