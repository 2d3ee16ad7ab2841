"""Charts of the checks of content: columns as a heat map, open findings by check and by unit."""

import altair as alt

from core.common.text import has, t
from core.reporting.charts.theme import (
    EMPTY,
    EXEMPT,
    KEY,
    LATE,
    PALE,
    SECOND,
    UNCHECKED,
    WELL,
    WRONG,
    Drawing,
    colours,
    counts_axis,
    finished,
    heading,
    names_apart,
    names_axis,
    rows,
)
from core.reporting.statistics.content import AGES, ColumnCell, FindingCount

STATES = {"fresh": WELL, "stale": WRONG, "empty": EMPTY, "unsure": UNCHECKED, "no-window": EXEMPT}

BANDS = (PALE, SECOND, LATE, WRONG)


@finished
def columns(cells: tuple[ColumnCell, ...]) -> Drawing:
    """Website by column: fresh, stale, empty, not sure, without a window."""
    words = [(t(f"chart.columns.{state}"), colour) for state, colour in STATES.items()]
    labels = names_apart((cell.channel_id, cell.site) for cell in cells)
    names = list(labels.values())
    data = rows(
        [
            {
                "site": labels[cell.channel_id],
                "place": cell.place,
                "column": cell.column,
                "what": t(f"chart.columns.{cell.state}"),
                "newest": cell.newest.isoformat() if cell.newest else "",
                "age": cell.age_days,
                "window": cell.window_days,
                KEY: str(cell.channel_id),
            }
            for cell in cells
            if cell.state in STATES
        ]
    )
    return (
        alt.Chart(data, height=max(len(names), 2) * 22, title=heading("columns"))
        .mark_rect(stroke="white", strokeWidth=1.5)
        .encode(
            x=alt.X("place:O", axis=alt.Axis(title=t("chart.columns.axis"), ticks=False, labelAngle=0)),
            y=alt.Y("site:N", sort=names, axis=names_axis()),
            color=colours(words),
            tooltip=[
                alt.Tooltip("site:N", title=t("chart.site")),
                alt.Tooltip("column:N", title=t("chart.columns.column")),
                alt.Tooltip("what:N", title=t("chart.columns.state")),
                alt.Tooltip("newest:N", title=t("chart.columns.newest")),
                alt.Tooltip("age:Q", title=t("chart.columns.age")),
                alt.Tooltip("window:Q", title=t("chart.columns.window")),
            ],
        )
    )


@finished
def findings(counts: tuple[FindingCount, ...], *, of: str) -> Drawing:
    """Open findings by `of` (check or unit) and age."""
    bounds = [t("chart.findings.upto", days=days) for days in AGES]
    labels = names_apart((one.key, _name(one.name)) for one in counts)
    words = list(zip([*bounds, t("chart.findings.beyond", days=AGES[-1])], BANDS, strict=True))
    data = rows(
        [
            {
                "name": labels[one.key],
                "what": words[place][0],
                "count": number,
                "order": place,
                KEY: str(one.key),
            }
            for one in counts
            for place, number in enumerate(one.by_age)
        ]
    )
    names = list(labels.values())
    return (
        alt.Chart(data, height=max(len(names), 2) * 26, title=heading(f"findings_by_{of}"))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", axis=counts_axis(t("chart.findings.axis"))),
            y=alt.Y("name:N", sort=names, axis=names_axis()),
            color=colours(words),
            order="order:O",
            tooltip=[
                alt.Tooltip("name:N", title=t(f"chart.findings.{of}")),
                alt.Tooltip("what:N", title=t("chart.findings.age")),
                alt.Tooltip("count:Q", title=t("chart.findings.axis"), format=",d"),
            ],
        )
    )


def _name(name: str) -> str:
    return t(f"check.{name}.name") if has(f"check.{name}.name") else name
