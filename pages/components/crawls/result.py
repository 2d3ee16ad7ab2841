"""What the last reading of a whole site found, on the page of its channel."""

from functools import partial
from typing import Any

import streamlit as st

from core.common.export import rows_xlsx
from core.common.text import t
from core.monitoring import crawl_view
from core.monitoring.crawl_sheets import failure_name, found_text, part_name, sheets_of
from core.monitoring.crawl_view import FACTS, KINDS, CrawlLine, RowLine
from core.monitoring.crawl_work import kept
from core.monitoring.lease import holder
from pages.components import filters
from pages.components.crawls.asking import ask_for_one
from pages.components.crawls.following import bytes_of, follow, lasting, refusals, robots_of
from pages.components.crawls.listing import history
from pages.components.export_menu import XLSX, export_menu
from pages.components.figures import Figure, metric_row
from pages.components.format import ago, instant, number, plain
from pages.components.refresh import refreshing
from pages.components.table import Column, table_box

PARTS = ("internal", "external", "attachment", "file")


def crawl_box(channel_id: int) -> None:
    """Draw the reading under way or the button that asks for one, the last result, and earlier readings."""
    if crawl_view.unfinished(channel_id) is None:
        ask_for_one(channel_id)
    else:
        refreshing("2s")(_under_way)(channel_id)
    line = crawl_view.result_of(channel_id)
    if line is None:
        st.info(t("crawls.never"))
    else:
        _result(line)
    if crawl_view.finished(channel_id, limit=1).total:
        history(channel_id)


def _under_way(channel_id: int) -> None:
    line = crawl_view.unfinished(channel_id)
    if line is None:
        st.rerun()
    if holder() is None:
        st.warning(t("crawls.no_checker"), icon=":material/error:")
    refusals()
    follow(line, named=False)


def _result(line: CrawlLine) -> None:
    summary = line.summary
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="table-head-crawl"):
        st.markdown(f"**{t('crawls.result')}**")
        name = t("crawls.file", name=line.channel)
        export_menu("crawl", [("xlsx", XLSX, name, lambda: rows_xlsx(*sheets_of(line)))])
    if line.ended_at is not None:
        st.caption(
            t(
                "crawls.as_of",
                when=instant(line.ended_at),
                age=ago(line.ended_at),
                span=lasting(line.seconds),
                robots=robots_of(line),
                version=plain(line.rule_version),
            )
        )
    metric_row(_figures(summary), key="crawl")
    _parts(summary)
    sides = st.columns(4)
    with sides[0]:
        kind = filters.choice("crawl", t("crawls.list"), KINDS, partial(_kind_name, summary), default="dead")
    part = ""
    if kind in ("dead", "blocked"):
        with sides[1]:
            part = filters.choice("part", t("crawls.column.part"), PARTS, part_name)
    _rows(line, kind or "dead", part)


def _figures(summary: dict[str, Any]) -> list[Figure]:
    dead, parts = summary.get("dead", 0), summary.get("dead_by_part", {})
    facts = summary.get("facts", {})
    sure = sum(facts.get(name, {}).get("sure", 0) for name in FACTS if name != "wording")
    by_part = t(
        "crawls.dead_note",
        inside=number(dead - parts.get("external", 0)),
        outside=number(parts.get("external", 0)),
    )
    return [
        Figure("pages", t("crawls.count.pages"), number(summary.get("pages")),
               t("crawls.pages_note", addresses=number(summary.get("addresses"))), opens=False),
        Figure("dead", t("crawls.count.dead"), number(dead), by_part,
               tone="wrong" if dead else "plain", opens=False),
        Figure("content", t("crawls.wrong_content"), number(sure), t("crawls.wrong_content_note"),
               tone="wrong" if sure else "plain", opens=False),
        Figure("attachments", t("crawls.count.attachments"), number(summary.get("attachments")),
               bytes_of(summary.get("attachment_bytes", 0)), opens=False),
    ]  # fmt: skip


def _parts(summary: dict[str, Any]) -> None:
    """Depth, and what was left out, in words."""
    depth = {int(level): count for level, count in summary.get("depth", {}).items()}
    said = [
        t("crawls.deepest", clicks=max(depth, default=0)),
        t("crawls.unpaged_are", count=number(summary["unpaged"]))
        if summary.get("unpaged")
        else t("crawls.orphans_are", count=number(summary.get("orphans"))),
        t("crawls.duplicates_are", count=number(summary.get("duplicates"))),
        t("crawls.untitled_are", count=number(summary.get("untitled"))),
    ]
    traps = summary.get("traps", {})
    said += [
        t("crawls.left_out", kind=t(f"crawl.traps.{name}"), count=number(n)) for name, n in traps.items()
    ]
    st.caption("　".join(said))
    if summary.get("refused"):
        st.warning(t("crawls.refused"))
    elif not summary.get("complete", True):
        st.warning(t("crawls.incomplete"))


def _kind_name(summary: dict[str, Any], kind: str) -> str:
    counts = {"dead": "dead", "blocked": "blocked", "attachment": "attachments", "orphan": "orphans",
              "duplicate": "duplicates"}  # fmt: skip
    facts = summary.get("facts", {}).get(kind, {})
    count = (
        summary.get(counts[kind], 0) if kind in counts else facts.get("sure", 0) + facts.get("doubtful", 0)
    )
    return t("crawls.kind_count", kind=t(f"crawls.kind.{kind}"), count=number(count))


def _rows(line: CrawlLine, kind: str, part: str) -> None:
    chosen = table_box(
        lambda limit, offset: crawl_view.rows(line.id, kind, part=part, limit=limit, offset=offset),
        _columns(kind),
        key=f"crawl-{kind}",
        name=t(f"crawls.kind.{kind}"),
        filters=(line.id, kind, part),
        select="one" if kind in ("dead", "blocked", "duplicate") else "none",
        identity=lambda row: row.address,
    )
    if crawl_view.rows(line.id, kind, limit=1).total >= kept(kind):
        st.caption(t("crawls.capped", count=number(kept(kind))))
    if chosen and chosen[0].pages:
        _carriers(chosen[0], kind)


def _carriers(row: RowLine, kind: str) -> None:
    """The pages that carry a link, as addresses in a box of text: they come from outside."""
    with st.container(border=True, key="crawl-carriers", gap="xsmall"):
        st.markdown(
            t("crawls.same_as" if kind == "duplicate" else "crawls.carried_by", count=number(row.count))
        )
        st.code("\n".join(row.pages), language=None)
        if kind != "duplicate" and row.count > len(row.pages):
            st.caption(t("crawls.carriers_capped", count=number(len(row.pages))))


def _columns(kind: str) -> list[Column[RowLine]]:
    address: Column[RowLine] = Column(t("crawls.column.address"), lambda row: row.address, width="large")
    count: Column[RowLine] = Column(t("crawls.column.count"), lambda row: row.count, "number", width=90)
    if kind in ("dead", "blocked"):
        return [
            address,
            Column(t("crawls.column.part"), lambda row: part_name(row.part), width=90),
            Column(t("crawls.column.status"), lambda row: row.status, "number", width=80),
            Column(t("crawls.column.failure"), lambda row: failure_name(row.failure), width=150),
            count,
        ]
    if kind == "attachment":
        return [
            address,
            Column(t("crawls.column.type"), lambda row: row.type, width=180),
            Column(t("crawls.column.bytes"), lambda row: bytes_of(row.size), width=100),
        ]
    if kind == "duplicate":
        return [address, Column(t("crawls.column.copies"), lambda row: row.count, "number", width=90)]
    if kind == "orphan":
        return [address]
    return [
        Column(t("crawls.column.page"), lambda row: row.address, width="medium"),
        Column(t("crawls.column.sure"), lambda row: t(f"crawls.sure.{row.part}"), width=90),
        Column(t("crawls.column.found"), found_text, width="medium"),
        Column(t("crawls.column.piece"), lambda row: str(row.detail.get("piece") or ""), width="large"),
    ]
