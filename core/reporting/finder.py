"""Finding anything by words: channels, units, issues and notices, of those that the reader may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import col

from core.access.branch import visible_units
from core.common.sheet import Slice
from core.issues import queries
from core.issues.filters import Filter as IssueFilter
from core.notices import lists
from core.registry import search
from db.engine import reading
from db.models import Unit

Kind = Literal["channel", "unit", "issue", "notice"]
KINDS: tuple[Kind, ...] = ("channel", "unit", "issue", "notice")
# Longer words are cut: each adds a condition on every table.
WORDS = 6
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One match. `note` says whose it is or what it is about; a draft of a notice has a `paper_id` only."""

    kind: Kind
    id: int
    name: str
    note: str = ""
    paper_id: int | None = None


def find(text: str, *, most: int = 5) -> dict[Kind, Slice[Found]]:
    """At most `most` matches of each kind, with how many there are in all; kinds without one are left out.

    Every word must be found, in a name, a number, a code, an address or an account. Nothing is looked for
    by fewer than `SHORTEST` characters."""
    words = " ".join(text.split()[:WORDS])
    if len(words) < SHORTEST:
        return {}
    by_kind: dict[Kind, Callable[[str, int], Slice[Found]]] = {
        "channel": _channels,
        "unit": _units,
        "issue": _issues,
        "notice": _notices,
    }
    found = {kind: by_kind[kind](words, most) for kind in KINDS}
    return {kind: some for kind, some in found.items() if some.total}


def _channels(words: str, most: int) -> Slice[Found]:
    rows = search.search(search.Filter(words=words), sort="name", limit=most)
    return Slice(tuple(Found("channel", row.id, row.name, row.unit) for row in rows.rows), rows.total)


def _units(words: str, most: int) -> Slice[Found]:
    wanted = [col(Unit.name).icontains(word, autoescape=True) for word in words.split()]
    seen = visible_units()
    if seen is not None:
        # Names of units are open to all; who answers for them is not.
        wanted.append(col(Unit.id).in_(seen))
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Unit).where(*wanted)).scalar_one()
        query = select(col(Unit.id), col(Unit.name), col(Unit.contact)).where(*wanted)
        rows = session.execute(query.order_by(col(Unit.name), col(Unit.id)).limit(most)).all()
    return Slice(tuple(Found("unit", *row) for row in rows), total)


def _issues(words: str, most: int) -> Slice[Found]:
    rows = queries.listed(IssueFilter(words=words), limit=most)
    return Slice(
        tuple(
            Found("issue", row.id, f"{row.number} {row.title}", row.channel or row.unit) for row in rows.rows
        ),
        rows.total,
    )


def _notices(words: str, most: int) -> Slice[Found]:
    rows = lists.listed(words=words, limit=most)
    return Slice(
        tuple(Found("notice", row.notice_id or 0, row.title, row.number, row.paper_id) for row in rows.rows),
        rows.total,
    )
