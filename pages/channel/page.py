"""Channel file (一站一档): everything known of one channel, or the search for it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import Role
from core.common.text import t
from core.registry.channel_file import ChannelFile, channel_file
from core.registry.kinds import kind_name
from core.registry.search import Filter, Listed, search
from core.reporting.statistics.registry import any_channel
from pages.channel import account, checks, history, monitoring
from pages.channel.head import head
from pages.channel.site_columns import site_columns
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.crawls.result import crawl_box
from pages.components.flash import say
from pages.components.format import plain, word
from pages.components.header import empty_state, header, name_tab
from pages.components.links import go
from pages.components.table import Column, table_box
from pages.components.vantages import vantages_of
from pages.components.verdict import verdict_box
from pages.shell.guard import require


def show(file: ChannelFile) -> None:
    """Draw one file. Of an account it is known only whether it posts."""
    channel_id = file.channel.id
    name_tab(file.channel.name)
    head(file)
    names = ["visits", "checks", "crawl", "columns"] if file.is_website else ["account"]
    names += ["issues", "verdict", "history", "fields"]
    parts = _stacked(names) if "print" in st.query_params else _tabs(names)
    if file.is_website:
        with parts["visits"]:
            monitoring.windows(channel_id)
            monitoring.visits(channel_id)
            monitoring.days(channel_id)
            vantages_of(channel_id)
        with parts["checks"]:
            checks.checks(channel_id)
            checks.findings(channel_id)
        with parts["crawl"]:
            crawl_box(channel_id)
        with parts["columns"]:
            site_columns(channel_id)
    else:
        with parts["account"]:
            account.freshness(channel_id)
            checks.findings(channel_id)
    with parts["issues"]:
        history.issues(channel_id)
    with parts["verdict"]:
        verdict_box(channel_id)
    with parts["history"]:
        history.events(channel_id)
        history.cases(channel_id)
        history.documents(channel_id)
        history.trail(channel_id)
    with parts["fields"]:
        history.fields(file)


def _tabs(names: list[str]) -> dict[str, DeltaGenerator]:
    return dict(zip(names, st.tabs([t(f"channel.tab.{name}") for name in names]), strict=True))


def _stacked(names: list[str]) -> dict[str, DeltaGenerator]:
    """Every part below the other, for paper: of tabs only the open one would be printed."""
    parts = {name: st.container() for name in names}
    for name, part in parts.items():
        part.subheader(t(f"channel.tab.{name}"), anchor=False, divider="gray")
    return parts


def pick() -> None:
    """Draw the search for a channel."""
    wanted = Filter(words=filters.search("q", t("channel.search"), placeholder=t("registry.search_hint")))
    columns: list[Column[Listed]] = [
        Column(t("registry.code"), lambda row: row.code, width=80),
        Column(t("registry.name"), lambda row: row.name, width="large"),
        Column(t("registry.kind"), lambda row: kind_name(row.kind), width=110),
        Column(t("registry.unit"), lambda row: row.unit, width="medium"),
        Column(t("registry.registered"), lambda row: word("state.registered", row.registered), width=90),
    ]
    chosen = table_box(
        lambda limit, offset: search(wanted, limit=limit, offset=offset),
        columns,
        key="channel-search",
        name=t("registry.table"),
        filters=wanted,
        select="one",
        identity=lambda row: row.id,
    )
    st.caption(t("common.choose_row"))
    if chosen:
        go("channel", id=chosen[0].id)


require(Role.LEADER)
header("channel")
say()
asked = st.query_params.get("id", "")
found = channel_file(number_in_address(asked)) if asked else None
if found:
    show(found)
elif not any_channel():
    empty_state()
else:
    if asked:
        st.warning(t("channel.unknown", id=plain(asked[:40])), icon=":material/search_off:")
    pick()
