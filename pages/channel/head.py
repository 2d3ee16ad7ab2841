"""The head of a channel's file: what it is, whose it is, where it is, how it is."""

from typing import Literal

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import ObservedState
from core.registry.channel_file import ChannelFile
from core.registry.kinds import kind_name, kinds
from core.reporting.statistics import verdict
from core.rules.results import JUDGED, Grade
from pages.channel.late_exit import exit_button, recorded_exit
from pages.channel.now import check_now
from pages.components.channel_form import open_channel_form
from pages.components.crumbs import Crumb, crumbs
from pages.components.dialog import asked_dialog
from pages.components.format import plain, word
from pages.components.links import link
from pages.components.verdict_labels import grade_word, veto_words

WEB = ("http://", "https://")
COLOURS: dict[ObservedState, Literal["gray", "green", "red"]] = {
    ObservedState.UNKNOWN: "gray",
    ObservedState.ANSWERING: "green",
    ObservedState.SILENT: "red",
}


def head(file: ChannelFile) -> None:
    """Draw the way here, name, states and address, and the button that asks for a check."""
    channel = file.channel
    grid = [Crumb(unit.name, "grid", (("unit", unit.id),)) for unit in reversed(file.grid)]
    crumbs("registry", [*grid, Crumb(channel.name)])
    with st.container(border=True, key="channel-head", gap="xsmall"):
        st.subheader(plain(channel.name), anchor=False)
        _badges(file)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _address(channel.url)
            if channel.account:
                st.text(t("channel.account_is", account=channel.account))
            if file.successor:
                link(
                    "channel",
                    t("channel.successor_is", name=plain(file.successor.name)),
                    icon=":material/redo:",
                    id=file.successor.id,
                )
            if current_actor().role.allows(Role.SUPERVISOR) and asked_dialog(
                "edit", t("field.form.edit"), icon=":material/edit:", type="tertiary", key="edit-channel"
            ):
                open_channel_form(channel.id)
            exit_button(file)
        recorded_exit(file)
        check_now(file)


def _badges(file: ChannelFile) -> None:
    channel = file.channel
    kind = kinds().get(channel.kind)
    observed = word("state.observed", channel.observed)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(kind_name(channel.kind), icon=kind.icon if kind else None, color="gray")
        st.badge(t("channel.registered_is", state=word("state.registered", channel.registered)), color="gray")
        _verdict(channel.id)
        seen = t("channel.observed_is", state=observed)
        if file.disagrees:
            st.badge(t("channel.disagrees", seen=seen), icon=":material/warning:", color="red")
        else:
            st.badge(seen, color=COLOURS[channel.observed])


def _verdict(channel_id: int) -> None:
    """The verdict, or why there is none; a veto is named, because it alone fails the whole channel."""
    found = verdict.of_channel(channel_id)
    if found is None:
        return
    if found.grade not in JUDGED:
        st.badge(grade_word(found.grade), icon=":material/pending:", color="gray")
        return
    failed = found.grade is Grade.FAILED
    words, vetoes = grade_word(found.grade), veto_words(found)
    if failed and vetoes:
        words = t("channel.vetoed", grade=words, vetoes=plain(vetoes))
    icon = ":material/gpp_bad:" if failed else ":material/verified_user:"
    st.badge(words, icon=icon, color="red" if failed else "green")


def _address(url: str) -> None:
    # An address is data: only one that a browser opens as a page becomes a link.
    if url.startswith(WEB):
        st.link_button(plain(url), url, type="tertiary", icon=":material/open_in_new:")
    elif url:
        st.text(url)
