"""Charts of the registry: what it is made of, what came and what left."""

from itertools import accumulate
from typing import Any

import altair as alt

from core.common.text import t
from core.registry.kinds import kind_name
from core.reporting.charts.theme import (
    ACCENT,
    HEIGHT,
    INK,
    KEY,
    LATE,
    PALE,
    SECOND,
    Drawing,
    colours,
    counts_axis,
    finished,
    heading,
    names_axis,
    rows,
    steps,
)
from core.reporting.statistics.closing import LeftByKind, Step, Waterfall
from core.reporting.statistics.registry import KindCount


@finished
def composition(kinds: tuple[KindCount, ...]) -> Drawing:
    """Running channels by kind, websites and accounts in two colours, the largest first."""
    names = {medium: t(f"kind.medium.{medium}") for medium in ("website", "account")}
    ordered = sorted(kinds, key=lambda one: (one.medium != "website", -one.count))
    data = rows(
        [
            {"kind": kind_name(one.kind), "what": names[one.medium], "count": one.count, KEY: one.kind}
            for one in ordered
        ]
    )
    base = alt.Chart(data, height=steps(len(kinds)), title=heading("composition")).encode(
        x=alt.X("count:Q", axis=None),
        y=alt.Y("kind:N", sort=[kind_name(one.kind) for one in ordered], axis=names_axis()),
    )
    bars = base.mark_bar().encode(
        color=colours([(names["website"], ACCENT), (names["account"], SECOND)]),
        tooltip=[
            alt.Tooltip("kind:N", title=t("chart.kind")),
            alt.Tooltip("count:Q", title=t("chart.count"), format=",d"),
        ],
    )
    return alt.layer(bars, _labels(base))


def _bars(change: Waterfall) -> list[dict[str, Any]]:
    """From where to where each bar stands, and what is written above it."""
    moves = _moves(change)
    levels = [0, *accumulate(moved for _, moved, _ in moves)]
    bars: list[dict[str, Any]] = [
        {
            "step": t(f"chart.waterfall.{name}"),
            "from": low,
            "to": low + moved,
            "shown": f"{moved:+,d}",
            "what": role,
            KEY: name,
        }
        for (name, moved, role), low in zip(moves, levels, strict=False)
    ]
    bars.append(
        {
            "step": t("chart.waterfall.end"),
            "from": 0,
            "to": change.end,
            "shown": f"{change.end:,d}",
            "what": "end",
            KEY: "end",
        }
    )
    for bar in bars:
        bar["top"] = max(bar["from"], bar["to"])
    bars[0]["shown"] = str(bars[0]["shown"]).lstrip("+")
    return bars


@finished
def waterfall(change: Waterfall) -> Drawing:
    """What ran at the start, came, left, and runs at the end of the period."""
    bars = _bars(change)
    base = alt.Chart(
        rows(bars),
        height=HEIGHT,
        title=heading(f"waterfall.{change.medium}", start=bars[0]["to"], end=change.end),
    ).encode(
        x=alt.X(
            "step:O",
            sort=None,
            axis=alt.Axis(title=None, ticks=False, labelPadding=6, labelLimit=90, labelOverlap=False),
        )
    )
    drawn = base.mark_bar(size=44, cornerRadius=0, cornerRadiusEnd=0).encode(
        y=alt.Y("from:Q", axis=counts_axis()),
        y2="to:Q",
        color=alt.Color(
            "what:N",
            scale=alt.Scale(domain=["in", "out", "end"], range=[SECOND, PALE, ACCENT]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("step:O", title=t("chart.what")),
            alt.Tooltip("shown:N", title=t("chart.count")),
        ],
    )
    labels = base.mark_text(dy=-8, fontWeight="bold", color=INK).encode(y="top:Q", text="shown:N")
    return alt.layer(drawn, labels)


@finished
def funnel(steps_: tuple[Step, ...]) -> Drawing:
    """How many cases reached each step; those that stand late at it in amber."""
    on_time, late = t("chart.funnel.reached"), t("chart.funnel.late")
    data = rows(
        [
            {
                "step": t(f"state.case.{step.state.value}"),
                "what": what,
                "count": count,
                "total": step.reached,
                "order": place,
                KEY: step.state.value,
            }
            for step in steps_
            for place, (what, count) in enumerate(((on_time, step.reached - step.late), (late, step.late)))
        ]
    )
    base = alt.Chart(data, height=steps(len(steps_)), title=heading("funnel")).encode(
        y=alt.Y("step:N", sort=None, axis=names_axis()),
    )
    bars = base.mark_bar().encode(
        x=alt.X("count:Q", axis=None, stack="zero"),
        color=colours([(on_time, ACCENT), (late, LATE)]),
        order=alt.Order("order:Q"),
        tooltip=[
            alt.Tooltip("step:N", title=t("chart.what")),
            alt.Tooltip("what:N", title=t("chart.state")),
            alt.Tooltip("count:Q", title=t("chart.count"), format=",d"),
        ],
    )
    labels = base.mark_text(align="left", dx=6, color=INK).encode(
        x=alt.X("max(total):Q"), text=alt.Text("max(total):Q", format=",d")
    )
    return alt.layer(bars, labels)


@finished
def left_by_kind(kinds: tuple[LeftByKind, ...]) -> Drawing:
    """Channels that left, by kind and by how."""
    ways = [(t(f"state.event.{way}"), colour) for way, colour in _WAYS.items()]
    ordered = sorted(kinds, key=lambda one: -(one.closed + one.merged + one.cancelled))
    data = rows(
        [
            {
                "kind": kind_name(one.kind),
                "what": t(f"state.event.{way}"),
                "count": getattr(one, way),
                KEY: one.kind,
            }
            for one in ordered
            for way in _WAYS
        ]
    )
    return (
        alt.Chart(data, height=steps(len(kinds)), title=heading("left"))
        .mark_bar()
        .encode(
            x=alt.X("sum(count):Q", axis=counts_axis()),
            y=alt.Y("kind:N", sort=[kind_name(one.kind) for one in ordered], axis=names_axis()),
            color=colours(ways),
            tooltip=[
                alt.Tooltip("kind:N", title=t("chart.kind")),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count")),
            ],
        )
    )


_WAYS = {"closed": ACCENT, "merged": SECOND, "cancelled": PALE}


def _moves(change: Waterfall) -> list[tuple[str, int, str]]:
    """(name, change, role) of the steps that happened; one that shows where it began always stands."""
    came = [("start", change.start, "in"), ("found", change.found, "in"), ("opened", change.opened, "in")]
    came.append(("reopened", change.reopened, "in"))
    left = [("closed", -change.closed, "out"), ("merged", -change.merged, "out")]
    left.append(("cancelled", -change.cancelled, "out"))
    return [step for step in (*came, *left) if step[1]] or came[:1]


def _labels(base: Drawing) -> Drawing:
    return base.mark_text(align="left", dx=6).encode(text=alt.Text("count:Q", format=",d"))
