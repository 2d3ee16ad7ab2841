"""Who is signed in, at the foot of the menu: another of one's roles, the password, the way out."""

import streamlit as st

from core.access import Actor, sign_ins
from core.access.mode import sign_in_needed
from core.access.sign_ins import SignedIn
from core.common.text import t
from pages.components.format import plain
from pages.shell.sign_in import identity
from pages.shell.sign_in.codes import CODE
from pages.shell.sign_in.routes import PASSWORD, SIGN_OUT


def account_box(actor: Actor) -> None:
    """Draw it in the sidebar."""
    st.caption(t("navigation.signed_in", name=plain(actor.name), role=actor.role.label))
    if not sign_in_needed() or actor.account_id is None:
        return
    signed = identity.signed_in()
    if signed is not None and len(signed.assigned) > 1:
        _choose_role(signed)
    # Whoever signs in at the office's own server or gateway has password and codes there.
    ways = [("sign_out", SIGN_OUT)]
    if signed is not None and signed.own_password:
        ways = [("password", PASSWORD), ("code", CODE), *ways]
    words = " · ".join(
        f'<a href="{address}" target="_self">{t(f"account.form.{key}.title")}</a>' for key, address in ways
    )
    st.html(f'<p class="account-links">{words}</p>')


def _choose_role(signed: SignedIn) -> None:
    ids = [one.id for one in signed.assigned]
    names = {one.id: " · ".join(filter(None, (one.role.label, one.unit))) for one in signed.assigned}
    chosen = st.selectbox(
        t("account.role"),
        ids,
        index=ids.index(signed.in_use.id),
        format_func=lambda one: names[one],
        key="account-role",
    )
    if chosen is not None and chosen != signed.in_use.id:
        token = identity.browser_token()
        sign_ins.choose(token, chosen)
        identity.forget(token)
        st.rerun()
