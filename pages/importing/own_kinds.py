"""The kinds of platform that this office added itself: listed, added, changed, removed."""

import re
from collections.abc import Callable

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.registry.kind_editing import NAME_LIMIT, KindValues, add, edit, remove
from core.registry.own_kinds import FAMILIES, OwnKind, known
from pages.components.flash import say_next
from pages.components.format import plain

BOX = "own-kinds"
_APART = re.compile("[,;\uff0c\uff1b\u3001]")


def draw_own_kinds() -> None:
    """One closed box; once open the form of a new kind, and that of the one that is picked."""
    box = st.expander(t("registry.own_kinds.title"), icon=":material/category:", key=BOX, on_change="rerun")
    if box.open:
        with box:
            _opened()


def _opened() -> None:
    own = {one.key: one for one in known()}
    st.caption(t("registry.own_kinds.note"))
    picked = None
    if own:
        picked = st.selectbox(
            t("registry.own_kinds.pick"),
            list(own),
            index=None,
            format_func=lambda key: f"{own[key].name} · {_family(own[key].family)}",
            placeholder=t("registry.own_kinds.add"),
            key="own-kind",
        )
    else:
        st.caption(t("registry.own_kinds.none"))
    _form(own[picked] if picked else None)


def _form(one: OwnKind | None) -> None:
    key = one.key if one else "new"
    with st.form(f"own-kind-{key}", border=False, clear_on_submit=one is None):
        left, middle, right = st.columns(3)
        name = left.text_input(
            t("registry.own_kinds.name_label"),
            one.name if one else "",
            max_chars=NAME_LIMIT,
            key=f"own-name-{key}",
        )
        english = one.name_en if one and one.name_en != one.name else ""
        name_en = middle.text_input(
            t("registry.own_kinds.name_en_label"), english, max_chars=NAME_LIMIT, key=f"own-english-{key}"
        )
        families: list[str] = list(FAMILIES)
        family = right.selectbox(
            t("registry.own_kinds.family_label"),
            families,
            index=families.index(one.family) if one else 0,
            format_func=_family,
            key=f"own-family-{key}",
        )
        also = st.text_input(
            t("registry.own_kinds.also_label"), ", ".join(one.also) if one else "", key=f"own-also-{key}"
        )
        values = KindValues(name, family, name_en, _APART.split(also))
        saved = st.form_submit_button(t(f"registry.own_kinds.{'save' if one else 'add'}"), type="primary")
        gone = one is not None and st.form_submit_button(t("registry.own_kinds.remove"))
    actor = current_actor()
    if one is None and saved:
        _carry_out(lambda: add(values, actor=actor), t("registry.own_kinds.added", name=name))
    elif one is not None and saved:
        _carry_out(lambda: edit(one.key, values, actor=actor), t("registry.own_kinds.saved"))
    elif one is not None and gone:
        _carry_out(lambda: remove(one.key, actor=actor), t("registry.own_kinds.removed", name=one.name))


def _family(key: str) -> str:
    return t(f"registry.own_kinds.families.{key}")


def _carry_out(step: Callable[[], object], done: str) -> None:
    try:
        step()
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    say_next(plain(done))
    st.rerun()
