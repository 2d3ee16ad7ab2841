"""What an administrator does with accounts: enter, invite, change roles, lock, hand over."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, accounts, current_actor, totp
from core.access.accounts import Grant, NewAccount
from core.access.actor import PEOPLE
from core.access.listing import AccountLine, account_line, present_people
from core.common.text import t
from core.registry.units import all_units
from pages.components.dialog import ask_why, open_dialog
from pages.components.flash import carried_out
from pages.components.format import plain
from pages.people.slips import keep_link

LONGEST = 200


def new_form() -> None:
    """A new person, and the link by which the password is set."""
    with st.form("account-new", border=False):
        display_name = st.text_input(t("people.column.display_name"), max_chars=100)
        name = st.text_input(t("people.column.name"), max_chars=64, help=t("people.name_help"))
        phone = st.text_input(t("people.column.phone"), max_chars=40)
        grant = _grant_fields("new", None, _others(None))
        sent = st.form_submit_button(t("people.add"), type="primary")
    if sent:
        new = NewAccount(name or "", display_name or "", (grant,), phone or "")
        carried_out(lambda: _made(new), t("people.added"))


def _made(new: NewAccount) -> None:
    _invite(accounts.make(new, actor=current_actor()))


def _invite(account_id: int) -> None:
    actor = current_actor()
    token = accounts.invite(account_id, actor=actor)
    keep_link(account_line(account_id, actor=actor), token)


def chosen_box(line: AccountLine) -> None:
    """What may be done with one account."""
    if line.state.value == "left":
        st.caption(t("people.has_left"))
        return
    with st.container(border=True, key="account", gap="small", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(line.display_name)}**")
        if st.button(t("people.invite"), key="account-invite", icon=":material/link:"):
            carried_out(lambda: _invite(line.id), t("people.invited"))
        if st.button(t("people.roles"), key="account-roles", icon=":material/badge:"):
            open_dialog(t("people.roles"), partial(roles_form, line))
        if line.has_code and st.button(t("people.take_code_off"), key="account-code"):
            carried_out(lambda: totp.take_off(line.id, actor=current_actor()), t("people.code_off"))
        if line.browsers and st.button(t("people.sign_out"), key="account-sign-out"):
            carried_out(
                lambda: accounts.sign_out_everywhere(line.id, actor=current_actor()), t("people.signed_out")
            )
        locked = line.state.value == "locked" or line.locked_until is not None
        verb = "unlock" if locked else "lock"
        if st.button(t(f"people.{verb}"), key=f"account-{verb}"):
            open_dialog(t(f"people.{verb}"), partial(_why_form, line, verb))
        if st.button(t("people.leave"), key="account-leave"):
            open_dialog(t("people.leave"), partial(_leave_form, line))


def _why_form(line: AccountLine, verb: str) -> None:
    why = ask_why(
        t(f"people.{verb}_explain", name=plain(line.display_name)),
        t("people.reason"),
        t(f"people.{verb}"),
        key=f"account-{verb}-form",
        longest=LONGEST,
    )
    if why is not None:
        act = accounts.lock if verb == "lock" else accounts.unlock
        carried_out(lambda: act(line.id, actor=current_actor(), reason=why), t(f"people.{verb}ed"))


def _leave_form(line: AccountLine) -> None:
    st.markdown(t("people.leave_explain", name=plain(line.display_name)))
    others = _others(line.id)
    with st.form("account-leave-form", border=False):
        successor = st.selectbox(
            t("people.successor"),
            [None, *others],
            format_func=lambda one: others[one] if one else t("common.none"),
        )
        why = st.text_area(t("people.reason"), max_chars=LONGEST)
        sent = st.form_submit_button(t("people.leave"), type="primary")
    if sent:
        carried_out(
            lambda: accounts.leave(line.id, actor=current_actor(), reason=why or "", successor_id=successor),
            t("people.left"),
        )


def _others(account_id: int | None) -> dict[int, str]:
    return {key: name for key, name in present_people(actor=current_actor()) if key != account_id}


def roles_form(line: AccountLine) -> None:
    """Replace the roles: the first is edited, a second may be added, such as a deputy's for some days."""
    given = [*(assigned.grant for assigned in line.assigned), None]
    others = _others(line.id)
    st.caption(t("people.roles_explain"))
    kept: list[Grant] = []
    for number, grant in enumerate(given):
        with st.container(border=True):
            if grant is None and not st.checkbox(t("people.one_more"), key="account-more"):
                continue
            if grant is not None and st.checkbox(t("people.take_away"), key=f"account-away-{number}"):
                continue
            kept.append(_grant_fields(f"{line.id}-{number}", grant, others))
    if st.button(t("people.save"), type="primary", key="account-roles-save"):
        carried_out(lambda: accounts.set_grants(line.id, kept, actor=current_actor()), t("people.saved"))


def _grant_fields(key: str, grant: Grant | None, others: Mapping[int, str]) -> Grant:
    units = dict(all_units())
    role = st.selectbox(
        t("people.role"),
        list(PEOPLE),
        index=PEOPLE.index(grant.role) if grant else PEOPLE.index(Role.STAFF),
        format_func=lambda one: one.label,
        key=f"grant-role-{key}",
    )
    ids = [None, *units]
    unit = st.selectbox(
        t("people.unit"),
        ids,
        index=ids.index(grant.unit_id) if grant and grant.unit_id in ids else 0,
        format_func=lambda one: units[one] if one else t("people.district"),
        help=t("people.unit_help"),
        key=f"grant-unit-{key}",
    )
    first, last = _day_fields(key, grant)
    return Grant(role or Role.LEADER, unit, first, last, _deputy_field(key, grant, others))


def _day_fields(key: str, grant: Grant | None) -> tuple[date | None, date | None]:
    labels = (t("people.first_day"), t("people.last_day"))
    given = (grant.first_day, grant.last_day) if grant else (None, None)
    chosen = []
    for column, name, label, value in zip(st.columns(2), ("first", "last"), labels, given, strict=True):
        with column:
            chosen.append(
                st.date_input(
                    label,
                    value=value,
                    key=f"grant-{name}-{key}",
                    help=t("people.days_help"),
                    format="YYYY-MM-DD",
                )
            )
    return chosen[0], chosen[1]


def _deputy_field(key: str, grant: Grant | None, others: Mapping[int, str]) -> int | None:
    """Who is away. One who has left meanwhile is kept as they stand."""
    known = grant.deputy_for if grant else None
    ids = [None, *others] if known is None or known in others else [None, known, *others]
    return st.selectbox(
        t("people.deputy_for"),
        ids,
        index=ids.index(known),
        format_func=lambda one: others.get(one, t("people.state.left")) if one else t("people.nobody"),
        help=t("people.deputy_for_help"),
        key=f"grant-deputy-{key}",
    )
