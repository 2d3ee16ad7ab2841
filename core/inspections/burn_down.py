"""How the issues of one inspection melt away: what was left at the end of each day, or of each week."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.inspections.issues import belongs
from core.issues.progress import ASIDE
from db.engine import reading
from db.models import Issue

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Left:
    """At the end of `day`: issues opened so far, and those of them not verified yet."""

    day: date
    opened: int
    left: int


def burn_down(inspection_id: int) -> tuple[Left, ...]:
    """From the first issue to the day all were verified, or today; by week where days would be too many.

    False alarms and waivers are left out, as in every rate. Empty for an inspection without issues."""
    with reading() as session:
        rows = session.execute(
            select(col(Issue.opened_on), col(Issue.verified_on)).where(
                belongs(inspection_id), col(Issue.state).not_in(ASIDE)
            )
        ).all()
    if not rows:
        return ()
    first = min(opened for opened, _ in rows)
    settled = [verified for _, verified in rows if verified]
    last = max(settled) if len(settled) == len(rows) else clock.today()
    return tuple(
        Left(
            day,
            sum(opened <= day for opened, _ in rows),
            sum(opened <= day and (verified is None or verified > day) for opened, verified in rows),
        )
        for day in _days(first, last)
    )


def _days(first: date, last: date) -> list[date]:
    """The last day always stands at the end, whatever the step."""
    count = (last - first).days
    step = 1 if count <= MOST_POINTS else 7
    return [last - timedelta(days=back) for back in range(count, -1, -1) if back % step == 0]
