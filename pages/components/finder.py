"""The search over everything, by Ctrl+K or the button in the head of every page."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.reporting.finder import Found, Kind, find
from pages.components.dialog import open_dialog
from pages.components.kept_views import kept_found
from pages.components.links import address_of, go
from pages.components.own_component import own_component
from pages.shell.menu import openable
from pages.shell.navigation import TABLE, Key

_HTML = (
    '<div class="finder"><input type="search" role="combobox" aria-expanded="true" aria-controls="found"'
    ' autocomplete="off" maxlength="100"><p role="status"></p><div role="listbox" id="found"></div></div>'
)
SHORTCUT = "ctrl+k"
_FIELD = "finder"
_mount = own_component("finder", html=_HTML)


def finder_button() -> None:
    """Draw the button, which the shortcut presses as well."""
    if st.button(
        t("common.finder.open"),
        key="finder-open",
        icon=":material/search:",
        type="tertiary",
        shortcut=SHORTCUT,
    ):
        st.session_state.pop(_FIELD, None)
        open_dialog(t("common.finder.title"), finder_box, wide=True)


def finder_box() -> None:
    """The field and what was found; opens what was chosen."""
    words = str((st.session_state.get(_FIELD) or {}).get("words") or "")
    found = find(words)
    keys = {entry.key for entry in openable(current_actor())}
    groups = [
        {
            "title": t(f"common.finder.{kind}", count=f"{some.total:,}"),
            "rows": [_row(one, keys) for one in some.rows],
        }
        for kind, some in found.items()
        if _page(kind, keys)
    ]
    kept = kept_found(words)
    if kept:
        groups.insert(0, {"title": t("common.kept.title"), "rows": kept})
    said = t("common.finder.none", words=words) if words and not groups else ""
    clicked = _mount(
        key=_FIELD,
        data={
            "label": t("common.finder.title"),
            "hint": t("common.finder.hint"),
            "words": words,
            "groups": groups,
            "said": said,
        },
        on_words_change=_nothing,
        on_page_change=_nothing,
    )
    if clicked.page:
        parts = urlsplit(str(clicked.page))
        known = {f"/{entry.url_path}": entry.key for entry in TABLE}
        if parts.path in known:
            go(known[parts.path], **dict(parse_qsl(parts.query)))


def _row(one: Found, keys: set[Key]) -> dict[str, Any]:
    page = _page(one.kind, keys)
    parameters: dict[Kind, dict[str, object]] = {
        "channel": {"id": one.id},
        "unit": {"unit": one.id},
        "issue": {"issue": one.id},
        "notice": {"paper": one.paper_id} if one.paper_id else {"notice": one.id},
    }
    href = address_of(page, **parameters[one.kind]) if page else ""
    return {"name": one.name, "note": one.note, "href": href}


def _page(kind: Kind, keys: set[Key]) -> Key | None:
    """The page that shows what was found, of those this person may open; the grid is not for all."""
    pages: dict[Kind, tuple[Key, ...]] = {
        "channel": ("channel",),
        "unit": ("grid", "registry"),
        "issue": ("issues",),
        "notice": ("notices",),
    }
    return next((page for page in pages[kind] if page in keys), None)


def _nothing() -> None:
    """A value is given back only where somebody listens to it."""
