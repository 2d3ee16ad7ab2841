"""What the columns of a file of any kind hold, and which units its names mean: said once."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.imports.kinds import Kind
from core.imports.reading import topic_of
from core.registry.fields import fold
from core.registry.importing.learned import learn
from core.registry.unit_names import TOPIC, codes_and_names
from pages.components.flash import say_next
from pages.components.format import plain

ACROSS = 3
MOST = 12  # names that are asked for at once


def explain_columns(kind: Kind, taken: Mapping[str, str], changed: Callable[[], None]) -> None:
    """Show what each heading is taken for, "" for nothing, and let a person correct it."""
    st.caption(t("importing.words.columns_note"))
    options = ["", *kind.fields]
    with st.form("kind-columns", border=False):
        boxes = st.columns(ACROSS)
        said: dict[tuple[str, str], str] = {}
        for index, (name, key) in enumerate(taken.items()):
            chosen = boxes[index % ACROSS].selectbox(
                plain(name),
                options,
                index=options.index(key),
                format_func=lambda value: (
                    kind.fields[value].label if value else t("importing.words.not_taken")
                ),
                key=f"kind-heading-{kind.key}-{fold(name)}-{key}",
            )
            if chosen != key:
                said[topic_of(kind), name] = chosen
        if st.form_submit_button(t("importing.words.keep")) and said:
            _keep(said, lambda _topic: options, changed)


def ask_for_units(names: Sequence[str], changed: Callable[[], None]) -> None:
    """Ask which units of the grid the names mean that nobody is called by."""
    known = codes_and_names()
    with st.form("kind-units"):
        st.markdown(f"**{t('imports.strangers')}**")
        st.caption(t("imports.strangers_note"))
        boxes = st.columns(ACROSS)
        said: dict[tuple[str, str], str] = {}
        for index, name in enumerate(names[:MOST]):
            chosen = boxes[index % ACROSS].selectbox(
                plain(name),
                list(known),
                index=None,
                format_func=lambda code: known[code],
                placeholder=t("importing.words.choose"),
                key=f"kind-unit-{fold(name)}",
            )
            if chosen:
                said[TOPIC, name] = chosen
        if st.form_submit_button(t("importing.words.keep"), type="primary") and said:
            _keep(said, lambda _topic: tuple(known), changed)


def _keep(
    said: dict[tuple[str, str], str],
    allowed: Callable[[str], Sequence[str]],
    changed: Callable[[], None],
) -> None:
    try:
        learn(said, actor=current_actor(), allowed=allowed)
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    changed()
    say_next(t("importing.words.kept", count=len(said)))
    st.rerun()
