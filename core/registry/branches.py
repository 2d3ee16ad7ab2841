"""The grid 1+48+N with counts and health of every branch: a unit with everything below it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Sheet, Slice
from core.common.text import t
from core.registry.kinds import WATCHED, keys_of
from core.registry.search import WINDOW_DAYS, disagreement
from db.engine import reading
from db.models import (
    UNSETTLED,
    Channel,
    CurrentState,
    DutyPerson,
    Issue,
    Unit,
    UnitKind,
    UnitLevel,
    WindowStat,
)
from db.ordering import in_order

SHEET = (
    *("path", "name", "code", "level", "kind", "contact", "phone", "persons", "below"),
    *("websites", "accounts", "down", "disagreeing", "open", "overdue", "availability"),
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and what it and everything below it run. Websites and accounts are those running; `down`
    are websites that do not answer; `share` is availability over 30 days, None when never judged."""

    id: int
    code: str
    name: str
    level: UnitLevel
    kind: UnitKind
    parent_id: int | None
    contact: str
    phone: str
    below: int
    websites: int
    accounts: int
    down: int
    disagreeing: int
    open: int
    overdue: int
    share: float | None


@dataclass(frozen=True, slots=True)
class GridCounts:
    """How many units stand on each level."""

    district: int
    industry: int
    operators: int


def grid_counts() -> GridCounts:
    """The 1, the 48 and the N as they are."""
    with reading() as session:
        rows = session.execute(select(col(Unit.level), func.count()).group_by(col(Unit.level))).all()
    found: dict[UnitLevel, int] = dict(rows)
    return GridCounts(*(found.get(level, 0) for level in UnitLevel))


def district_id() -> int | None:
    """The unit of the district level; None while the grid has none."""
    with reading() as session:
        ident: int | None = session.execute(
            select(col(Unit.id)).where(col(Unit.level) == UnitLevel.DISTRICT).order_by(col(Unit.id)).limit(1)
        ).scalar()
    return ident


def branch(unit_id: int) -> Branch | None:
    """One branch; None when there is no such unit."""
    with reading() as session:
        row = session.execute(_query(col(Unit.id) == unit_id)).first()
    return Branch(*row) if row else None


def branches(*, under: int | None = None, words: str = "", limit: int = 25, offset: int = 0) -> Slice[Branch]:
    """The branches directly under a unit, or, with `words`, all whose name holds them; by level and name.

    Without both: the units that stand outside the grid, under no other and not the district itself."""
    wanted = _wanted(under, words)
    with reading() as session:
        total = session.execute(select(func.count()).select_from(Unit).where(wanted)).scalar_one()
        page = col(Unit.id).in_(_ids(wanted).limit(limit).offset(offset).subquery().select())
        rows = session.execute(_query(page)).all() if total else []
    return Slice(rows=tuple(Branch(*row) for row in rows), total=total)


def any_branch(*, under: int | None = None) -> bool:
    """Whether `branches` has any row."""
    with reading() as session:
        return session.execute(select(col(Unit.id)).where(_wanted(under, "")).limit(1)).first() is not None


def _wanted(under: int | None, words: str) -> ColumnElement[bool]:
    if words:
        return col(Unit.name).icontains(words, autoescape=True)
    if under is not None:
        return col(Unit.parent_id) == under
    return col(Unit.parent_id).is_(None) & (col(Unit.level) != UnitLevel.DISTRICT)


def place(unit_id: int) -> tuple[tuple[int, str], ...]:
    """Id and name of the unit and those above it, the highest first."""
    steps: list[tuple[int, str]] = []
    with reading() as session:
        unit = session.get(Unit, unit_id)
        while unit is not None and (unit.id, unit.name) not in steps:
            steps.append((unit.id, unit.name))
            unit = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return tuple(reversed(steps))


def grid_sheet() -> Sheet:
    """Every unit with its place, contacts, persons on duty, counts and health, in the order of the tree."""
    with reading() as session:
        found = [Branch(*row) for row in session.execute(_query(col(Unit.id).is_not(None)))]
        persons = _persons(session)
    names = {one.id: one for one in found}
    rows = sorted(((_path(one, names), one) for one in found), key=lambda pair: pair[0])
    return Sheet(
        name=t("grid.table.all"),
        headings=[t(f"grid.table.{key}") for key in SHEET],
        rows=[
            [" / ".join(path), one.name, one.code, t(f"state.level.{one.level}")]
            + [t(f"state.unit_kind.{one.kind}"), one.contact, one.phone, persons.get(one.id, "")]
            + [one.below, one.websites, one.accounts, one.down, one.disagreeing, one.open, one.overdue]
            + [one.share]
            for path, one in rows
        ],
    )


def _query(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    tree = _tree(wanted)
    channels, issues, units = _channels(tree), _issues(tree), _units(tree)
    down, visits = _down(tree), _visits(tree)
    return (
        select(
            col(Unit.id),
            col(Unit.code),
            col(Unit.name),
            col(Unit.level),
            col(Unit.kind),
            col(Unit.parent_id),
            col(Unit.contact),
            col(Unit.phone),
            units.c.below,
            func.coalesce(channels.c.websites, 0),
            func.coalesce(channels.c.accounts, 0),
            func.coalesce(down.c.down, 0),
            func.coalesce(channels.c.disagreeing, 0),
            func.coalesce(issues.c.open, 0),
            func.coalesce(issues.c.overdue, 0),
            1.0 * visits.c.ok / func.nullif(visits.c.ok + visits.c.failed, 0),
        )
        .join(units, units.c.top == col(Unit.id))
        .outerjoin(channels, channels.c.top == col(Unit.id))
        .outerjoin(down, down.c.top == col(Unit.id))
        .outerjoin(visits, visits.c.top == col(Unit.id))
        .outerjoin(issues, issues.c.top == col(Unit.id))
        .order_by(in_order(Unit.level), col(Unit.name), col(Unit.id))
    )


def _ids(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(col(Unit.id)).where(wanted).order_by(in_order(Unit.level), col(Unit.name), col(Unit.id))


def _tree(wanted: ColumnElement[bool]) -> CTE:
    """Pairs of a wanted unit and each unit of its branch, itself included."""
    tops: Select[*tuple[Any, ...]] = select(col(Unit.id).label("top"), col(Unit.id).label("unit")).where(
        wanted
    )
    tree = tops.cte("tree", recursive=True)
    below = aliased(Unit)
    return tree.union(select(tree.c.top, col(below.id)).join(below, col(below.parent_id) == tree.c.unit))


def _units(tree: CTE) -> Subquery:
    return select(tree.c.top, (func.count() - 1).label("below")).group_by(tree.c.top).subquery()


def _channels(tree: CTE) -> Subquery:
    # Out of one index alone: states and windows are looked up apart, for the few that have them.
    running = col(Channel.registered).in_(WATCHED)
    is_site = col(Channel.kind).in_(keys_of("website"))
    return (
        select(
            tree.c.top,
            func.count().filter(running, is_site).label("websites"),
            func.count().filter(running, ~is_site).label("accounts"),
            func.count().filter(disagreement()).label("disagreeing"),
        )
        .join(Channel, col(Channel.unit_id) == tree.c.unit)
        .group_by(tree.c.top)
        .subquery()
    )


def _down(tree: CTE) -> Subquery:
    return (
        select(tree.c.top, func.count().label("down"))
        .join(Channel, col(Channel.unit_id) == tree.c.unit)
        .join(CurrentState, col(CurrentState.channel_id) == col(Channel.id))
        .where(
            col(CurrentState.check) == "availability",
            col(CurrentState.outcome) == "problem",
            col(Channel.registered).in_(WATCHED),
        )
        .group_by(tree.c.top)
        .subquery()
    )


def _visits(tree: CTE) -> Subquery:
    return (
        select(tree.c.top, func.sum(WindowStat.ok).label("ok"), func.sum(WindowStat.failed).label("failed"))
        .join(Channel, col(Channel.unit_id) == tree.c.unit)
        .join(WindowStat, col(WindowStat.channel_id) == col(Channel.id))
        .where(col(WindowStat.days) == WINDOW_DAYS, col(Channel.registered).in_(WATCHED))
        .group_by(tree.c.top)
        .subquery()
    )


def _issues(tree: CTE) -> Subquery:
    unsettled = col(Issue.state).in_(UNSETTLED)
    return (
        select(
            tree.c.top,
            func.count().filter(unsettled).label("open"),
            func.count().filter(unsettled, col(Issue.due_on) < clock.today()).label("overdue"),
        )
        .join(Issue, col(Issue.unit_id) == tree.c.unit)
        .group_by(tree.c.top)
        .subquery()
    )


def _persons(session: Session) -> dict[int, str]:
    listed: dict[int, list[str]] = {}
    for one in session.execute(select(DutyPerson).order_by(in_order(DutyPerson.duty))).scalars():
        words = (t(f"grid.duty.{one.duty}"), one.name, one.position, one.phone)
        listed.setdefault(one.unit_id, []).append(" ".join(filter(None, words)))
    return {unit_id: "; ".join(few) for unit_id, few in listed.items()}


def _path(one: Branch, known: dict[int, Branch]) -> tuple[str, ...]:
    names = [one.name]
    above, seen = one.parent_id, {one.id}
    while above in known and above not in seen:
        seen.add(above)
        names.append(known[above].name)
        above = known[above].parent_id
    return tuple(reversed(names))
