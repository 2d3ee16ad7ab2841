"""The form of a unit: a new one, or one that stands in the grid."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import Duty, UnitKind, UnitLevel
from core.registry.units import (
    Person,
    UnitSheet,
    UnitValues,
    create_unit,
    edit_unit,
    move_unit,
    possible_parents,
    unit_sheet,
)
from pages.components.dialog import forget_versions, open_dialog
from pages.components.flash import say_next
from pages.components.format import plain, word
from pages.components.unit_choice import unit_choice

SPARE_PERSONS = 2


def open_unit_form(unit_id: int | None = None, *, under: int | None = None) -> None:
    """Open the form of a unit, or of a new one under `under`."""
    title = t("grid.unit.edit" if unit_id else "grid.unit.add")
    open_dialog(title, partial(_form, unit_id, under), wide=True)


def open_move_form(unit_id: int) -> None:
    """Open the choice of another superior for a unit."""
    open_dialog(t("grid.unit.move"), partial(_move_form, unit_id))


def _form(unit_id: int | None, under: int | None) -> None:
    known = unit_sheet(unit_id) if unit_id else None
    if known:
        _version(known)
    values = _fields(known.values if known else None, unit_id, under)
    persons = _persons(known) if known else None
    if st.button(t("grid.unit.save"), type="primary", key="unit-save", disabled=not values.name.strip()):
        _try(lambda: _save(known, values, persons))


def _fields(old: UnitValues | None, unit_id: int | None, under: int | None) -> UnitValues:
    levels, kinds = list(UnitLevel), list(UnitKind)
    name = st.text_input(t("grid.unit.name"), value=old.name if old else "", max_chars=200, key="unit-name")
    first, second = st.columns(2), st.columns(2)
    with first[0]:
        level = st.selectbox(
            t("grid.unit.level"),
            levels,
            index=levels.index(old.level) if old else _level_under(under),
            format_func=partial(word, "state.level"),
            key="unit-level",
        )
    with first[1]:
        kind = st.selectbox(
            t("grid.unit.kind"),
            kinds,
            index=kinds.index(old.kind) if old else len(kinds) - 1,
            format_func=partial(word, "state.unit_kind"),
            key="unit-kind",
        )
    parent_id = _parent(level, old.parent_id if old else under, but=unit_id)
    with second[0]:
        contact = st.text_input(t("grid.unit.contact"), value=old.contact if old else "", key="unit-contact")
    with second[1]:
        phone = st.text_input(t("grid.unit.phone"), value=old.phone if old else "", key="unit-phone")
    code = st.text_input(t("grid.unit.code"), value=old.code if old else "", max_chars=32, key="unit-code")
    discloses = st.checkbox(t("grid.unit.discloses"), value=bool(old and old.discloses), key="unit-discloses")
    return UnitValues(name, level, kind, parent_id, code, contact, phone, discloses)


def _level_under(under: int | None) -> int:
    """The level below the superior's, as the first choice for a new unit."""
    above = unit_sheet(under) if under else None
    levels = list(UnitLevel)
    return min(levels.index(above.values.level) + 1, len(levels) - 1) if above else 0


def _parent(level: UnitLevel, chosen: int | None, *, but: int | None) -> int | None:
    offered = dict(possible_parents(level, but=but))
    if not offered:
        return None
    return unit_choice(t("grid.unit.parent"), offered, chosen, key="unit-parent")


def _persons(known: UnitSheet) -> tuple[Person, ...]:
    st.markdown(f"**{t('grid.unit.persons')}**")
    rows = []
    for place in range(len(known.persons) + SPARE_PERSONS):
        old = known.persons[place] if place < len(known.persons) else None
        rows.append(_person(place, old))
    return tuple(row for row in rows if row.name.strip())


def _person(place: int, old: Person | None) -> Person:
    duties = list(Duty)
    with st.container(key=f"person-filters-{place}"):
        cells = st.columns(4)
    shown: Literal["visible", "collapsed"] = "visible" if place == 0 else "collapsed"
    with cells[0]:
        duty = st.selectbox(
            t("grid.unit.duty"),
            duties,
            index=duties.index(old.duty) if old else min(place, len(duties) - 1),
            format_func=lambda one: t(f"grid.duty.{one.value}"),
            key=f"person-duty-{place}",
            label_visibility=shown,
        )
    words = []
    for cell, (key, value) in zip(
        cells[1:],
        (
            ("person", old.name if old else ""),
            ("position", old.position if old else ""),
            ("person_phone", old.phone if old else ""),
        ),
        strict=True,
    ):
        with cell:
            words.append(
                st.text_input(
                    t(f"grid.unit.{key}"), value=value, key=f"{key}-{place}", label_visibility=shown
                )
            )
    return Person(duty, *words)


def _save(known: UnitSheet | None, values: UnitValues, persons: tuple[Person, ...] | None) -> str:
    actor = current_actor()
    if known is None:
        create_unit(values, actor=actor)
        return t("grid.unit.saved")
    fields = edit_unit(known.id, values, version=_version(known), actor=actor, persons=persons)
    return t("grid.unit.saved" if fields else "grid.unit.unchanged")


def _version(known: UnitSheet) -> int:
    """The version when the form was opened: the first call remembers it, so a later change is noticed."""
    opened: int = st.session_state.setdefault(f"unit-version-{known.id}", known.version)
    return opened


def _move_form(unit_id: int) -> None:
    known = unit_sheet(unit_id)
    if known is None:
        return
    _version(known)
    st.markdown(f"**{plain(known.values.name)}**")
    st.caption(t("grid.unit.move_note"))
    parent_id = _parent(known.values.level, known.values.parent_id, but=unit_id)
    moved = parent_id is not None and parent_id != known.values.parent_id
    pressed = st.button(t("grid.unit.save"), type="primary", key="unit-move-save", disabled=not moved)
    if pressed and parent_id is not None:
        _try(lambda: _moved(known, parent_id))


def _moved(known: UnitSheet, parent_id: int) -> str:
    move_unit(known.id, parent_id, version=_version(known), actor=current_actor())
    return t("grid.unit.saved")


def _try(work: Callable[[], str]) -> None:
    try:
        said = work()
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    forget_versions()
    say_next(said)
    st.rerun()
