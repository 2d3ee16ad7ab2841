"""我的关注: the page as it stands, kept under a name, and the way to it in the menu and in the search."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core.access import current_actor, kept_views
from core.access.kept_views import LONGEST_NAME, View
from core.common.errors import DomainError
from core.common.text import t
from pages.components.dialog import DIALOG
from pages.components.followed import named_here
from pages.components.format import plain
from pages.components.links import address_of, link
from pages.components.paper import PRINT
from pages.shell.language import PARAMETER
from pages.shell.menu import openable
from pages.shell.navigation import UNKNOWN, Key, page

# What is kept says what is looked at, not in which language, on which page of a list, or how it is drawn.
PASSING = (PARAMETER, PRINT, UNKNOWN, DIALOG, "page")
IN_MENU = 8
_REMOVED, _REFUSED = "view_removed", "view_refused"


def keep_page(key: Key) -> None:
    """Offer to keep the page called `key` as it stands."""
    keep_button(key, st.query_params.to_dict, lambda: named_here() or page(key).title)


def keep_button(
    key: Key, asked: Callable[[], Mapping[str, str]], name: Callable[[], str], *, place: str = "head"
) -> None:
    """Offer to keep a page under a name; both are asked once the reader opens the box. `place` tells two on
    a page apart."""
    with st.popover(
        t("common.kept.open"),
        key=f"keep-{place}",
        icon=":material/star:",
        type="tertiary",
        on_change="rerun",
    ) as opened:
        if opened.open:
            _box(key, query_of(asked()), name(), place)
        else:
            st.session_state.pop(f"{_REMOVED}-{place}", None)


def query_of(asked: Mapping[str, str]) -> str:
    """What is kept of an address: the same view gives the same words."""
    return urlencode(sorted((name, value) for name, value in asked.items() if name not in PASSING and value))


def kept_menu() -> None:
    """The kept pages that this person may open, below the menu; nothing when there are none."""
    mine = _of(kept_views.views(current_actor()))
    if not mine:
        return
    with st.container(key="kept-menu", gap=None):
        st.caption(t("common.kept.title"))
        for view, key in mine[:IN_MENU]:
            _open_link(view, key)
        if len(mine) > IN_MENU:
            st.caption(t("common.kept.more", count=len(mine) - IN_MENU))


def kept_found(words: str) -> list[dict[str, str]]:
    """The kept pages whose name holds every word, as rows of the search; all of them without words."""
    wanted = words.casefold().split()
    return [
        {
            "name": view.name,
            "note": page(key).title,
            "href": address_of(key, **dict(parse_qsl(view.query))),
        }
        for view, key in _of(kept_views.views(current_actor()))
        if all(word in view.name.casefold() for word in wanted)
    ]


def _of(views: tuple[View, ...]) -> list[tuple[View, Key]]:
    """Those whose page this person may open in the present role."""
    keys: dict[str, Key] = {entry.key: entry.key for entry in openable(current_actor())}
    return [(view, keys[view.page]) for view in views if view.page in keys]


def _box(key: Key, query: str, name: str, place: str) -> None:
    mine = kept_views.views(current_actor())
    this = next((view for view in mine if (view.page, view.query) == (key, query)), None)
    field = f"keep-name-{place}-{this.id if this else 0}-{key}-{query}"
    st.text_input(
        t("common.kept.name"),
        value=this.name if this else name[:LONGEST_NAME],
        key=field,
        max_chars=LONGEST_NAME,
        help=t("common.kept.explain"),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("common.kept.rename" if this else "common.kept.keep"),
            key=f"keep-it-{place}",
            type="primary",
            on_click=_keep,
            args=(key, query, field, place),
        )
        if this:
            st.button(
                t("common.kept.remove"), key=f"keep-not-{place}", on_click=_remove, args=(this.id, place)
            )
    _said(place)
    others = [view for view in mine if view is not this]
    if others:
        _list(others, place)


def _list(views: list[View], place: str) -> None:
    """The others, each to open or to remove; one that may not be opened in this role says so."""
    st.caption(t("common.kept.title"))
    keys = {view.id: key for view, key in _of(tuple(views))}
    for view in views:
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"kept-{place}-{view.id}"
        ):
            if view.id in keys:
                _open_link(view, keys[view.id])
            else:
                st.caption(t("common.kept.closed", name=plain(view.name)))
            st.button(
                t("common.kept.remove_named", name=plain(view.name)),
                key=f"kept-off-{place}-{view.id}",
                icon=":material/close:",
                type="tertiary",
                on_click=_remove,
                args=(view.id, place),
            )


def _open_link(view: View, key: Key) -> None:
    link(key, plain(view.name), icon=page(key).icon, **dict(parse_qsl(view.query)))


def _said(place: str) -> None:
    """Why it was refused, or what was removed, with the way back."""
    refused = st.session_state.pop(f"{_REFUSED}-{place}", "")
    if refused:
        st.error(plain(refused))
    gone: View | None = st.session_state.get(f"{_REMOVED}-{place}")
    if gone:
        st.success(t("common.kept.removed", name=plain(gone.name)))
        st.button(
            t("common.kept.undo"),
            key=f"keep-back-{place}",
            icon=":material/undo:",
            on_click=_put_back,
            args=(gone, place),
        )


def _keep(key: Key, query: str, field: str, place: str) -> None:
    name = str(st.session_state.get(field) or "")
    _try(lambda: kept_views.keep(name, key, query, actor=current_actor()), place)


def _remove(view_id: int, place: str) -> None:
    gone = _try(lambda: kept_views.remove(view_id, actor=current_actor()), place)
    if gone:
        st.session_state[f"{_REMOVED}-{place}"] = gone


def _put_back(gone: View, place: str) -> None:
    _try(
        lambda: kept_views.keep(
            gone.name, gone.page, gone.query, actor=current_actor(), kept_at=gone.kept_at
        ),
        place,
    )


def _try(act: Callable[[], View], place: str) -> View | None:
    """Do it; what was refused is said in the box, which is drawn after this."""
    st.session_state.pop(f"{_REMOVED}-{place}", None)
    try:
        return act()
    except DomainError as why:
        st.session_state[f"{_REFUSED}-{place}"] = str(why)
        return None
