"""The chart of moving: how far the items of every old site are."""

from collections.abc import Sequence

from core.common.text import t
from core.lifecycle.migration_lists import SourceLine
from core.reporting.charts.stages import stages
from core.reporting.charts.theme import Drawing, finished

MOST = 30


@finished
def moved(sources: Sequence[SourceLine]) -> Drawing:
    """Verified, moved and still to be moved as one bar a site."""
    lines = [
        (
            one.channel,
            {
                "verified": one.verified,
                "moved": one.moved - one.verified,
                "left": max(one.planned - one.moved, 0),
            },
        )
        for one in sources
    ]
    return stages("migration", t("migration.column.source"), lines)
