"""How far each of several is: what is done, what waits and what is left, as one bar each."""

from collections.abc import Mapping, Sequence

import altair as alt

from core.common.text import t
from core.reporting.charts.theme import (
    ACCENT,
    PALE,
    SECOND,
    Drawing,
    colours,
    counts_axis,
    names_axis,
    rows,
    steps,
)

COLOURS = (ACCENT, SECOND, PALE)


def stages(topic: str, heading: str, lines: Sequence[tuple[str, Mapping[str, int]]]) -> Drawing:
    """A bar for each of `lines` (name, stage → count), from the furthest stage on. The catalogue's
    `<topic>.chart` has the title and the names of the stages; `heading` says what the names are of."""
    keys = list(lines[0][1]) if lines else []
    names = {key: t(f"{topic}.chart.{key}") for key in keys}
    data = rows(
        [
            {"name": name, "what": names[key], "count": count, "place": place}
            for name, counts in lines
            for place, (key, count) in enumerate(counts.items())
        ]
    )
    title = alt.TitleParams(t(f"{topic}.chart.title"), subtitle=t(f"{topic}.chart.note"))
    return (
        alt.Chart(data, height=steps(len(lines)), title=title)
        .mark_bar()
        .encode(
            x=alt.X("count:Q", axis=counts_axis()),
            y=alt.Y("name:N", sort=[name for name, _ in lines], axis=names_axis()),
            color=colours(list(zip(names.values(), COLOURS, strict=False))),
            order="place:O",
            tooltip=[
                alt.Tooltip("name:N", title=heading),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count"), format=",d"),
            ],
        )
    )
