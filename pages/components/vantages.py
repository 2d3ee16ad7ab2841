"""Availability from each vantage point: of one channel, or of all."""

import streamlit as st

from core.common.text import t
from core.monitoring import vantage_days
from core.monitoring.vantage_days import AloneRow, VantageLine
from pages.components.figures import Tone
from pages.components.format import failure, number, word
from pages.components.links import go
from pages.components.table import Column, paged, table_box

DAYS = 7
TONES: dict[str, Tone] = {"problem": "wrong", "suspect": "late", "blocked": "unknown"}


def vantages_of(channel_id: int) -> None:
    """What each vantage point saw of one channel; nothing where it was never visited from several."""
    lines = vantage_days.of_channel(channel_id, days=DAYS)
    if not lines:
        return
    columns: list[Column[VantageLine]] = [
        Column(t("vantage.name"), lambda row: row.vantage, width=120),
        Column(t("vantage.now"), _now, width=180, tone=lambda row: TONES.get(row.outcome, "plain")),
        Column(t("vantage.last_ms"), lambda row: _whole(row.total_ms), "number", width=110),
        *_shares(),
    ]
    _table(lines, columns, key="channel-vantages")
    st.caption(t("vantage.note"))


def vantages() -> None:
    """All vantage points over all websites, and what one of them alone sees failing."""
    lines = vantage_days.of_all(days=DAYS)
    if not lines:
        return
    columns: list[Column[VantageLine]] = [
        Column(t("vantage.name"), lambda row: row.vantage, width=120),
        *_shares(),
        Column(
            t("vantage.alone"),
            lambda row: row.alone,
            "number",
            width=130,
            tone=lambda row: "late" if row.alone else "plain",
        ),
    ]
    _table(lines, columns, key="vantages")
    st.caption(t("vantage.note"))
    _alone()


def _alone() -> None:
    rows = vantage_days.seen_alone()
    if not rows:
        return
    columns: list[Column[AloneRow]] = [
        Column(t("common.column.channel"), lambda row: row.channel, width=260),
        Column(t("vantage.name"), lambda row: row.vantage, width=120),
        Column(t("common.column.failure"), lambda row: failure(row.failure) or None, width=180),
        Column(t("vantage.at"), lambda row: row.at, "instant", width=140),
    ]
    chosen = table_box(
        paged(rows),
        columns,
        key="vantages-alone",
        name=t("vantage.alone_title"),
        select="one",
        identity=lambda row: row.channel_id,
    )
    if chosen:
        go("channel", id=chosen[0].channel_id)


def _shares() -> list[Column[VantageLine]]:
    return [
        Column(t("vantage.share"), lambda row: row.share, "share", width=110),
        Column(t("vantage.mean_ms"), lambda row: _whole(row.mean_ms), "number", width=130),
        Column(t("vantage.probes"), lambda row: row.probes, "number", width=100),
        Column(t("vantage.failed"), lambda row: row.failed, "number", width=100),
        Column(t("vantage.blocked"), lambda row: row.blocked, "number", width=110),
        Column(t("vantage.at"), lambda row: row.at, "instant", width=140),
    ]


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _now(row: VantageLine) -> str:
    said = word("state.outcome", row.outcome)
    return f"{said} · {failure(row.failure)}" if row.failure else said


def _table(lines: tuple[VantageLine, ...], columns: list[Column[VantageLine]], *, key: str) -> None:
    table_box(
        paged(lines),
        columns,
        key=key,
        name=t("vantage.title", days=number(DAYS)),
    )
