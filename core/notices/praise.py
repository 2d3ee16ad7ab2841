"""Which units a notice may propose for praise, and what speaks against each of the others.

The rule: every examined channel of the unit passed, and neither the unit nor any unit below it is named by
the notice, has an unsettled issue, has a website that does not answer now, or was called to account in the
period. A supervising unit answers for those below it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.vocabulary import UNSETTLED
from core.registry.kinds import WATCHED
from core.rules.results import Grade
from db.models import (
    Accountability,
    Channel,
    Issue,
    NoticeEntry,
    NoticeIssue,
    NoticePaper,
    ObservedState,
    Unit,
)


class Against(StrEnum):
    """Why a unit is not praised: words of the catalogue `notice.against`."""

    NAMED = "named"
    UNSETTLED = "unsettled"
    DOWN = "down"
    ACCOUNTABLE = "accountable"


# Unit id → what speaks against it.
Objections = Mapping[int, frozenset[Against]]


def objections(
    session: Session, paper: NoticePaper, entries: Iterable[NoticeEntry], issues: Iterable[NoticeIssue]
) -> Objections:
    """What speaks against praising each unit, its own and what comes from below it."""
    found: dict[int, set[Against]] = defaultdict(set)
    own: dict[Against, Iterable[int]] = {
        Against.NAMED: [
            *(one.unit_id for one in issues),
            *(entry.unit_id for entry in entries if entry.grade == Grade.FAILED),
        ],
        Against.UNSETTLED: session.execute(
            select(col(Issue.unit_id)).where(col(Issue.state).in_(UNSETTLED)).distinct()
        ).scalars(),
        Against.DOWN: session.execute(
            select(col(Channel.unit_id))
            .where(col(Channel.registered).in_(WATCHED), col(Channel.observed) == ObservedState.SILENT)
            .distinct()
        ).scalars(),
        Against.ACCOUNTABLE: session.execute(
            select(col(Accountability.unit_id))
            .where(
                col(Accountability.day).between(paper.first, paper.last),
                col(Accountability.withdrawn_at).is_(None),
            )
            .distinct()
        ).scalars(),
    }
    parents = {row[0]: row[1] for row in session.execute(select(col(Unit.id), col(Unit.parent_id)))}
    for why, units in own.items():
        for unit_id in units:
            _upwards(unit_id, why, parents, found)
    return {unit_id: frozenset(reasons) for unit_id, reasons in found.items()}


def proposed(entries: Iterable[NoticeEntry], against: Objections, most: int) -> list[str]:
    """The names of at most `most` units that the rule lets a notice praise: the highest scores first, then
    those with most channels."""
    by_unit: dict[int, list[NoticeEntry]] = defaultdict(list)
    for entry in entries:
        by_unit[entry.unit_id].append(entry)
    good = [
        (-max(entry.score or 0 for entry in mine), -len(mine), mine[0].unit)
        for unit_id, mine in by_unit.items()
        if unit_id not in against and all(entry.grade == Grade.PASSED for entry in mine)
    ]
    return [name for _, _, name in sorted(good)[:most]]


def objectionable(session: Session, words: str, against: Objections) -> list[tuple[str, frozenset[Against]]]:
    """The units that `words` names although something speaks against them, in the order of the text.

    A name inside a longer name of another unit is not that unit."""
    names: dict[str, frozenset[Against]] = {}
    for unit_id, name in session.execute(select(col(Unit.id), col(Unit.name))):
        if name and name in words:
            names[name] = names.get(name, frozenset()) | against.get(unit_id, frozenset())
    if not names:
        return []
    longest_first = sorted(names, key=len, reverse=True)
    said = re.findall("|".join(map(re.escape, longest_first)), words)
    return [(name, names[name]) for name in dict.fromkeys(said) if names[name]]


def _upwards(
    unit_id: int, why: Against, parents: Mapping[int, int | None], found: dict[int, set[Against]]
) -> None:
    """Units above each other in a cycle come to an end."""
    following: int | None = unit_id
    while following is not None and why not in found[following]:
        found[following].add(why)
        following = parents.get(following)
