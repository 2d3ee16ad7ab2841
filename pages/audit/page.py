"""Audit trail: who, when, from where, what, from which value to which; and whether the trail is whole."""

from functools import partial

import streamlit as st

from core.access import Role, chain, current_actor
from core.access.trail_listing import TrailFilter, TrailLine, trail_lines, trail_nouns
from core.common.sheet import Slice
from core.common.text import has, t
from pages.components.changes import changes
from pages.components.flash import say
from pages.components.format import action, actor, instant, plain
from pages.components.header import header
from pages.components.table import Column, table_box
from pages.shell.guard import require


def show() -> None:
    """Draw the state of the chain, the filters and the entries."""
    _chain()
    wanted = _filters()
    table_box(
        partial(_fetch, wanted),
        _columns(),
        key="trail",
        name=t("audit.list"),
        filters=wanted,
        empty=t("audit.none"),
        in_address=True,
    )


def _chain() -> None:
    _verify()
    noted = st.text_input(t("audit.noted"), key="chain-noted", max_chars=80, help=t("audit.noted_help"))
    if not (noted or "").strip():
        return
    position = chain.noted_position(noted or "", actor=current_actor())
    if position is None:
        st.error(t("audit.noted_gone"), icon=":material/error:")
    else:
        st.success(t("audit.noted_found", count=position), icon=":material/check_circle:")


def _verify() -> None:
    if not st.button(t("audit.verify"), key="chain-verify", icon=":material/verified_user:"):
        st.caption(f"{_last()} {t('audit.verify_explain')}")
        return
    with st.spinner(t("audit.verifying")):
        state = chain.verified(actor=current_actor())
    if state.whole:
        st.success(
            t("audit.whole", sealed=state.sealed, head=state.head[:16]), icon=":material/check_circle:"
        )
        return
    first = state.breaks[0]
    st.error(
        t("audit.broken", count=len(state.breaks), id=first.entry_id, kind=t(f"audit.kind.{first.kind}")),
        icon=":material/error:",
    )


def _last() -> str:
    """When the trail was last verified, in a sentence."""
    last = chain.last_verified(actor=current_actor())
    if last is None:
        return t("audit.never")
    said = t("audit.last_broken" if last.breaks else "audit.last_whole")
    return t("audit.last", when=instant(last.at), who=plain(last.actor), count=last.sealed, said=said)


def _filters() -> TrailFilter:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        days = st.date_input(t("audit.days"), value=[], key="trail-days", format="YYYY-MM-DD")
        who = st.text_input(t("audit.column.actor"), key="trail-actor", max_chars=64)
        noun = st.selectbox(
            t("audit.column.noun"),
            ["", *trail_nouns(actor=current_actor())],
            format_func=lambda one: _noun(one) if one else t("audit.all"),
            key="trail-noun",
        )
        words = st.text_input(t("audit.words"), key="trail-words", max_chars=64)
    first, last = days if isinstance(days, tuple) and len(days) == 2 else (None, None)
    return TrailFilter(first, last, who or "", noun or "", words or "")


def _fetch(wanted: TrailFilter, limit: int, offset: int) -> Slice[TrailLine]:
    return trail_lines(wanted, actor=current_actor(), limit=limit, offset=offset)


def _columns() -> list[Column[TrailLine]]:
    return [
        Column(t("audit.column.at"), lambda row: row.at, "instant"),
        Column(t("audit.column.actor"), _who),
        Column(t("audit.column.role"), lambda row: _known("access.role", row.role)),
        Column(t("audit.column.came_from"), lambda row: row.came_from),
        Column(t("audit.column.action"), lambda row: _action(row.action)),
        Column(t("audit.column.noun"), lambda row: f"{_noun(row.noun)} {row.about or row.noun_id}"),
        Column(t("audit.column.changes"), lambda row: changes(row.changes, row.noun), width="large"),
        Column(t("audit.column.reason"), lambda row: row.reason),
    ]


def _who(row: TrailLine) -> str:
    """The name, and the user name that tells two people of one name apart."""
    name = actor(row.actor)
    return t("audit.who", name=name, user=row.user) if row.user else name


def _action(key: str) -> str:
    return _known("audit.action", key) if has(f"audit.action.{key}") else action(key)


def _noun(noun: str) -> str:
    return _known("audit.noun", noun)


def _known(topic: str, key: str) -> str:
    return t(f"{topic}.{key}") if has(f"{topic}.{key}") else key


require(Role.AUDITOR)
header("audit")
say()
show()
