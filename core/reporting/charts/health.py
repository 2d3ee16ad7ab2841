"""Charts of health: websites by state, failures against the line, the strip of days, home freshness."""

import altair as alt

from core.common.outcome import PENDING
from core.common.text import has, t
from core.reporting.charts.theme import (
    EXEMPT,
    HEIGHT,
    KEY,
    LATE,
    NOT_YET,
    PARTLY,
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
    steps,
)
from core.reporting.statistics.availability import SiteDay, SiteVisits, Week
from core.reporting.statistics.units import UnitHealth
from core.reporting.statistics.websites import CheckCount, FreshnessRow

OUTCOMES = {
    "ok": WELL,
    "problem": WRONG,
    "suspect": LATE,
    "blocked": UNCHECKED,
    PENDING: NOT_YET,
    "exempt": EXEMPT,
}
PERCENT = ".1%"


@finished
def websites_by_unit(units: tuple[UnitHealth, ...]) -> Drawing:
    """Websites of each supervising unit: fine, with a problem, could not be checked, not checked yet."""
    words = [
        (t("chart.units.problem"), WRONG),
        (t("chart.units.unchecked"), UNCHECKED),
        (t("chart.units.none"), NOT_YET),
        (t("chart.units.ok"), WELL),
    ]
    labels = names_apart((unit.unit_id, unit.name) for unit in units)
    data = rows(
        [
            {
                "unit": labels[unit.unit_id],
                "what": word,
                "count": count,
                "order": place,
                KEY: str(unit.unit_id),
            }
            for unit in units
            for place, ((word, _), count) in enumerate(
                zip(words, (unit.problem, unit.unchecked, unit.none, unit.ok), strict=True)
            )
        ]
    )
    return _stacked(data, "unit", list(labels.values()), words, "units", "chart.unit")


@finished
def outcomes(counts: tuple[CheckCount, ...]) -> Drawing:
    """Running websites by check and outcome."""
    words = [(t(f"state.outcome.{outcome}"), colour) for outcome, colour in OUTCOMES.items()]
    order = list(OUTCOMES)
    checks = list(dict.fromkeys(_check(one.check) for one in counts))
    data = rows(
        [
            {
                "check": _check(one.check),
                "what": t(f"state.outcome.{one.outcome}"),
                "count": one.count,
                "order": order.index(one.outcome),
                KEY: f"{one.check} {one.outcome}",
            }
            for one in counts
            if one.outcome in OUTCOMES
        ]
    )
    return _stacked(data, "check", checks, words, "outcomes", "chart.check")


@finished
def weeks(of: tuple[Week, ...], *, limit: float) -> Drawing:
    """The share of failed visits of all running websites, week by week, against the line `limit`."""
    data = rows(
        [
            {
                "week": f"{week.last:%m-%d}",
                "share": week.visits.failed_share,
                "failed": week.visits.failed,
                "judged": week.visits.ok + week.visits.failed,
                KEY: week.last.isoformat(),
            }
            for week in of
            if week.visits.failed_share is not None
        ]
    )
    bars = (
        alt.Chart(data, height=HEIGHT, title=heading("weeks", limit=f"{limit:.0%}"))
        .mark_bar(color=SECOND)
        .encode(
            x=alt.X("week:O", sort=None, axis=alt.Axis(title=t("chart.weeks.axis"), ticks=False)),
            y=_share_axis("share", _top(limit, [week.visits.failed_share for week in of])),
            tooltip=[
                alt.Tooltip("week:O", title=t("chart.weeks.axis")),
                alt.Tooltip("share:Q", title=t("chart.failed_share"), format=PERCENT),
                alt.Tooltip("failed:Q", title=t("chart.failed"), format=",d"),
                alt.Tooltip("judged:Q", title=t("chart.judged"), format=",d"),
            ],
        )
    )
    line = alt.Chart(rows([{"limit": limit}])).mark_rule(strokeDash=[6, 4]).encode(y="limit:Q")
    return alt.layer(bars, line)


@finished
def sites_of_week(sites: tuple[SiteVisits, ...], *, limit: float, days: int) -> Drawing:
    """The share of failed visits of single websites over the last `days` days against the line `limit`."""
    words = [(t("chart.sites.over"), WRONG), (t("chart.sites.under"), WELL)]
    judged = [site for site in sites if site.failed_share is not None]
    labels = names_apart((site.channel_id, site.name) for site in judged)
    data = rows(
        [
            {
                "site": labels[site.channel_id],
                "share": site.failed_share,
                "failed": site.failed,
                "what": words[(site.failed_share or 0) < limit][0],
                KEY: str(site.channel_id),
            }
            for site in judged
        ]
    )
    bars = (
        alt.Chart(data, height=steps(len(judged)), title=heading("sites", limit=f"{limit:.0%}", days=days))
        .mark_bar()
        .encode(
            x=alt.X(
                "share:Q",
                axis=alt.Axis(title=None, format=".0%", tickCount=5, domain=False, ticks=False),
                scale=alt.Scale(domainMin=0, domainMax=_top(limit, [site.failed_share for site in judged])),
            ),
            y=alt.Y("site:N", sort=list(labels.values()), axis=names_axis()),
            color=colours(words),
            tooltip=[
                alt.Tooltip("site:N", title=t("chart.site")),
                alt.Tooltip("share:Q", title=t("chart.failed_share"), format=PERCENT),
                alt.Tooltip("failed:Q", title=t("chart.failed"), format=",d"),
            ],
        )
    )
    line = alt.Chart(rows([{"limit": limit}])).mark_rule(strokeDash=[6, 4]).encode(x="limit:Q")
    return alt.layer(bars, line)


@finished
def strip(cells: tuple[SiteDay, ...], *, limit: float) -> Drawing:
    """Website by day: all visits fine, some failed, failed at or over the line, nothing could be judged."""
    return _grid(cells, "strip", limit, t("chart.day"))


@finished
def site_weeks(cells: tuple[SiteDay, ...], *, limit: float) -> Drawing:
    """Website by week, against the line `limit` by which a week is judged."""
    return _grid(cells, "site_weeks", limit, t("chart.weeks.axis"))


def _grid(cells: tuple[SiteDay, ...], name: str, limit: float, period: str) -> Drawing:
    words = [
        (t("chart.strip.fine"), WELL),
        (t("chart.strip.some"), PARTLY),
        (t("chart.strip.many", limit=f"{limit:.0%}"), WRONG),
        (t("chart.strip.unchecked"), UNCHECKED),
    ]
    labels = names_apart((cell.channel_id, cell.name) for cell in cells)
    names = list(labels.values())
    data = rows(
        [
            {
                "site": labels[cell.channel_id],
                "day": f"{cell.day:%m-%d}",
                "what": words[_band(cell, limit)][0],
                "share": cell.share,
                "failed": cell.failed,
                "unchecked": cell.unchecked,
                KEY: str(cell.channel_id),
            }
            for cell in cells
        ]
    )
    days = sorted({cell.day for cell in cells})
    return (
        alt.Chart(data, height=max(len(names), 2) * 22, title=heading(name, days=len(days)))
        .mark_rect(stroke="white", strokeWidth=1.5)
        .encode(
            x=alt.X("day:O", sort=[f"{day:%m-%d}" for day in days], axis=alt.Axis(title=None, ticks=False)),
            y=alt.Y("site:N", sort=names, axis=names_axis()),
            color=colours(words),
            tooltip=[
                alt.Tooltip("site:N", title=t("chart.site")),
                alt.Tooltip("day:O", title=period),
                alt.Tooltip("share:Q", title=t("chart.share"), format=PERCENT),
                alt.Tooltip("failed:Q", title=t("chart.failed")),
                alt.Tooltip("unchecked:Q", title=t("chart.unchecked")),
            ],
        )
    )


@finished
def freshness(sites: tuple[FreshnessRow, ...], *, limit: int) -> Drawing:
    """Days since the newest date on the home page against the line `limit`."""
    words = [(t("chart.freshness.over"), WRONG), (t("chart.freshness.under"), WELL)]
    dated = [site for site in sites if site.age_days is not None]
    labels = names_apart((site.channel_id, site.name) for site in dated)
    data = rows(
        [
            {
                "site": labels[site.channel_id],
                "age": site.age_days,
                "newest": str(site.newest),
                "what": words[(site.age_days or 0) <= limit][0],
                KEY: str(site.channel_id),
            }
            for site in dated
        ]
    )
    bars = (
        alt.Chart(data, height=steps(len(dated)), title=heading("freshness", limit=limit))
        .mark_bar()
        .encode(
            x=alt.X("age:Q", axis=counts_axis(), scale=alt.Scale(domainMin=0)),
            y=alt.Y("site:N", sort=list(labels.values()), axis=names_axis()),
            color=colours(words),
            tooltip=[
                alt.Tooltip("site:N", title=t("chart.site")),
                alt.Tooltip("newest:N", title=t("chart.freshness.newest")),
                alt.Tooltip("age:Q", title=t("chart.freshness.age")),
            ],
        )
    )
    line = alt.Chart(rows([{"limit": limit}])).mark_rule(strokeDash=[6, 4]).encode(x="limit:Q")
    return alt.layer(bars, line)


def _stacked(
    data: alt.InlineData, field: str, order: list[str], words: list[tuple[str, str]], name: str, label: str
) -> Drawing:
    return (
        alt.Chart(data, height=steps(len(order)), title=heading(name))
        .mark_bar()
        .encode(
            x=alt.X("sum(count):Q", axis=counts_axis()),
            y=alt.Y(f"{field}:N", sort=order, axis=names_axis()),
            color=colours(words, columns=3),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip(f"{field}:N", title=t(label)),
                alt.Tooltip("what:N", title=t("chart.what")),
                alt.Tooltip("count:Q", title=t("chart.count")),
            ],
        )
    )


def _share_axis(field: str, top: float) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        axis=alt.Axis(title=None, format=".0%", tickCount=5, domain=False, ticks=False),
        scale=alt.Scale(domainMin=0, domainMax=top),
    )


def _top(limit: float, shares: list[float | None]) -> float:
    return max([1.4 * limit, *(share for share in shares if share is not None)])


def _band(cell: SiteDay, limit: float) -> int:
    if cell.share is None:
        return 3
    failed = 1 - cell.share
    return 0 if not cell.failed else 1 if failed < limit else 2


def _check(name: str) -> str:
    return t(f"check.{name}.name") if has(f"check.{name}.name") else name
