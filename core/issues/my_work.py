"""What is a unit's own work: its issues and those of the units below it."""

from dataclasses import replace

from core.issues.filters import Filter
from core.issues.queries import WAITING
from core.issues.transitions import REPORTABLE
from db.models import IssueState

PARTS = ("todo", "overdue", "soon", "returned", "waiting", "done")
SETTLED = (IssueState.VERIFIED, IssueState.DISMISSED, IssueState.WAIVED)


def part(name: str, unit_id: int | None, *, own_only: bool = False) -> Filter:
    """The issues of one part of the work, a word of `PARTS`, of a unit and those below it, or of all.

    `overdue` and `soon` hold only what the unit has still to report: what it reported in time waits for
    somebody else (`queries.parts` counts all that is unsettled)."""
    wanted = {
        "overdue": Filter(states=REPORTABLE, due="overdue"),
        "soon": Filter(states=REPORTABLE, due="soon"),
        "returned": Filter(states=(IssueState.RETURNED,)),
        "waiting": Filter(states=WAITING),
        "done": Filter(states=SETTLED),
    }.get(name, Filter(states=REPORTABLE))
    return replace(wanted, unit_id=unit_id, own_only=own_only)
