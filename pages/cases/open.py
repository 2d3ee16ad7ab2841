"""The dialog that opens a case: what is to be done, with which channels, into which successor."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import RegisteredState
from core.lifecycle.case_file import case_file
from core.lifecycle.opening import Wanted, open_cases
from core.lifecycle.rules import KindRule, lifecycle_rules
from core.lifecycle.steps import step_name
from core.lifecycle.vocabulary import CaseKind
from core.registry.kinds import kind_name
from core.registry.search import Filter, Listed, search
from pages.components.dialog import open_dialog
from pages.components.flash import keep
from pages.components.format import plain, word

OFFERED = 50
KINDS = tuple(CaseKind)


def open_form() -> None:
    """Open the dialog."""
    open_dialog(t("case.open.title"), draw_open, wide=True)


def draw_open() -> None:
    """What the dialog holds."""
    kind = st.selectbox(
        t("case.open.kind"),
        KINDS,
        key="case-open-kind",
        format_func=lambda one: word("state.case_kind", one.value),
    )
    rule = lifecycle_rules().kind[kind]
    channels = _channels(kind, rule)
    successor = _successor(rule)
    opened_on = _opened_on()
    ends_on = _ends_on() if kind is CaseKind.SUSPEND else None
    owner = st.text_input(t("case.open.owner"), key="case-open-owner", max_chars=64)
    reason = st.text_input(
        t("case.open.reason"),
        key="case-open-reason",
        max_chars=NOTE_LIMIT,
        placeholder=t("case.open.reason_hint"),
    )
    with st.expander(t("case.open.steps")):
        _steps(rule)
    if st.button(t("case.open.send"), key="case-open-send", type="primary"):
        _open(channels, Wanted(kind, reason or "", successor, ends_on, owner or "", opened_on))


def _channels(kind: CaseKind, rule: KindRule) -> list[int]:
    words = st.text_input(t("case.open.find"), key="case-open-find", placeholder=t("case.open.find_hint"))
    found = search(
        Filter(
            medium=None if rule.media == "any" else rule.media,
            registered=(RegisteredState.RUNNING.value,),
            words=(words or "").strip(),
        ),
        sort="code",
        limit=OFFERED,
    )
    offered = {row.id: row for row in found.rows}
    if not offered:
        st.info(t("case.open.none"))
        return []
    if found.total > OFFERED:
        st.caption(t("case.open.more", shown=OFFERED, total=f"{found.total:,}"))
    if kind is CaseKind.CANCEL:
        return st.multiselect(
            t("case.open.channels"),
            list(offered),
            key="case-open-channels",
            format_func=lambda one: _name(offered, one),
            placeholder=t("common.search"),
        )
    chosen = st.selectbox(
        t("case.open.channel"),
        list(offered),
        key="case-open-channel",
        index=None,
        format_func=lambda one: _name(offered, one),
        placeholder=t("common.search"),
    )
    return [] if chosen is None else [chosen]


def _successor(rule: KindRule) -> int | None:
    if rule.successor == "none":
        return None
    words = st.text_input(
        t("case.open.successor"), key="case-open-successor-find", placeholder=t("case.open.find_hint")
    )
    medium = None if rule.media == "any" else rule.media
    wanted = Filter(medium=medium, registered=(RegisteredState.RUNNING.value,), words=(words or "").strip())
    offered = {row.id: row for row in search(wanted, sort="code", limit=OFFERED).rows}
    return st.selectbox(
        t("case.open.successor"),
        list(offered),
        key="case-open-successor",
        index=None,
        format_func=lambda one: _name(offered, one),
        placeholder=t("case.open.successor_none"),
        label_visibility="collapsed",
    )


def _name(offered: dict[int, Listed], ident: int) -> str:
    row = offered.get(ident)
    return f"{row.name} · {kind_name(row.kind)} · {row.unit}" if row else str(ident)


def _opened_on() -> date | None:
    today = clock.today()
    chosen = st.date_input(
        t("case.open.opened_on"),
        value=today,
        min_value=FIRST,
        max_value=today,
        key="case-open-day",
        format="YYYY-MM-DD",
        help=t("case.past_help"),
    )
    return chosen if isinstance(chosen, date) else None


def _ends_on() -> date | None:
    today, most = clock.today(), lifecycle_rules().suspension.most_days
    chosen = st.date_input(
        t("case.open.ends_on"),
        value=today + timedelta(days=most // 3),
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=most),
        key="case-open-ends",
        format="YYYY-MM-DD",
    )
    return chosen if isinstance(chosen, date) else None


def _steps(rule: KindRule) -> None:
    lines = []
    for place, step in enumerate(rule.step, start=1):
        line = t(
            "case.open.step_line",
            place=place,
            step=step_name(step.key, step.reaches),
            days=step.days,
            who=word("case.who", step.who),
        )
        if step.evidence:
            line += t("case.open.step_evidence")
        if step.wait_days:
            line += t("case.open.step_wait", days=step.wait_days)
        lines.append(line)
    st.markdown("  \n".join(line.replace(".", "\\.", 1) for line in lines))
    st.caption(t("case.recalled", version=lifecycle_rules().version))


def _open(channels: Sequence[int], wanted: Wanted) -> None:
    try:
        ids = open_cases(channels, wanted, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    files = [file for one in ids[:10] if (file := case_file(one))]
    keep(t("case.open.done", count=len(ids), numbers=plain(" ".join(file.case.number for file in files))))
    if len(ids) == 1:
        st.query_params["case"] = str(ids[0])
    st.rerun()
