"""Starting, refreshing and closing an inspection."""

from dataclasses import replace
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.inspections import making
from core.inspections.drawing import Scope, a_seed, owners
from core.inspections.jobs import ask_to_refresh, ask_to_start
from core.inspections.results import Checked, Head
from core.registry.fields import fields
from core.registry.kinds import kind_name, kinds
from core.registry.level_and_category import category_name, level_name
from core.reporting.statistics.registry import by_level
from core.rules.rectification import rectification_rules
from core.rules.results import Grade
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import follow, spent, token
from pages.components.links import go
from pages.inspections.confirm import confirming


def starting() -> None:
    """The button of a new inspection, for supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and asked_dialog(
        "add", t("inspection.start.open"), key="inspection-start", icon=":material/add:", type="primary"
    ):
        st.session_state["inspection_seed"] = a_seed()
        open_dialog(t("inspection.start.open"), start_form)


def start_form() -> None:
    """Ask for name and scope. The seed was drawn before the form was, so that it is seen and recorded."""
    seed = st.session_state.setdefault("inspection_seed", a_seed())
    with st.form("inspection-start-form", border=False):
        name = st.text_input(t("inspection.start.name"), key="inspection-name", max_chars=100)
        scope = replace(_examined(), **_drawn(seed))
        began = st.date_input(
            t("inspection.start.day"),
            clock.today(),
            max_value=clock.today(),
            format="YYYY-MM-DD",
            key="inspection-day",
        )
        sent = st.form_submit_button(t("inspection.start.send"), type="primary")
    if not sent:
        return
    try:
        follow(ask_to_start(name or "", scope, actor=current_actor(), day=began, once=token("inspection")))
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.session_state.pop("inspection_seed", None)
    spent("inspection")
    st.rerun()


def _examined() -> Scope:
    """Which channels: the fields of kind, level, category and unit; empty ones narrow nothing."""
    chosen = st.multiselect(
        t("inspection.start.kinds"),
        list(kinds()),
        format_func=kind_name,
        placeholder=t("inspection.scope.every_kind"),
        key="inspection-kinds",
    )
    levels = st.multiselect(
        t("inspection.start.levels"),
        [known.level for known in by_level(clock.today())],
        format_func=level_name,
        placeholder=t("inspection.scope.every_level"),
        key="inspection-levels",
    )
    categories = st.multiselect(
        t("inspection.start.categories"),
        [*fields()["category"].options, ""],
        format_func=category_name,
        placeholder=t("inspection.scope.every_category"),
        key="inspection-categories",
    )
    units = owners()
    unit = st.selectbox(
        t("inspection.start.unit"),
        [None, *units],
        format_func=lambda ident: units[ident] if ident else t("inspection.scope.every_unit"),
        key="inspection-unit",
    )
    return Scope(
        kinds=tuple(chosen), levels=tuple(levels), categories=tuple(categories), units=(unit,) if unit else ()
    )


def _drawn(seed: int) -> dict[str, Any]:
    """How they are drawn: the share of them, and the seed that makes the draw repeatable."""
    least = 100 * rectification_rules().inspection.least_share
    share = st.number_input(
        t("inspection.start.share"), least, 100.0, 100.0, step=0.1, format="%.1f", key="inspection-share"
    )
    given = st.number_input(
        t("inspection.start.seed"),
        0,
        999_999,
        seed,
        key="inspection-seed",
        help=t("inspection.start.seed_help"),
    )
    return {"share": round(share / 100, 4), "seed": int(given)}


def managing(head: Head, lines: tuple[Checked, ...]) -> None:
    """Take over, refresh and close, for those who may, while it is open; then a notice of it."""
    role = current_actor().role
    with st.container(horizontal=True, gap="small", key="inspection-manage"):
        if head.open and role.allows(Role.INSPECTOR):
            confirming(head)
            _keeping(head, lines, role)
        if role.allows(Role.SUPERVISOR) and st.button(
            t("issues.draft_notice"),
            key="inspection-notice",
            icon=":material/edit_document:",
            type="secondary" if head.open else "primary",
        ):
            go("notices", inspection=head.id)


def _keeping(head: Head, lines: tuple[Checked, ...], role: Role) -> None:
    if st.button(t("inspection.refresh.send"), key="inspection-refresh", icon=":material/refresh:"):
        _refresh(head)
    if role.allows(Role.SUPERVISOR) and st.button(
        t("inspection.close.open"), key="inspection-close", icon=":material/lock:"
    ):
        open_dialog(t("inspection.close.open"), lambda: close_form(head, lines))


def close_form(head: Head, lines: tuple[Checked, ...]) -> None:
    """Say what is undecided, and close for good."""
    left = sum(line.lines - line.decided for line in lines)
    st.markdown(t("inspection.close.explain"))
    if left:
        st.markdown(f":orange[● {t('inspection.close.undecided', count=f'{left:,}')}]")
    for grade in (Grade.UNJUDGED, Grade.UNCHECKED):
        if count := sum(line.grade == grade for line in lines):
            st.markdown(f":orange[● {t(f'inspection.close.{grade}', count=f'{count:,}')}]")
    ended = st.date_input(
        t("inspection.close.day"),
        clock.today(),
        min_value=head.started_on,
        max_value=clock.today(),
        format="YYYY-MM-DD",
        key="inspection-close-day",
    )
    if st.button(t("inspection.close.send"), key="inspection-close-send", type="primary"):
        try:
            making.close(head.id, actor=current_actor(), day=ended)
        except DomainError as why:
            st.error(plain(str(why)))
            return
        say_next(t("inspection.close.done"))
        st.rerun()


def _refresh(head: Head) -> None:
    try:
        ask_to_refresh(head.id, actor=current_actor(), once=token("refresh"))
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent("refresh")
    st.rerun()
