"""Grid 1+48+N: what every branch runs and how it is doing, down to the operator."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import UnitLevel
from core.issues.filters import Filter
from core.registry.branches import (
    Branch,
    any_branch,
    branch,
    branches,
    district_id,
    grid_counts,
    grid_sheet,
    place,
)
from core.registry.units import unit_sheet
from core.reminders import late
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.dialog import asked_dialog, forget_versions
from pages.components.export_menu import export_sheet
from pages.components.figures import Figure, Tone, metric_row
from pages.components.flash import say
from pages.components.format import number, plain, word
from pages.components.header import empty_state, header
from pages.components.links import go, link
from pages.components.paper import hint
from pages.components.table import Column, table_box
from pages.components.urging import urge_button
from pages.grid.unit_form import open_move_form, open_unit_form
from pages.shell.guard import require


def show(chosen: Branch | None, root: int | None) -> None:
    """Draw the branch that the address names, or the whole grid."""
    metric_row(_figures(chosen), key="grid")
    words = filters.search("q", t("grid.unit.find"))
    if not words and chosen is not None:
        _path(chosen.id, root)
        _card(chosen)
    _table("branches", words=words, under=chosen.id if chosen else None)
    if not words and chosen is not None and chosen.id == root and any_branch():
        _table("unplaced", words="", under=None)
    with st.container(horizontal=True, vertical_alignment="center", key="grid-foot"):
        st.caption(t("grid.table.whole"), width="content")
        export_sheet(grid_sheet, name=t("grid.table.all"), key="grid-all")


def _figures(chosen: Branch | None) -> list[Figure]:
    counts = grid_counts()
    figures = [
        Figure("district", t("grid.figure.district"), number(counts.district), opens=False),
        Figure("industry", t("grid.figure.industry"), number(counts.industry), opens=False),
        Figure("operators", t("metric.operators"), number(counts.operators), opens=False),
    ]
    if chosen is not None:
        both = number(chosen.websites), number(chosen.accounts)
        figures.append(Figure("channels", t("grid.figure.channels"), " + ".join(both), opens=False))
    return figures


def _path(unit_id: int, root: int | None) -> None:
    steps = place(unit_id)
    if unit_id == root or len(steps) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="grid-path", gap="xsmall"):
        for ident, name in steps[:-1]:
            link("grid", plain(name), unit=ident if ident != root else None)
            st.caption("›", width="content")
        st.caption(plain(steps[-1][1]), width="content")


def _card(chosen: Branch) -> None:
    known = unit_sheet(chosen.id)
    with st.container(border=True, key="unit-card"):
        with st.container(horizontal=True, vertical_alignment="center", key="unit-head"):
            st.subheader(plain(chosen.name), anchor=False)
            if current_actor().role.allows(Role.SUPERVISOR):
                _buttons(chosen)
        level, kind = word("state.level", chosen.level), word("state.unit_kind", chosen.kind)
        contact = " ".join(filter(None, (chosen.contact, chosen.phone))) or t("grid.unit.none_contact")
        st.caption(plain(f"{chosen.code} · {level} · {kind} · {t('grid.unit.contact')} {contact}"))
        persons = known.persons if known else ()
        said = [
            " ".join(filter(None, (t(f"grid.duty.{one.duty.value}"), one.name, one.position, one.phone)))
            for one in persons
        ]
        st.caption(plain(" · ".join(said)) if said else t("grid.unit.no_persons"))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            link("registry", t("grid.unit.channels"), icon=":material/list:", **_filter(chosen))
            if chosen.overdue:
                urge_button(late.issues(Filter(unit_id=chosen.id)))


def _buttons(chosen: Branch) -> None:
    if asked_dialog("edit", t("grid.unit.edit"), icon=":material/edit:", key="unit-edit"):
        forget_versions()
        open_unit_form(chosen.id)
    if chosen.parent_id is not None and asked_dialog(
        "move", t("grid.unit.move"), icon=":material/drive_file_move:", key="unit-move"
    ):
        forget_versions()
        open_move_form(chosen.id)
    if chosen.level is not UnitLevel.OPERATOR and asked_dialog(
        "add", t("grid.unit.add"), icon=":material/add:", key="unit-add"
    ):
        forget_versions()
        open_unit_form(under=chosen.id)


def _filter(chosen: Branch) -> dict[str, object]:
    """How the registry's address names the channels of a branch; the district's are all of them."""
    if chosen.level is UnitLevel.DISTRICT:
        return {}
    return {"unit": chosen.id}


def _table(name: str, *, words: str, under: int | None) -> None:
    if under is not None and not words and not any_branch(under=under):
        return
    rows = table_box(
        lambda limit, offset: branches(under=under, words=words, limit=limit, offset=offset),
        _columns(),
        key=f"grid-{name}",
        name=t("grid.table.branches") if name == "branches" else t("grid.unit.unplaced"),
        filters=(words, under),
        select="one",
        identity=lambda row: row.id,
    )
    hint(t("grid.unit.open_below"))
    if rows:
        go("grid", unit=rows[0].id)


def _columns() -> list[Column[Branch]]:
    return [
        Column(t("grid.table.name"), lambda row: row.name, width=230),
        Column(t("grid.table.below"), lambda row: row.below or None, "number", width=80),
        Column(t("grid.table.websites"), lambda row: row.websites, "number", width=70),
        Column(t("grid.table.accounts"), lambda row: row.accounts, "number", width=75),
        Column(t("grid.table.down"), lambda row: row.down or None, "number", 75, partial(_tone, "down")),
        Column(
            t("grid.table.disagreeing"),
            lambda row: row.disagreeing or None,
            "number",
            90,
            partial(_tone, "disagreeing"),
        ),
        Column(t("grid.table.open"), lambda row: row.open or None, "number", 95, card=True),
        Column(
            t("grid.table.overdue"),
            lambda row: row.overdue or None,
            "number",
            70,
            partial(_tone, "overdue"),
            card=True,
        ),
        Column(t("grid.table.availability"), lambda row: row.share, "share", 110),
        Column(t("grid.table.level"), lambda row: word("state.level", row.level), width=90),
        Column(t("grid.table.contact"), lambda row: row.contact or None, width=90, card=True),
        Column(t("grid.table.phone"), lambda row: row.phone or None, width=120, card=True),
    ]


def _tone(key: str, row: Branch) -> Tone:
    if not getattr(row, key):
        return "plain"
    return "late" if key == "overdue" else "wrong"


def _empty() -> None:
    empty_state()
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("grid.unit.add"), icon=":material/add:", key="unit-add"
    ):
        open_unit_form()


require(Role.LEADER)
header("grid")
say()
district = district_id()
asked = number_in_address(st.query_params.get("unit", ""))
if district is None and not any_branch():
    _empty()
else:
    wanted = asked or district
    show(branch(wanted) if wanted else None, district)
