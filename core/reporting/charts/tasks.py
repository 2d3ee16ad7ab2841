"""The chart of a task: how far every supervising unit is."""

from core.common.text import t
from core.reporting.charts.stages import stages
from core.reporting.charts.theme import Drawing, finished
from core.tasks.lists import UnitProgress

MOST = 30


@finished
def progress(units: tuple[UnitProgress, ...]) -> Drawing:
    """Done, to be accepted and not done as one bar a unit, the furthest behind first; at most `MOST`."""
    lines = [
        (one.unit, {"done": one.done, "proved": one.proved, "left": one.asked - one.done - one.proved})
        for one in units[:MOST]
    ]
    return stages("tasks", t("chart.unit"), lines)
