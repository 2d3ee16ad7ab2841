"""Findings one by one with their evidence, what people say of them, and how often each check was right."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import ReviewVerdict
from core.monitoring import review
from core.monitoring.review import FindingRow, Precision
from core.monitoring.snapshots import snapshots
from pages.components import filters
from pages.components.evidence import evidence_box
from pages.components.format import check_name, failure, instant, plain
from pages.components.table import Column, clear_choice, paged, table_box

VERDICTS = (
    (ReviewVerdict.CONFIRMED, "confirm", ":material/check:"),
    (ReviewVerdict.REJECTED, "reject", ":material/notifications_off:"),
    (ReviewVerdict.NOT_APPLICABLE, "not_applicable", ":material/block:"),
)


def judgement() -> None:
    """Draw the precision of each check, the findings that are not resolved, and the chosen ones' evidence."""
    known = review.precision()
    _precision(known)
    st.caption(t("judgement.purpose"))
    with st.columns(4)[0]:
        check = filters.choice("check", t("judgement.check"), [one.check for one in known], check_name)
    chosen = table_box(
        lambda limit, offset: review.unresolved(check=check, limit=limit, offset=offset),
        _columns(),
        key="judgement",
        name=t("judgement.title"),
        filters=check,
        select="many",
        identity=lambda row: row.id,
    )
    if chosen:
        _act(chosen)
        for row in chosen[:5]:
            _evidence(row)


def _precision(known: Sequence[Precision]) -> None:
    if not known:
        return
    columns: list[Column[Precision]] = [
        Column(t("judgement.check"), lambda row: check_name(row.check), width=180),
        Column(t("judgement.open"), lambda row: row.open, "number", width=90),
        Column(t("judgement.confirmed"), lambda row: row.confirmed, "number", width=90),
        Column(t("judgement.rejected"), lambda row: row.rejected, "number", width=90),
        Column(t("judgement.precision"), lambda row: row.share, "share", width=100),
    ]
    table_box(
        paged(known),
        columns,
        key="precision",
        name=t("judgement.by_check"),
    )
    st.caption(t("judgement.by_check_note"))


def _columns() -> list[Column[FindingRow]]:
    return [
        Column(t("common.column.channel"), lambda row: row.channel, width=210),
        Column(t("common.column.unit"), lambda row: row.unit, width=150),
        Column(t("judgement.check"), lambda row: check_name(row.check), width=110),
        Column(t("common.column.state"), lambda row: t(f"judgement.state.{row.state}"), width=80),
        Column(t("judgement.evidence"), _short, width=320),
        Column(t("common.column.failure"), lambda row: failure(row.failure) or None, width=130),
        Column(t("judgement.age"), lambda row: row.age_days, "number", width=90),
        Column(t("judgement.said"), _said, width=110),
        Column(t("judgement.until"), lambda row: row.until, "day", width=110),
        Column(t("judgement.reason"), lambda row: row.reason, width=160),
    ]


def _short(row: FindingRow) -> str:
    facts = row.evidence
    parts = (
        facts.get(name)
        for name in ("name", "names", "missing", "text", "masked", "header", "fact", "address")
    )
    return " · ".join(str(part) for part in parts if part) or row.key


def _said(row: FindingRow) -> str | None:
    return t(f"judgement.verdict.{row.verdict}") if row.verdict else None


def _act(chosen: Sequence[FindingRow]) -> None:
    if not current_actor().role.allows(Role.SUPERVISOR):
        st.caption(t("judgement.ask"))
        return
    with st.form("judgement-form", border=True):
        left, right = st.columns([3, 1])
        reason = left.text_input(t("judgement.reason"), max_chars=review.LONGEST_REASON)
        until: date | None = right.date_input(t("judgement.until"), value=None, format="YYYY-MM-DD")
        with st.container(horizontal=True):
            for verdict, word, icon in VERDICTS:
                if st.form_submit_button(t(f"judgement.{word}"), icon=icon, key=f"judge-{verdict}"):
                    _judge(chosen, verdict, reason, until)


def _judge(chosen: Sequence[FindingRow], verdict: ReviewVerdict, reason: str, until: date | None) -> None:
    try:
        count = review.judge(
            [row.id for row in chosen], verdict, actor=current_actor(), reason=reason, until=until
        )
    except DomainError as why:
        st.error(plain(str(why)))
        return
    clear_choice("judgement")
    st.toast(t("judgement.done", count=count) if count else t("judgement.nothing"))
    st.rerun()


def _evidence(row: FindingRow) -> None:
    with st.container(border=True, key=f"judgement-evidence-{row.id}", gap="xsmall"):
        st.markdown(f"**{check_name(row.check)}** · {plain(row.channel)}")
        evidence_box(row.evidence)
        for kept in snapshots(row.id)[:2]:
            if kept.piece:
                st.caption(t("judgement.snapshot", at=instant(kept.at), status=kept.status or "-"))
                # Text from outside: drawn as text, never as a page.
                st.code(kept.piece, language=None, wrap_lines=True, height=180)
                if kept.truncated:
                    st.caption(t("judgement.cut"))
