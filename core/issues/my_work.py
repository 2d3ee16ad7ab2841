"""What is a unit's own work: its issues and those of the units below it."""

from sqlalchemy import select
from sqlmodel import col

from core.issues.filters import Filter
from core.issues.queries import WAITING
from core.issues.transitions import REPORTABLE
from db.engine import reading
from db.models import Issue, IssueState, Unit

PARTS = ("todo", "overdue", "soon", "returned", "waiting", "done")


def units() -> dict[int, str]:
    """The units that have issues themselves or through a unit below: id → name, by name."""
    with reading() as session:
        rows = session.execute(select(col(Unit.id), col(Unit.name), col(Unit.parent_id))).all()
        having = set(session.execute(select(col(Issue.unit_id)).distinct()).scalars())
    parents = {row[0]: row[2] for row in rows}
    wanted: set[int] = set()
    for unit_id in having:
        following: int | None = unit_id
        while following is not None and following not in wanted:
            wanted.add(following)
            following = parents.get(following)
    return {row[0]: row[1] for row in sorted(rows, key=lambda row: row[1]) if row[0] in wanted}


def below(unit_id: int) -> tuple[int, ...]:
    """A unit and every unit below it."""
    with reading() as session:
        rows = session.execute(select(col(Unit.id), col(Unit.parent_id))).all()
    children: dict[int, list[int]] = {}
    for child, parent in rows:
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, [])
    return tuple(sorted(found))


def part(name: str, unit_ids: tuple[int, ...]) -> Filter:
    """The issues of one part of the work, a word of `PARTS`."""
    wanted = {
        "overdue": Filter(states=REPORTABLE, due="overdue"),
        "soon": Filter(states=REPORTABLE, due="soon"),
        "returned": Filter(states=(IssueState.RETURNED,)),
        "waiting": Filter(states=WAITING),
        "done": Filter(states=(IssueState.VERIFIED, IssueState.DISMISSED, IssueState.WAIVED)),
    }.get(name, Filter(states=REPORTABLE))
    return Filter(states=wanted.states, due=wanted.due, unit_ids=unit_ids)
