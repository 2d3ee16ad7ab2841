"""The visitor's language: chosen in the sidebar, kept in the session and in the address."""

from typing import cast

import streamlit as st

from core.common.settings import settings
from core.common.text import LANGUAGES, Language, t, use_language

PARAMETER = "lang"
_CHOSEN = "language_chosen"
_SWITCH = "language_switch"


def apply_language() -> Language:
    """Use the visitor's language in this run and keep it in the address.

    Needed again wherever Streamlit runs code without the entry script: in fragments and callbacks."""
    asked = st.query_params.get(PARAMETER)
    if asked in LANGUAGES:
        st.session_state[_CHOSEN] = asked
    chosen = cast(Language, st.session_state.get(_CHOSEN, settings().language))
    use_language(chosen)
    return chosen


def language_switch() -> None:
    """Draw the switch between the languages."""
    chosen = apply_language()
    _keep_in_address(chosen)
    st.session_state[_SWITCH] = chosen
    st.segmented_control(
        t("navigation.language"),
        LANGUAGES,
        key=_SWITCH,
        format_func=lambda code: t(f"navigation.languages.{code}"),
        on_change=_switched,
        label_visibility="collapsed",
        width="stretch",
    )


def _switched() -> None:
    # A click on the language in use clears the control and means no change.
    chosen = st.session_state[_SWITCH]
    if chosen is not None:
        st.session_state[_CHOSEN] = chosen
        _keep_in_address(chosen)


def _keep_in_address(chosen: Language) -> None:
    # A move to another page drops the address's parameters, so they are set on every run.
    if chosen == settings().language:
        st.query_params.pop(PARAMETER, None)
    elif st.query_params.get(PARAMETER) != chosen:
        st.query_params[PARAMETER] = chosen
