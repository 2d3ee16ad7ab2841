"""Charts of rectification: found, reported, verified and overdue by week or month."""

import altair as alt

from core.rectification.progress import WHATS, Bucket, Step
from core.reporting.charts.theme import (
    ACCENT,
    LATE,
    PALE,
    SECOND,
    Drawing,
    colours,
    counts_axis,
    finished,
    rows,
)
from core.text import t

COLOURS = (PALE, SECOND, ACCENT, LATE)


@finished
def progress(buckets: tuple[Bucket, ...], step: Step) -> Drawing:
    """Found, reported and verified as bars side by side, overdue at the end of each span as a line."""
    names = [t(f"progress.what.{what}") for what in WHATS]
    data = rows(
        [
            {"span": span_name(bucket, step), "what": name, "count": getattr(bucket, what), "place": place}
            for bucket in buckets
            for place, (what, name) in enumerate(zip(WHATS, names, strict=True))
        ]
    )
    base = alt.Chart(data, height=300, title=_heading(step)).encode(
        x=alt.X("span:O", sort=None, axis=alt.Axis(title=None, ticks=False, labelPadding=6)),
        y=alt.Y("count:Q", axis=counts_axis()),
        color=colours(list(zip(names, COLOURS, strict=True))),
        tooltip=[
            alt.Tooltip("span:O", title=t("chart.day" if step == "week" else "chart.month")),
            alt.Tooltip("what:N", title=t("chart.what")),
            alt.Tooltip("count:Q", title=t("chart.count")),
        ],
    )
    bars = base.mark_bar().encode(xOffset=alt.XOffset("place:O")).transform_filter(alt.datum.place < 3)
    line = base.mark_line(point=alt.OverlayMarkDef(size=40)).transform_filter(alt.datum.place == 3)
    return alt.layer(bars, line)


def span_name(bucket: Bucket, step: Step) -> str:
    """How a span is called on an axis: its month, or the Monday it begins with."""
    return f"{bucket.span.first:%Y-%m}" if step == "month" else f"{bucket.span.first:%m-%d}"


def _heading(step: Step) -> alt.TitleParams:
    return alt.TitleParams(text=t(f"progress.chart.{step}.title"), subtitle=t(f"progress.chart.{step}.note"))
