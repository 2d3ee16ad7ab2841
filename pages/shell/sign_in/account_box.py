"""Who is signed in, at the foot of the menu: another of one's roles, the password, the way out."""

import streamlit as st

from core.access import Actor, sign_ins
from core.access.mode import sign_in_needed
from core.access.sign_ins import AssignedRole
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
    assigned = sign_ins.assigned_roles(actor.account_id)
    if len(assigned) > 1:
        _choose_role(assigned)
    words = " · ".join(
        f'<a href="{address}" target="_self">{t(f"account.form.{key}.title")}</a>'
        for key, address in (("password", PASSWORD), ("code", CODE), ("sign_out", SIGN_OUT))
    )
    st.html(f'<p class="account-links">{words}</p>')


def _choose_role(assigned: list[AssignedRole]) -> None:
    signed = identity.signed_in()
    ids = [row.id for row in assigned]
    names = {row.id: " · ".join(filter(None, (row.role.label, row.unit))) for row in assigned}
    chosen = st.selectbox(
        t("account.role"),
        ids,
        index=ids.index(signed.assignment_id) if signed and signed.assignment_id in ids else 0,
        format_func=lambda one: names[one],
        key="account-role",
    )
    if signed is not None and chosen is not None and chosen != signed.assignment_id:
        token = identity.browser_token()
        sign_ins.choose(token, chosen)
        identity.forget(token)
        st.rerun()
