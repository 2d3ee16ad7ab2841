"""What this office calls the levels that everybody has: shown by a dry run, and edited by hand."""

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.registry.fields import level_word, standard_levels
from core.registry.importing.plan import Plan
from core.registry.importing.wording import level_sentences
from core.registry.level_naming import name_levels
from core.registry.own_levels import LONGEST, names
from pages.components.flash import carried_out
from pages.components.format import plain
from pages.importing.dry_run import forget

BOX = "level-names"


def say_level_words(plan: Plan) -> None:
    """Say how the file writes levels where that is not how they are called here."""
    for sentence in level_sentences(plan):
        st.info(plain(sentence), icon=":material/stairs:")


def draw_level_names() -> None:
    """One closed box; once open a field for the name of each level."""
    box = st.expander(t("registry.level_names.title"), icon=":material/stairs:", key=BOX, on_change="rerun")
    if box.open:
        with box:
            _opened()


def _opened() -> None:
    st.caption(t("registry.level_names.note"))
    now = names()
    with st.form(BOX, border=False):
        boxes = st.columns(len(standard_levels()))
        said = {
            level: box.text_input(
                level_word(level, own=False),
                now.get(level, ""),
                max_chars=LONGEST,
                key=f"level-name-{level}",
            )
            for level, box in zip(standard_levels(), boxes, strict=True)
        }
        if st.form_submit_button(t("registry.level_names.save"), type="primary"):
            _save({level: name for level, name in said.items() if name.strip() != now.get(level, "")})


def _save(said: dict[str, str]) -> None:
    def named() -> None:
        name_levels(said, actor=current_actor())
        forget()

    carried_out(named, t("registry.level_names.saved"))
