"""Units of the grid: entering, changing, moving them with their channels, and their persons on duty."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common.errors import RegistryRefused
from core.registry.editing import last_change
from core.registry.numbering import next_unit_code
from core.registry.values import one_line, plain_code
from db.engine import changed, reading, writing
from db.models import Duty, DutyPerson, Unit, UnitKind, UnitLevel
from db.ordering import in_order

# Which levels may stand above which: 1 district, 48 industry supervisors, N operators.
ABOVE: dict[UnitLevel, tuple[UnitLevel, ...]] = {
    UnitLevel.DISTRICT: (),
    UnitLevel.INDUSTRY: (UnitLevel.DISTRICT,),
    UnitLevel.OPERATOR: (UnitLevel.INDUSTRY, UnitLevel.DISTRICT),
}


@dataclass(frozen=True, slots=True)
class UnitValues:
    """What a person enters about a unit."""

    name: str
    level: UnitLevel
    kind: UnitKind
    parent_id: int | None
    code: str = ""
    contact: str = ""
    phone: str = ""
    discloses: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One person on duty for a unit."""

    duty: Duty
    name: str
    position: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """Everything entered about one unit; `version` is what an edit must name."""

    id: int
    values: UnitValues
    version: int
    persons: tuple[Person, ...]


def unit_sheet(unit_id: int) -> UnitSheet | None:
    """The unit and its persons on duty; None when there is no such unit."""
    with reading() as session:
        unit = session.get(Unit, unit_id)
        if unit is None:
            return None
        return UnitSheet(unit_id, _values(unit), unit.version, _persons(session, unit_id))


def possible_parents(level: UnitLevel, *, but: int | None = None) -> tuple[tuple[int, str], ...]:
    """Id and name of the units that a unit of that level may stand under, without `but` and its branch."""
    with reading() as session:
        rows = session.execute(
            select(col(Unit.id), col(Unit.name))
            .where(col(Unit.level).in_(ABOVE[level]))
            .order_by(in_order(Unit.level), col(Unit.name))
        ).all()
        branch = _branch(session, but) if but else set()
    return tuple((ident, name) for ident, name in rows if ident not in branch)


def all_units() -> tuple[tuple[int, str], ...]:
    """Id and name of every unit, by level and name; a name that several have comes with its superior."""
    above = aliased(Unit)
    with reading() as session:
        rows = session.execute(
            select(col(Unit.id), col(Unit.name), col(above.name))
            .outerjoin(above, col(above.id) == col(Unit.parent_id))
            .order_by(in_order(Unit.level), col(Unit.name))
        ).all()
    count = Counter(name for _, name, _ in rows)
    return tuple((ident, f"{name} ({top})" if count[name] > 1 and top else name) for ident, name, top in rows)


def create_unit(values: UnitValues, *, actor: Actor) -> int:
    """Add a unit to the grid and return its id. Supervisors.

    Raises `RegistryRefused` when a rule of the grid forbids it."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        tidy = _tidy(session, values)
        _obey(session, tidy, None)
        unit = Unit(**asdict(tidy))
        session.add(unit)
        session.flush()
        changes = {key: (None, value) for key, value in asdict(tidy).items() if value not in ("", None)}
        record(session, actor=actor, action="create", noun="unit", noun_id=unit.id, changes=changes)
        return unit.id


def edit_unit(
    unit_id: int, values: UnitValues, *, version: int, actor: Actor, persons: Sequence[Person] | None = None
) -> tuple[str, ...]:
    """Change a unit that still has that version; return the fields that changed. Supervisors.

    A new `parent_id` moves the unit with everything below it and all its channels. `persons` replaces
    the persons on duty. Raises `RegistryRefused` when somebody was first or a rule of the grid forbids it."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        unit = _unit(session, unit_id)
        tidy = _tidy(session, values)
        _obey(session, tidy, unit_id)
        changes = _differences(session, _values(unit), tidy)
        if persons is not None:
            changes |= _replace_persons(session, unit_id, persons)
        if changes:
            _set(session, unit, version, asdict(tidy))
            action = "move" if "parent" in changes else "edit"
            record(session, actor=actor, action=action, noun="unit", noun_id=unit_id, changes=changes)
        return tuple(changes)


def move_unit(unit_id: int, parent_id: int, *, version: int, actor: Actor) -> None:
    """Put a unit, with everything below it and all its channels, under another one. Supervisors."""
    require(actor, Role.SUPERVISOR)
    with reading() as session:
        values = _values(_unit(session, unit_id))
    edit_unit(
        unit_id,
        UnitValues(**{**asdict(values), "parent_id": parent_id}),
        version=version,
        actor=actor,
    )


def _obey(session: Session, values: UnitValues, unit_id: int | None) -> None:
    if not values.name:
        raise RegistryRefused("validation.unit.name")
    if not values.code:
        raise RegistryRefused("validation.unit.code")
    _obey_names(session, values, unit_id)
    _obey_parent(session, values, unit_id)
    if unit_id is not None:
        _obey_children(session, values, unit_id)


def _obey_names(session: Session, values: UnitValues, unit_id: int | None) -> None:
    others = select(Unit).where(col(Unit.id).is_distinct_from(unit_id))
    taken = session.execute(others.where(col(Unit.code) == values.code)).scalars().first()
    if taken:
        raise RegistryRefused("validation.unit.code_taken", code=values.code, name=taken.name)
    same = others.where(col(Unit.name) == values.name, col(Unit.parent_id) == values.parent_id)
    if session.execute(same).scalars().first():
        raise RegistryRefused("validation.unit.name_taken", name=values.name)


def _obey_parent(session: Session, values: UnitValues, unit_id: int | None) -> None:
    if values.level is UnitLevel.DISTRICT:
        one = select(Unit).where(
            col(Unit.level) == UnitLevel.DISTRICT, col(Unit.id).is_distinct_from(unit_id)
        )
        first = session.execute(one).scalars().first()
        if first:
            raise RegistryRefused("grid.refused.second_district", name=first.name)
    if values.parent_id is None:
        if ABOVE[values.level]:
            raise RegistryRefused("grid.refused.no_parent")
        return
    if unit_id is not None and values.parent_id in _branch(session, unit_id):
        raise RegistryRefused("grid.refused.cycle", name=values.name)
    parent = _unit(session, values.parent_id)
    if parent.level not in ABOVE[values.level]:
        raise RegistryRefused("grid.refused.level", name=values.name, parent=parent.name)


def _obey_children(session: Session, values: UnitValues, unit_id: int) -> None:
    below = session.execute(select(Unit).where(col(Unit.parent_id) == unit_id)).scalars()
    for child in below:
        if values.level not in ABOVE[child.level]:
            raise RegistryRefused("grid.refused.children", name=values.name, child=child.name)


def _branch(session: Session, unit_id: int) -> set[int]:
    """The unit and everything below it."""
    found, edge = {unit_id}, {unit_id}
    while edge:
        below = select(col(Unit.id)).where(col(Unit.parent_id).in_(edge))
        edge = {ident for ident in session.execute(below).scalars() if ident is not None} - found
        found |= edge
    return found


def _tidy(session: Session, values: UnitValues) -> UnitValues:
    return UnitValues(
        name=one_line(values.name)[:200],
        level=values.level,
        kind=values.kind,
        parent_id=values.parent_id,
        code=plain_code(values.code)[:32] or next_unit_code(session),
        contact=one_line(values.contact)[:100],
        phone=one_line(values.phone)[:60],
        discloses=values.discloses,
    )


def _values(unit: Unit) -> UnitValues:
    return UnitValues(
        name=unit.name,
        level=unit.level,
        kind=unit.kind,
        parent_id=unit.parent_id,
        code=unit.code,
        contact=unit.contact,
        phone=unit.phone,
        discloses=unit.discloses,
    )


def _differences(session: Session, old: UnitValues, new: UnitValues) -> dict[str, tuple[Any, Any]]:
    before, after = asdict(old), asdict(new)
    changes = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    moved = changes.pop("parent_id", None)
    if moved:
        changes["parent"] = (_name(session, moved[0]), _name(session, moved[1]))
    return changes


def _replace_persons(session: Session, unit_id: int, persons: Sequence[Person]) -> dict[str, tuple[Any, Any]]:
    old = _persons(session, unit_id)
    new = tuple(
        Person(one.duty, one_line(one.name)[:64], one_line(one.position)[:100], one_line(one.phone)[:60])
        for one in persons
        if one_line(one.name)
    )
    if sorted(old, key=str) == sorted(new, key=str):
        return {}
    session.execute(delete(DutyPerson).where(col(DutyPerson.unit_id) == unit_id))
    session.add_all([DutyPerson(unit_id=unit_id, **asdict(one)) for one in new])
    return {"persons": (_listed(old), _listed(new))}


def _persons(session: Session, unit_id: int) -> tuple[Person, ...]:
    rows = session.execute(
        select(DutyPerson)
        .where(col(DutyPerson.unit_id) == unit_id)
        .order_by(in_order(DutyPerson.duty), col(DutyPerson.id))
    ).scalars()
    return tuple(Person(row.duty, row.name, row.position, row.phone) for row in rows)


def _listed(persons: Sequence[Person]) -> str:
    return "; ".join(" ".join(filter(None, (one.name, one.position, one.phone))) for one in persons)


def _set(session: Session, unit: Unit, version: int, values: dict[str, Any]) -> None:
    unit_id, name = unit.id, unit.name
    session.expunge(unit)
    same = update(Unit).where(col(Unit.id) == unit_id, col(Unit.version) == version)
    if not changed(session, same.values(version=version + 1, **values)):
        who, when = last_change(session, "unit", unit_id)
        raise RegistryRefused("validation.refused.changed", name=name, who=who, when=when)


def _unit(session: Session, unit_id: int) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise RegistryRefused("grid.refused.unknown", number=unit_id)
    return unit


def _name(session: Session, unit_id: int | None) -> str | None:
    unit = session.get(Unit, unit_id) if unit_id else None
    return unit.name if unit else None
