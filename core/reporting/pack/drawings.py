"""The charts of a meeting pack, as numbers that any office program can draw."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.common.text import t
from core.registry.kinds import kind_name
from core.registry.slices import Scope
from core.reporting.charts.drawn import Drawn, Series
from core.reporting.charts.theme import ACCENT, SECOND
from core.reporting.reports.report import Report
from core.reporting.statistics import balance, issues
from core.reporting.statistics.availability import by_week

MONTHS, WEEKS = 13, 13


def _composition(report: Report) -> Drawn | None:
    """Channels running on the last day by kind."""
    counted = report.period.counted
    lines = balance.balances("kind", counted.first, counted.last, Scope())
    running = [(kind_name(one.key), one.end) for one in lines if one.end]
    return _bars("composition", running) if running else None


def _moves(report: Report) -> Drawn | None:
    """What came and what left by kind; kinds without either are left out."""
    counted = report.period.counted
    lines = balance.balances("kind", counted.first, counted.last, Scope())
    moved = [
        (kind_name(one.key), one.found + one.opened + one.reopened, one.closed + one.merged + one.cancelled)
        for one in lines
    ]
    moved = [one for one in moved if one[1] or one[2]]
    if not moved:
        return None
    names = tuple(one[0] for one in moved)
    came = Series(t("pack.series.came"), tuple(one[1] for one in moved), ACCENT)
    left = Series(t("pack.series.left"), tuple(one[2] for one in moved), SECOND)
    return Drawn(t("pack.chart.moves"), "", "column", names, (came, left), False)


def _issues(report: Report) -> Drawn | None:
    """Issues found and rectified in each of the last months up to the end of the period."""
    months = issues.trend(MONTHS, until=report.period.counted.last)
    if not any(one.found or one.rectified for one in months):
        return None
    names = tuple(f"{one.first:%Y-%m}" for one in months)
    found = Series(t("pack.series.found"), tuple(one.found for one in months), SECOND)
    rectified = Series(t("pack.series.rectified"), tuple(one.rectified for one in months), ACCENT)
    return Drawn(t("pack.chart.issues"), "", "column", names, (found, rectified), False)


def _availability(report: Report) -> Drawn | None:
    """The share of visits that found a website well, by week."""
    weeks = by_week(WEEKS, until=report.period.counted.last)
    shares = tuple(one.visits.share for one in weeks)
    if not any(share is not None for share in shares):
        return None
    names = tuple(f"{one.last:%m-%d}" for one in weeks)
    series = Series(t("pack.series.available"), shares, ACCENT)
    return Drawn(t("pack.chart.availability"), "", "line", names, (series,), True)


def _interaction(report: Report) -> Drawn | None:
    """What came in and how it was handled."""
    wanted = ("messages_transferred", "messages_publicly_answered", "error_reports_received")
    known = {one.path: one for one in report.figures}
    found = [known[f"interaction.{name}"] for name in wanted if f"interaction.{name}" in known]
    counts = [(one.label, one.value) for one in found if isinstance(one.value, int)]
    return _bars("interaction", counts) if any(value for _, value in counts) else None


def _bars(name: str, pairs: list[tuple[str, int]]) -> Drawn:
    series = Series(t(f"pack.chart.{name}"), tuple(value for _, value in pairs), ACCENT)
    return Drawn(t(f"pack.chart.{name}"), "", "bar", tuple(one for one, _ in pairs), (series,), False)


DRAWINGS: Mapping[str, Callable[[Report], Drawn | None]] = MappingProxyType(
    {
        "composition": _composition,
        "moves": _moves,
        "issues": _issues,
        "availability": _availability,
        "interaction": _interaction,
    }
)
