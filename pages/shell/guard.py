"""Who may open a page. Every page asks for itself, whatever way it was reached."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import NotSignedIn
from core.common.text import t
from pages.components.format import plain
from pages.shell.language import apply_language
from pages.shell.navigation import Page


def require(least: Role) -> None:
    """End the page here, with a sentence, unless the current user may do what needs `least`.

    The staff of one unit open their own pages only, whatever `least` is: see `pages.shell.menu`."""
    apply_language()
    try:
        actor = current_actor()
    except NotSignedIn as why:
        signed_out(why)
        st.stop()
    if actor.role.allows(least):
        return
    st.error(
        t("access.not_allowed", role=role_name(actor.role), least=role_name(least)), icon=":material/lock:"
    )
    st.stop()


@contextmanager
def page_goes() -> Iterator[None]:
    """Within, a sign-in that ended takes the whole page away: a part that runs anew without the entry script
    would say so in its own place, beside rows that nobody may see any more."""
    try:
        yield
    except NotSignedIn:
        st.rerun()


def refused(entry: Page) -> None:
    """In the place of a page that the current user may not open."""
    st.title(entry.title, anchor=False)
    role = role_name(current_actor().role)
    st.error(t("access.no_page", role=role, page=entry.title), icon=":material/lock:")


def signed_out(why: NotSignedIn) -> None:
    """Say that the sign-in has ended: only a new load of the page brings new cookies."""
    st.warning(plain(str(why)), icon=":material/lock:")
    st.html(f'<a href="./" target="_self">{t("account.form.sign_in.send")}</a>')


def role_name(role: Role) -> str:
    """The role's name in the language in use."""
    return t(f"access.role.{role.value}")
