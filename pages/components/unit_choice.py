"""A unit chosen from those that may be."""

from collections.abc import Mapping

import streamlit as st

from core.common.text import t


def unit_choice(label: str, offered: Mapping[int, str], chosen: int | None, *, key: str) -> int | None:
    """The id chosen of `offered`, ids to names; none at first where `chosen` is not among them."""
    ids = list(offered)
    return st.selectbox(
        label,
        ids,
        index=ids.index(chosen) if chosen is not None and chosen in offered else None,
        format_func=lambda ident: offered[ident],
        placeholder=t("field.form.choose"),
        key=key,
    )
