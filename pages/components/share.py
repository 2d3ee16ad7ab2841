"""The address of what is on the screen: to copy, and as a code for a telephone's camera."""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

import segno
import streamlit as st

from core.common.text import t
from pages.components.links import base_address
from pages.components.paper import PRINT
from pages.shell.navigation import Key, page

# Longer addresses give a code too fine for a camera at arm's length.
LONGEST_CODE = 600


def share_button(address: Callable[[], str], *, place: str = "head") -> None:
    """Offer an address, asked for once the reader opens the box; `place` tells two on a page apart."""
    with st.popover(
        t("common.share.open"),
        key=f"share-{place}",
        icon=":material/link:",
        type="tertiary",
        on_change="rerun",
    ) as opened:
        if opened.open:
            share_box(address())


def share_box(address: str) -> None:
    """Draw the address with its code."""
    st.code(address, language=None, wrap_lines=True)
    st.caption(t("common.share.explain"))
    if len(address) <= LONGEST_CODE:
        st.html(f'<img alt="{escape(t("common.share.code"))}" src="{qr_code(address)}">')


def address_now(key: Key) -> str:
    """The whole address of the page called `key` as it stands."""
    asked = {name: value for name, value in st.query_params.items() if name != PRINT}
    path = page(key).url_path
    return f"{base_address()}{path}" + (f"?{urlencode(asked)}" if asked else "")


@lru_cache(maxsize=64)
def qr_code(address: str) -> str:
    """A QR code of the address as an SVG that stands in a `src`; up to 15 % of it may be hidden."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, light="#fff")
