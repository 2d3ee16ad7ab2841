"""Slips to print: user name, roles and the link that sets the password, for one person or many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, select_autoescape

from core.access.listing import AccountLine, RoleLine
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.export import file_name
from core.common.text import language, t
from pages.components.deferred import deferred
from pages.components.format import day, instant, plain
from pages.shell.sign_in.routes import INVITATION

# A link that no database can give back: kept for this browser until dismissed.
INVITED = "people-invited"
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(), trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person reads on paper."""

    display_name: str
    name: str
    roles: str
    link: str


def slips_page(slips: Sequence[Slip], until: datetime) -> str:
    """A page to print and cut: name, roles, user name and link of each person."""
    page = _templates.get_template("slips.html")
    return page.render(t=t, language=language(), slips=slips, until=instant(until))


def keep_link(line: AccountLine, token: str) -> None:
    """Keep the new link of one person on the page until it is dismissed."""
    slip = Slip(line.display_name, line.name, roles(line), invitation_link(token))
    st.session_state[INVITED] = (slip, clock.now() + sign_in_rules().invitation)


def link_box() -> None:
    """Draw the link that was just made, and the same as a slip."""
    if INVITED not in st.session_state:
        return
    slip, until = st.session_state[INVITED]
    with st.container(border=True, key="people-invited-box"):
        st.markdown(t("people.link", name=plain(slip.display_name), link=slip.link, until=instant(until)))
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                t("people.slip"),
                deferred(lambda: slips_page([slip], until).encode()),
                file_name(f"{t('people.slip')} {slip.name}", "html"),
                mime="text/html",
                key="people-slip",
                icon=":material/print:",
            )
            if st.button(t("people.file.done"), key="people-invited-done"):
                del st.session_state[INVITED]
                st.rerun()


def invitation_link(token: str) -> str:
    """The address at which the invited person sets the password."""
    return f"{_base()}{INVITATION}?token={token}"


def _base() -> str:
    """The address of this dashboard as the browser knows it, up to the page's own word."""
    return str(st.context.url or "").partition("?")[0].rpartition("/")[0] + "/"


def roles(line: AccountLine) -> str:
    """The roles in words, each with its unit, its days, and for whom a deputy stands in."""
    return t("people.between").join(map(_role, line.assigned))


def of_unit(role: str, unit: str) -> str:
    """A role, with its unit where it has one."""
    return t("people.role_of_unit", role=role, unit=unit) if unit else role


def _role(assigned: RoleLine) -> str:
    first, last = assigned.grant.first_day, assigned.grant.last_day
    said = of_unit(assigned.grant.role.label, assigned.unit)
    if not first and not last:
        return said
    ends = [day(one) if one else t("people.open_day") for one in (first, last)]
    days = t("people.role_days", first=ends[0], last=ends[1])
    if assigned.deputy_for:
        return t("people.role_deputy", role=said, name=assigned.deputy_for, days=days)
    return t("people.role_for_days", role=said, days=days)
