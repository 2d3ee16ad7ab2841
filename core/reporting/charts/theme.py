"""The look of every chart: fonts, colours, locale, heading; and the cache of finished specifications."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, wraps
from typing import Any, ParamSpec

import altair as alt

from core.common.chart_locale import vega_locale
from core.common.text import Language, language, t

P = ParamSpec("P")
Spec = dict[str, Any]
Drawing = Any  # what altair's own types make of a chart that was given an encoding

FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, SimSun, sans-serif"
ACCENT, SECOND, PALE = "#1f4e8c", "#7a9cc6", "#c9d8ea"
# Of a state: green well, red confirmed wrong, amber late, grey unknown. Blue counts, it never judges.
WELL, PARTLY, EMPTY = "#4fa878", "#a9d6bd", "#7a1a12"
WRONG, LATE, UNCHECKED, EXEMPT = "#b42318", "#b7791f", "#8a94a3", "#d9dee5"
NOT_YET = "#b3bac5"
INK, QUIET, LINE = "#1f2933", "#5b6673", "#e4e8ee"
ROW = 30
# The field of a row that says what a click on its mark is about.
KEY = "key"
# Beside long names a phone has little room: shorter names, and the legend one below the other. Where there
# is no page (in an export) the comparison is false.
_PHONE = "containerSize()[0] < 420"
HEIGHT = 260
# Stretch to the page's width only: fitted in height too, a legend would squeeze the bars below it.
AUTOSIZE = {"type": "fit-x", "contains": "padding"}


def finished(build: Callable[P, Drawing]) -> Callable[P, Spec]:
    """Turn a builder into one that returns the finished specification and keeps the last ones made.

    Building a chart costs some 12 ms; pages run again at every click. Arguments must be hashable."""

    @lru_cache(maxsize=64)
    def kept(
        _language: Language, args: tuple[Hashable, ...], named: tuple[tuple[str, Hashable], ...]
    ) -> Spec:
        chart = build(*args, **dict(named))  # type: ignore[arg-type]
        spec: Spec = chart.properties(width="container").to_dict()
        return {**_titled(spec), "config": _config(_language), "autosize": AUTOSIZE}

    @wraps(build)
    def made(*args: P.args, **named: P.kwargs) -> Spec:
        return kept(language(), args, tuple(sorted(named.items())))

    return made


def heading(chart: str, **values: object) -> alt.TitleParams:
    """Title and subtitle of the chart called `chart` in the catalogue `chart`."""
    return alt.TitleParams(
        text=t(f"chart.{chart}.title", **values), subtitle=t(f"chart.{chart}.note", **values)
    )


def rows(values: list[dict[str, Any]]) -> alt.InlineData:
    """Rows inside the specification."""
    return alt.InlineData(values=values)


def steps(count: int) -> int:
    """The height of `count` horizontal bars, in pixels."""
    return max(count, 2) * ROW


def names_axis() -> alt.Axis:
    """An axis of names, without lines."""
    longest = alt.ExprRef(expr=f"{_PHONE} ? 110 : 190")
    return alt.Axis(title=None, labelLimit=longest, ticks=False, domain=False, labelPadding=8)


def counts_axis(title: str | None = None) -> alt.Axis:
    """An axis of whole numbers."""
    return alt.Axis(title=title, format=",d", tickMinStep=1, tickCount=5, domain=False, ticks=False)


def colours(pairs: list[tuple[str, str]], *, columns: int = 4) -> alt.Color:
    """Colour by the field `what`, in the given order of (word, colour), with at most `columns` in a row."""
    fitting = alt.ExprRef(expr=f"{_PHONE} ? {columns // 3 or 1} : {columns}")
    return alt.Color(
        "what:N",
        scale=alt.Scale(domain=[word for word, _ in pairs], range=[colour for _, colour in pairs]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", columns=fitting),
    )


def _titled(spec: Spec) -> Spec:
    """Layers share one chart: the title that one of them brought is the whole's."""
    layers = spec.get("layer", [])
    titles = [layer.pop("title") for layer in layers if "title" in layer]
    return {**spec, "title": titles[0]} if titles else spec


def _config(of: Language) -> Spec:
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": QUIET, "titleColor": QUIET}
    sizes = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "locale": vega_locale(of),
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**text, **sizes, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE},
        "axisX": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 10},
        "legend": {**text, **sizes, "symbolType": "square", "labelLimit": 240, "offset": 6},
        "header": text,
        "text": {"font": FONT, "fontSize": 12, "color": INK},
        "title": {
            "font": FONT,
            "subtitleFont": FONT,
            "fontSize": 15,
            "subtitleFontSize": 12,
            "color": INK,
            "subtitleColor": QUIET,
            "anchor": "start",
            "frame": "group",
            "offset": 12,
        },
        "bar": {"color": ACCENT, "cornerRadiusEnd": 2},
        "line": {"color": ACCENT, "strokeWidth": 2},
        "rule": {"color": WRONG},
    }


def names_apart(pairs: Iterable[tuple[Hashable, str]]) -> dict[Hashable, str]:
    """A label for each key: its name, with a number behind it where several keys share the name.

    Bars are drawn by label: two schools of one name would be summed up in one bar."""
    named = dict(pairs)
    times, seen = Counter(named.values()), Counter[str]()
    labels: dict[Hashable, str] = {}
    for key, name in named.items():
        seen[name] += 1
        labels[key] = t("chart.same_name", name=name, n=seen[name]) if times[name] > 1 else name
    return labels
