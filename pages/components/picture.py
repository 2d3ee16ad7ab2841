"""A chart as a picture to paste into a chat or a slide."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial

import streamlit as st

from core.common.text import t
from pages.components.dialog import open_dialog
from pages.components.own_component import own_component

_mount = own_component("picture", html='<div class="picture"></div>')


def picture_item(key: str, title: str, make: Callable[[], bytes]) -> None:
    """An entry of an export menu that shows the PNG of `make` with a button to copy it."""
    if st.button(t("widget.picture.open"), key=f"picture-{key}", type="tertiary", width="stretch"):
        open_dialog(title, partial(_box, key, title, make), wide=True)


def _box(key: str, title: str, make: Callable[[], bytes]) -> None:
    words = {name: t(f"widget.picture.{name}") for name in ("copy", "done", "failed")}
    data = {"key": key, "title": title, "png": b64encode(make()).decode("ascii"), **words}
    _mount(key=f"picture-box-{key}", data=data)
    st.caption(t("widget.picture.note"))
