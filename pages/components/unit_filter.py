"""The choice of a unit: itself with everything below it, unless the reader asks for the unit alone."""

from collections.abc import Mapping

import streamlit as st

from core.common.text import t
from pages.components import filters

OWN = "own"


def unit_filter(names: Mapping[int, str], label: str = "") -> tuple[int | None, bool]:
    """Draw the choice among `names` (id → name). Returns the unit, None for all, and whether it is meant
    without those below it, which is asked only once a unit is chosen. Both stand in the address, as `unit`
    and `own`."""
    offered = {str(key): name for key, name in names.items()}
    chosen = filters.choice(
        "unit", label or t("common.unit_and_below"), list(offered), lambda key: offered[key], follows="unit"
    )
    if not chosen:
        st.query_params.pop(OWN, None)
        return None, False
    return int(chosen), filters.tick(OWN, t("common.own_only"))
