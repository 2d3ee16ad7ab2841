"""The entry script of every session: page settings, who is signed in, navigation.

It stands in `pages/shell/` and not beside `pages/`, because Streamlit would then run a page directly
for the first deep link after a start, past everything that happens here."""

import json
from pathlib import Path

import streamlit as st
from streamlit.errors import FragmentHandledException

from core.access import Actor, current_actor
from core.common.errors import NotSignedIn
from core.common.text import t
from core.monitoring.health import answers
from pages.components.kept_views import kept_menu
from pages.shell.frame import frame
from pages.shell.guard import refused, signed_out
from pages.shell.language import apply_language, language_switch
from pages.shell.menu import in_menu, openable
from pages.shell.navigation import TABLE, UNKNOWN, sections
from pages.shell.sign_in.account_box import account_box

STYLE = Path(__file__).parent / "style.css"
ICON = Path(__file__).parent / "icon.svg"


def main() -> None:
    """Draw the frame and run the page that the address names."""
    apply_language()
    # Before the navigation, whose icons the browser would otherwise fetch from a foreign font host.
    st.set_page_config(page_icon=ICON, layout="wide")
    # Before anybody is looked up and any part is drawn: each would say something else.
    if not answers():
        _database_down()
        return
    try:
        actor = current_actor()
    except NotSignedIn as why:
        _nobody(why)
        return
    try:
        _draw(actor)
    except NotSignedIn:
        st.rerun()  # it ended meanwhile: what is drawn so far goes too
    except FragmentHandledException as part:  # said in its place; here the whole page has to go
        if isinstance(part.__context__, NotSignedIn):
            st.rerun()
        raise


def _draw(actor: Actor) -> None:
    # Every page in sight: folded, the rest hides behind words that Streamlit has in English only.
    chosen = st.navigation(
        sections(openable(actor), in_menu(actor), refused, own=actor.of_a_unit), expanded=True
    )
    st.set_page_config(page_title=f"{chosen.title} · {t('navigation.product')}")
    _style()
    frame()
    with st.sidebar:
        kept_menu()
        language_switch()
        account_box(actor)
    if st.query_params.get(UNKNOWN):
        st.warning(t("navigation.unknown"), icon=":material/search_off:")
    chosen.run()


def _database_down() -> None:
    """Known by every address, so that the browser keeps its page; none of them is run."""
    st.navigation(sections(TABLE, ()), position="hidden")
    st.error(t("trouble.gone"), icon=":material/database_off:")


def _nobody(why: NotSignedIn) -> None:
    """A tab that outlived its sign-in: no page, no navigation."""
    st.navigation([st.Page(lambda: None, title=t("account.form.sign_in.title"))], position="hidden").run()
    signed_out(why)


def _style() -> None:
    name = json.dumps(t("navigation.product_short"), ensure_ascii=False)
    st.html(STYLE)
    st.html(f"<style>:root {{ --product-name: {name}; }}</style>")


if __name__ == "__main__":
    main()
