"""Few enough to choose from: where there are thousands of websites, a part of the name narrows them first."""

from collections.abc import Collection, Mapping
from itertools import islice

import streamlit as st

from core.common.text import t
from pages.components.format import number

# Beyond, all names would go to every browser and stay with every session: 7 MB each at 15,000 channels.
FEW = 200


def narrowed(known: Mapping[int, str], *, key: str, keep: Collection[int] = ()) -> dict[int, str]:
    """`known` itself while it is short; else draw a search, and return what matches or is to be kept."""
    if len(known) <= FEW:
        return dict(known)
    words = st.text_input(
        t("narrow.label"),
        key=f"{key}-words",
        placeholder=t("narrow.hint", count=number(len(known))),
        icon=":material/search:",
        max_chars=100,
    )
    sought = words.strip().casefold()
    found = {one: name for one, name in known.items() if sought in name.casefold()}
    if sought and len(found) > FEW:
        st.caption(t("narrow.more", found=number(len(found)), shown=number(FEW)))
    kept = {one: known[one] for one in keep if one in known}
    return kept | dict(islice(found.items(), FEW))
