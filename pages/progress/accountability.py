"""Records of accountability on the page of progress: figures by kind, entering, withdrawing, putting back."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.accountability import keeping, lists
from core.accountability.keeping import BASIS_LIMIT, PERSON_LIMIT, Form
from core.accountability.lists import AccountabilityEntry
from core.accountability.rules import kind_name, kinds
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.issues import entry
from core.issues.progress import Span
from core.records import completeness
from pages.components.dialog import ask_why, asked_dialog, open_dialog
from pages.components.figures import Figure, Tone, metric_row
from pages.components.flash import carried_out
from pages.components.format import actor, day, number
from pages.components.paper import hint
from pages.components.table import Column, table_box

TABLE = "accountability"


def accountability_box(span: Span) -> None:
    """The figures of a span by kind, and its records with what may be done to them."""
    st.subheader(t("accountability.title"), anchor=False)
    note = t("accountability.note", first=day(span.first), last=day(span.last))
    counted = lists.counts(span.first, span.last).items()
    known = completeness.recorded("accountability", span.first, span.last)
    metric_row([_figure(kind, count, note, known=known) for kind, count in counted], key="accountability")
    may = current_actor().role.allows(Role.SUPERVISOR)
    bar = st.container(horizontal=True, gap="small", key="accountability-bar")
    chosen = table_box(
        lambda limit, offset: lists.listed(span.first, span.last, withdrawn=True, limit=limit, offset=offset),
        _columns(),
        key=TABLE,
        name=t("accountability.recorded"),
        filters=span,
        select="one" if may else "none",
        identity=lambda row: (row.id, row.version),
    )
    if may:
        hint(t("accountability.choose"))
        with bar:
            _buttons(chosen)


def _figure(kind: str, count: int, note: str, *, known: bool) -> Figure:
    """How many of a kind; none is 0 only where somebody keeps them."""
    key, words = f"accountability-{kind}", kind_name(kind)
    if count or known:
        return Figure(key, words, number(count), note)
    return Figure(key, words, t("records.state.missing"), note, "unknown")


def behind(span: Span) -> dict[str, tuple[str, partial[None]]]:
    """What each figure opens."""
    return {
        f"accountability-{kind}": (kind_name(kind), partial(_rows, kind, span))
        for kind in lists.counts(span.first, span.last)
    }


def enter_form() -> None:
    """Ask for one record and keep it."""
    units = entry.units()
    with st.form("accountability-form", border=False):
        kind = st.selectbox(
            t("accountability.field.kind"), kinds(), format_func=kind_name, key="accountability-kind"
        )
        unit = st.selectbox(
            t("accountability.field.unit"), list(units), index=None, format_func=lambda key: units[key],
            placeholder=t("messages.choose_unit"), key="accountability-unit",
        )  # fmt: skip
        left, right = st.columns(2)
        person = left.text_input(
            t("accountability.field.person"), max_chars=PERSON_LIMIT, key="accountability-person"
        )
        on = right.date_input(
            t("accountability.field.day"),
            value=clock.today(),
            max_value=clock.today(),
            key="accountability-day",
            format="YYYY-MM-DD",
        )  # fmt: skip
        reason = st.text_area(
            t("accountability.field.reason"), max_chars=NOTE_LIMIT, key="accountability-reason"
        )
        left, right = st.columns(2)
        basis = left.text_input(
            t("accountability.field.basis"), max_chars=BASIS_LIMIT, key="accountability-basis"
        )
        issue = right.text_input(
            t("accountability.field.issue"),
            placeholder=t("accountability.no_issue"),
            key="accountability-issue",
        )
        sent = st.form_submit_button(t("accountability.save"), type="primary")
    if sent:
        form = Form(kind or "", unit, on, reason or "", person or "", basis or "", issue or "")
        _do(partial(keeping.enter, form, actor=current_actor()), "entered")


def withdraw_form(row: AccountabilityEntry) -> None:
    """Ask why, and withdraw."""
    words = [t(f"accountability.{key}") for key in ("withdraw_explain", "withdraw_reason", "withdraw")]
    reason = ask_why(*words, key="accountability-withdraw", longest=NOTE_LIMIT)
    if reason is not None:
        act = partial(keeping.withdraw, row.id, row.version, reason, actor=current_actor())
        _do(act, "withdrawn")


def _buttons(chosen: list[AccountabilityEntry]) -> None:
    if asked_dialog("add", t("accountability.enter"), key="accountability-enter", icon=":material/add:"):
        open_dialog(t("accountability.enter"), enter_form)
    if not chosen:
        return
    row = chosen[0]
    if row.counts:
        if st.button(t("accountability.withdraw"), key="accountability-withdraw", icon=":material/undo:"):
            open_dialog(t("accountability.withdraw"), partial(withdraw_form, row))
    elif st.button(t("accountability.put_back"), key="accountability-back", icon=":material/redo:"):
        _do(partial(keeping.put_back, row.id, row.version, actor=current_actor()), "put_back_done")


def _do(act: Callable[[], object], done: str) -> None:
    carried_out(act, t(f"accountability.{done}"), table=TABLE)


def _rows(kind: str, span: Span) -> None:
    table_box(
        lambda limit, offset: lists.listed(span.first, span.last, kind=kind, limit=limit, offset=offset),
        _columns(),
        key="accountability-rows",
        name=kind_name(kind),
        filters=(kind, span),
        heading=False,
    )


def _columns() -> list[Column[AccountabilityEntry]]:
    return [
        Column(t("accountability.field.day"), lambda row: row.day, "day", width=105),
        Column(t("accountability.field.kind"), lambda row: kind_name(row.kind), width=160),
        Column(t("accountability.field.unit"), lambda row: row.unit, width="medium"),
        Column(t("accountability.field.person"), lambda row: row.person),
        Column(t("accountability.field.state"), _state, tone=_tone),
        Column(t("accountability.field.reason"), lambda row: row.reason, width="medium"),
        Column(t("accountability.field.basis"), lambda row: row.basis, width="medium"),
        Column(t("accountability.field.issue"), lambda row: row.issue),
        Column(t("accountability.field.made_by"), lambda row: actor(row.made_by)),
    ]


def _state(row: AccountabilityEntry) -> str:
    if row.counts:
        return t("accountability.counts")
    return t("accountability.struck", who=row.withdrawn_by)


def _tone(row: AccountabilityEntry) -> Tone:
    return "plain" if row.counts else "unknown"
