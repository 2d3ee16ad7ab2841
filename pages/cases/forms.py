"""The dialogs of a case: take a step, waive, withdraw, extend, assign, add papers, run again."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.stored_files import ENDINGS
from core.common.text import t
from core.lifecycle import moves, steps
from core.lifecycle.case_file import CaseFile, StepLine
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import File
from pages.components.dialog import open_dialog
from pages.components.flash import keep
from pages.components.format import plain, word


def take(file: CaseFile, step: StepLine) -> None:
    """Ask for day, note and papers, and take the step."""
    open_dialog(t("case.take.title", step=step.name), partial(take_form, file, step))


def take_form(file: CaseFile, step: StepLine) -> None:
    """What the dialog of `take` holds."""
    st.markdown(t("case.take.explain"))
    with st.form("case-take", border=False):
        day = _day("case-day", t("case.take.day"), clock.today(), latest=clock.today())
        note = st.text_input(
            t("case.take.note"), key="case-note", max_chars=NOTE_LIMIT, placeholder=t("case.take.note_hint")
        )
        uploaded = _papers(t("case.file.needs_evidence") if step.evidence_needed else "")
        sent = st.form_submit_button(t("case.take.send"), type="primary")
    if sent:
        _do(
            lambda: steps.take(
                file.case.id,
                step.key,
                note=note or "",
                files=uploaded,
                day=day,
                actor=current_actor(),
            ),
            lambda state: t("case.take.done", step=step.name, state=word("state.case", state)),
        )


def attach(file: CaseFile, step: StepLine) -> None:
    """Ask for papers of a step and keep them."""
    open_dialog(t("case.attach.title", step=step.name), partial(attach_form, file, step))


def attach_form(file: CaseFile, step: StepLine) -> None:
    """What the dialog of `attach` holds."""
    with st.form("case-attach", border=False):
        uploaded = _papers("")
        sent = st.form_submit_button(t("case.attach.send"), type="primary")
    if sent and uploaded:
        _do(
            lambda: steps.attach(file.case.id, step.key, uploaded, actor=current_actor()),
            lambda _: t("case.attach.done", count=len(uploaded)),
        )


def waive(file: CaseFile, step: StepLine) -> None:
    """Ask for a reason and waive the step."""
    open_dialog(t("case.waive.title", step=step.name), partial(waive_form, file, step))


def waive_form(file: CaseFile, step: StepLine) -> None:
    """What the dialog of `waive` holds."""
    _reasoned(
        "waive",
        lambda why, day: steps.waive(file.case.id, step.key, reason=why, actor=current_actor(), day=day),
        lambda state: t("case.waive.done", step=step.name, state=word("state.case", state)),
        since=file.case.opened_on,
    )


def withdraw(file: CaseFile) -> None:
    """Ask for a reason and withdraw the case."""
    open_dialog(t("case.withdraw.title", number=file.case.number), partial(withdraw_form, file))


def withdraw_form(file: CaseFile) -> None:
    """What the dialog of `withdraw` holds."""
    _reasoned(
        "withdraw",
        lambda why, day: moves.withdraw(file.case.id, reason=why, actor=current_actor(), day=day),
        lambda _: t("case.withdraw.done", number=file.case.number),
        since=file.case.opened_on,
    )


def restore(file: CaseFile) -> None:
    """Ask for a reason and let the channel run again."""
    open_dialog(t("case.restore.title", channel=file.channel), partial(restore_form, file))


def restore_form(file: CaseFile) -> None:
    """What the dialog of `restore` holds."""
    _reasoned(
        "restore",
        lambda why, day: moves.restore(file.case.channel_id, reason=why, actor=current_actor(), day=day),
        lambda _: t("case.restore.done", channel=file.channel),
        since=file.case.opened_on,
    )


def extend(file: CaseFile) -> None:
    """Ask for a new end and a reason, and extend the suspension."""
    open_dialog(t("case.extend.title", number=file.case.number), partial(extend_form, file))


def extend_form(file: CaseFile) -> None:
    """What the dialog of `extend` holds."""
    latest = clock.today() + timedelta(days=lifecycle_rules().suspension.most_days)
    st.markdown(t("case.extend.explain", latest=latest.isoformat()))
    with st.form("case-extend", border=False):
        proposed = min(max(file.case.ends_on or latest, clock.today() + timedelta(days=1)), latest)
        tomorrow = clock.today() + timedelta(days=1)
        day = _day("case-ends", t("case.extend.day"), proposed, earliest=tomorrow, latest=latest)
        why = st.text_input(t("case.extend.reason"), key="case-why", max_chars=NOTE_LIMIT)
        sent = st.form_submit_button(t("case.extend.send"), type="primary")
    if sent:
        _do(
            lambda: moves.extend(file.case.id, ends_on=day, reason=why or "", actor=current_actor()),
            lambda _: t("case.extend.done", number=file.case.number, day=day.isoformat()),
        )


def assign(file: CaseFile, step: StepLine) -> None:
    """Ask who takes a step and by when."""
    open_dialog(t("case.assign.title", step=step.name), partial(assign_form, file, step))


def assign_form(file: CaseFile, step: StepLine) -> None:
    """What the dialog of `assign` holds."""
    with st.form("case-assign", border=False):
        owner = st.text_input(t("case.assign.owner"), value=step.owner, key="case-owner", max_chars=64)
        due = _day("case-due", t("case.assign.due_on"), step.due_on or clock.today())
        sent = st.form_submit_button(t("case.assign.send"), type="primary")
    if sent:
        _do(
            lambda: steps.assign(
                file.case.id, step.key, owner=owner or "", due_on=due, actor=current_actor()
            ),
            lambda _: t("case.assign.done", step=step.name),
        )


def _reasoned(
    key: str, move: Callable[[str, date], Any], message: Callable[[Any], str], *, since: date
) -> None:
    """A reason, and the day on which it happened: today, or one since `since`."""
    st.markdown(t(f"case.{key}.explain"))
    with st.form(f"case-{key}", border=False):
        why = st.text_input(t(f"case.{key}.reason"), key=f"case-{key}-why", max_chars=NOTE_LIMIT)
        today = clock.today()
        day = _day(f"case-{key}-day", t("case.take.day"), today, earliest=min(since, today), latest=today)
        sent = st.form_submit_button(t(f"case.{key}.send"), type="primary")
    if sent:
        _do(partial(move, why or "", day), message)


def _papers(needed: str) -> list[File]:
    label = t("case.take.files", limit=lifecycle_rules().evidence.most_mb)
    uploaded = st.file_uploader(
        label, type=list(ENDINGS), accept_multiple_files=True, key="case-papers", help=needed or None
    )
    return [File(one.name, one.getvalue()) for one in uploaded or []]


def _day(
    key: str, label: str, value: date, *, earliest: date | None = None, latest: date | None = None
) -> date:
    chosen = st.date_input(
        label, value=value, min_value=earliest, max_value=latest, key=key, format="YYYY-MM-DD"
    )
    return chosen if isinstance(chosen, date) else value


def _do(move: Callable[[], Any], message: Callable[[Any], str]) -> None:
    try:
        result = move()
    except DomainError as why:
        st.error(plain(str(why)))
        return
    keep(message(result))
    st.rerun()
