"""Charts of rectification: found, reported, verified and overdue by week, month or quarter."""

import altair as alt

from core.common.text import t
from core.inspections.burn_down import Left
from core.issues.progress import WHATS, Bucket, Step
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
    rows,
)

SPAN_TITLES: dict[Step, str] = {"week": "chart.day", "month": "chart.month", "quarter": "chart.quarter"}
COLOURS = (PALE, SECOND, ACCENT, LATE)


@finished
def progress(buckets: tuple[Bucket, ...], step: Step) -> Drawing:
    """Found, reported and verified as bars side by side, overdue at the end of each span as a line."""
    names = [t(f"progress.what.{what}") for what in WHATS]
    data = rows(
        [
            {
                "span": span_name(bucket, step),
                "what": name,
                "count": getattr(bucket, what),
                "place": place,
                KEY: bucket.span.first.isoformat(),
            }
            for bucket in buckets
            for place, (what, name) in enumerate(zip(WHATS, names, strict=True))
        ]
    )
    base = alt.Chart(data, height=300, title=_heading(step)).encode(
        x=alt.X("span:O", sort=None, axis=alt.Axis(title=None, ticks=False, labelPadding=6)),
        y=alt.Y("count:Q", axis=counts_axis()),
        color=colours(list(zip(names, COLOURS, strict=True))),
        tooltip=[
            alt.Tooltip("span:O", title=t(SPAN_TITLES[step])),
            alt.Tooltip("what:N", title=t("chart.what")),
            alt.Tooltip("count:Q", title=t("chart.count")),
        ],
    )
    bars = base.mark_bar().encode(xOffset=alt.XOffset("place:O")).transform_filter(alt.datum.place < 3)
    line = base.mark_line(point=alt.OverlayMarkDef(size=40)).transform_filter(alt.datum.place == 3)
    return alt.layer(bars, line)


@finished
def burn_down(points: tuple[Left, ...]) -> Drawing:
    """What is left of an inspection's issues (area) under what was opened (line)."""
    opened, left = t("progress.chart.burn.opened"), t("progress.chart.burn.left")
    data = rows(
        [
            {"day": point.day.isoformat(), "what": what, "count": count, KEY: point.day.isoformat()}
            for point in points
            for what, count in ((opened, point.opened), (left, point.left))
        ]
    )
    title = alt.TitleParams(text=t("progress.chart.burn.title"), subtitle=t("progress.chart.burn.note"))
    base = alt.Chart(data, height=240, title=title).encode(
        x=alt.X("day:O", axis=alt.Axis(title=None, ticks=False, labelPadding=6)),
        y=alt.Y("count:Q", axis=counts_axis()),
        color=colours([(opened, PALE), (left, ACCENT)]),
        tooltip=[
            alt.Tooltip("day:O", title=t("chart.day")),
            alt.Tooltip("what:N", title=t("chart.what")),
            alt.Tooltip("count:Q", title=t("chart.count")),
        ],
    )
    line = base.mark_line(interpolate="step-after").transform_filter(alt.datum.what == opened)
    left_line = base.mark_line(interpolate="step-after", point=alt.OverlayMarkDef(size=25)).transform_filter(
        alt.datum.what == left
    )
    return alt.layer(line, left_line)


def span_name(bucket: Bucket, step: Step) -> str:
    """How a span is called on an axis: its quarter, its month, or the Monday it begins with."""
    if step == "quarter":
        return t("chart.quarter_of", year=bucket.span.first.year, quarter=(bucket.span.first.month + 2) // 3)
    return f"{bucket.span.first:%Y-%m}" if step == "month" else f"{bucket.span.first:%m-%d}"


def _heading(step: Step) -> alt.TitleParams:
    return alt.TitleParams(text=t(f"progress.chart.{step}.title"), subtitle=t(f"progress.chart.{step}.note"))
