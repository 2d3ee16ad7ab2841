"""Vantage points (观测点): what several places see of one channel, as one verdict and place by place.

A site that one place alone cannot open may be down for that carrier, or the carrier for us: that is a
suspicion to be shown, never a finding."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from core.common.outcome import Outcome, Report, View


def verdict(seen: Mapping[str, Report], *, asked: int) -> Report:
    """One report out of those of one channel from each vantage point that answered.

    `asked`: how many vantage points were asked. With one, its word stands; with more a problem has to be
    seen from at least two. The times are those of the vantage point in the middle."""
    problems = {name: report for name, report in seen.items() if report.outcome is Outcome.PROBLEM}
    if problems:
        report = _most_common(problems)
        if asked > 1 and len(problems) == 1:
            report = replace(report, outcome=Outcome.SUSPECT)
    else:
        fine = [report for report in seen.values() if report.outcome is Outcome.OK]
        report = _middle(fine) if fine else next(iter(seen.values()))
    if set(seen) == {""} or report.outcome is Outcome.EXEMPT:
        return report
    views = tuple(
        View(name, one.outcome, one.at, one.failure, one.status, one.total_ms)
        for name, one in sorted(seen.items())
    )
    by_vantage = {view.vantage: {"outcome": view.outcome.value, "failure": view.failure} for view in views}
    return replace(report, views=views, evidence={**report.evidence, "vantages": by_vantage})


def _most_common(problems: Mapping[str, Report]) -> Report:
    counts = Counter(report.failure for report in problems.values())
    return max(problems.values(), key=lambda report: counts[report.failure])


def _middle(fine: list[Report]) -> Report:
    return sorted(fine, key=lambda report: report.total_ms or 0.0)[(len(fine) - 1) // 2]
