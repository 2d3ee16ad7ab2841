"""Channel file (一站一档): everything known of one channel, or the search for it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

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
from pages.components.columns import channel_table
from pages.components.crawls.result import crawl_box
from pages.components.flash import say
from pages.components.format import plain, word
from pages.components.header import empty_state, header, name_tab
from pages.components.links import link
from pages.components.table import Column
from pages.components.tabs import tabbed
from pages.components.vantages import vantages_of
from pages.components.verdict import verdict_box
from pages.shell.guard import require


def show(file: ChannelFile) -> None:
    """Draw one file. Of an account it is known only whether it posts."""
    channel_id = file.channel.id
    name_tab(file.channel.name)
    head(file)
    parts = _of_website(channel_id) if file.is_website else _of_account(channel_id)
    tabbed("channel", {**parts, **_of_any(file)})


def _of_website(channel_id: int) -> dict[str, Callable[[], None]]:
    def visits() -> None:
        monitoring.windows(channel_id)
        monitoring.visits(channel_id)
        monitoring.days(channel_id)
        vantages_of(channel_id)

    def checked() -> None:
        checks.checks(channel_id)
        checks.findings(channel_id)

    return {
        "visits": visits,
        "checks": checked,
        "crawl": partial(crawl_box, channel_id),
        "columns": partial(site_columns, channel_id),
    }


def _of_account(channel_id: int) -> dict[str, Callable[[], None]]:
    def posts() -> None:
        account.freshness(channel_id)
        checks.findings(channel_id)

    return {"account": posts}


def _of_any(file: ChannelFile) -> dict[str, Callable[[], None]]:
    channel_id = file.channel.id

    def past() -> None:
        history.events(channel_id)
        history.cases(channel_id)
        history.documents(channel_id)
        history.trail(channel_id)

    return {
        "issues": partial(history.issues, channel_id),
        "verdict": partial(verdict_box, channel_id),
        "history": past,
        "fields": partial(history.fields, file),
    }


def pick() -> None:
    """Draw the search for a channel: nothing is listed unasked, since the registry is the list."""
    words = filters.search("q", t("channel.search"), placeholder=t("registry.search_hint"))
    if not words:
        st.markdown(t("channel.search_explain"))
        link("registry", t("channel.back"), icon=":material/arrow_back:")
        return
    wanted = Filter(words=words)
    columns: list[Column[Listed]] = [
        Column(t("registry.name"), lambda row: row.name, width="large"),
        Column(t("registry.kind"), lambda row: kind_name(row.kind), width=110),
        Column(t("registry.unit"), lambda row: row.unit, width="medium"),
        Column(t("registry.registered"), lambda row: word("state.registered", row.registered), width=90),
        Column(t("registry.code"), lambda row: row.code, width=80),
    ]
    channel_table(
        lambda limit, offset: search(wanted, limit=limit, offset=offset),
        columns,
        lambda row: row.id,
        key="channel-search",
        name=t("channel.search_found"),
        filters=wanted,
    )


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
