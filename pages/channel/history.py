"""What the registry says of a channel and what happened to it: fields, issues, events, cases, trail."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from core.common.text import t
from core.issues import queries
from core.issues.filters import Filter
from core.registry import channel_file
from core.registry.channel_file import ChannelCase, ChannelFile, Event, Trail
from core.registry.documents import Document
from core.registry.documents import documents as documents_of
from core.registry.fields import applies, word_of
from core.registry.fields import fields as registry_fields
from pages.components.changes import changes
from pages.components.format import action, actor, word
from pages.components.issues.columns import channel_columns
from pages.components.links import go
from pages.components.table import Column, paged, table_box

Row = TypeVar("Row")
FIELDS = ("code", "site_code", "sponsor", "undertaker", "icp", "police", "contact", "phone")


def fields(file: ChannelFile) -> None:
    """The registry's fields, two to a row."""
    channel = file.channel
    values: list[tuple[str, object]] = [(name, getattr(channel, name)) for name in FIELDS]
    if file.is_website:
        values.append(("category", word("state.category", channel.category)))
        values.append(("domains", channel.domains))
        values.append(("mlps_level", channel.mlps_level))
        values.append(("ipv6", t("evidence.yes" if channel.ipv6 else "evidence.no")))
    values += [
        (name, word_of(registry_fields()[name], getattr(channel, name)))
        for name in ("app_filing", "app_approval", "audience", "keep_ground")
        if applies(name, channel.kind)
    ]
    with st.container(border=True, key="channel-fields", gap="xsmall"):
        sides = st.columns(2)
        for place, (name, value) in enumerate(values):
            with sides[place % 2]:
                st.caption(t(f"channel.field.{name}"))
                st.text(str(value or t("common.none")))


def issues(channel_id: int) -> None:
    """The channel's issues; choosing one opens it."""
    wanted = Filter(channel_id=channel_id)
    chosen = table_box(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        channel_columns(),
        key="channel-issues",
        name=t("channel.issues"),
        select="one",
        identity=lambda row: row.id,
    )
    if chosen:
        go("issues", issue=chosen[0].id)


def events(channel_id: int) -> None:
    """What brought the channel in or took it out."""
    columns: list[Column[Event]] = [
        Column(t("common.column.day"), lambda row: row.day, "day", width=110),
        Column(t("common.column.event"), lambda row: word("state.event", row.kind), width=110),
        Column(t("channel.actor"), lambda row: actor(row.actor), width=130),
        Column(t("common.column.note"), lambda row: row.note or None, width="large"),
    ]
    _table(channel_file.events(channel_id), columns, "events")


def cases(channel_id: int) -> None:
    """Closings, mergers and the like."""
    columns: list[Column[ChannelCase]] = [
        Column(t("common.column.number"), lambda row: row.number, width=130),
        Column(t("common.column.case_kind"), lambda row: word("state.case_kind", row.kind), width=90),
        Column(t("common.column.state"), lambda row: word("state.case", row.state), width=90),
        Column(t("common.column.opened_on"), lambda row: row.opened_on, "day", width=110),
        Column(t("common.column.ended_on"), lambda row: row.ended_on, "day", width=110),
        Column(t("channel.successor"), lambda row: row.successor, width=200),
        Column(t("common.column.reason"), lambda row: row.reason or None, width="large"),
    ]
    _table(channel_file.cases(channel_id), columns, "cases")


def documents(channel_id: int) -> None:
    """Files handed in with its cases and issues."""
    columns: list[Column[Document]] = [
        Column(t("issue.at"), lambda row: row.at, "instant", width=135),
        Column(t("channel.document.name"), lambda row: row.name, width="large"),
        Column(t("channel.document.of"), lambda row: row.of, width=130),
        Column(t("channel.document.media"), lambda row: row.media, width=130),
        Column(t("channel.document.size"), lambda row: row.size, "number", width=90),
        Column(t("channel.actor"), lambda row: actor(row.actor), width=110),
    ]
    _table(documents_of(channel_id), columns, "documents")


def trail(channel_id: int) -> None:
    """Who changed what."""
    columns: list[Column[Trail]] = [
        Column(t("issue.at"), lambda row: row.at, "instant", width=135),
        Column(t("channel.actor"), lambda row: actor(row.actor), width=110),
        Column(t("issue.role"), lambda row: word("access.role", row.role), width=90),
        Column(t("issue.action_label"), lambda row: action(row.action), width=110),
        Column(t("issue.changes"), lambda row: changes(row.changes) or None, width=350),
        Column(t("common.column.reason"), lambda row: row.reason or None, width=200),
    ]
    _table(channel_file.trail(channel_id), columns, "trail")


def _table(rows: Sequence[Row], columns: Sequence[Column[Row]], key: str) -> None:
    if not rows:
        return
    table_box(
        paged(rows),
        columns,
        key=f"channel-{key}",
        name=t(f"channel.{key}"),
    )
