"""One case in full: where it stands, whose turn it is, its steps with their papers, who did what."""

from functools import partial
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common import stored_files
from core.common.text import has, t
from core.lifecycle.after import look_now
from core.lifecycle.case_file import CaseFile, StepLine, case_file
from core.lifecycle.steps import step_name
from core.lifecycle.vocabulary import CaseKind, CaseState, StepOwner, StepState
from core.registry.channel_file import Trail
from core.registry.search import GONE
from pages.cases import forms
from pages.components.crumbs import Crumb, crumbs
from pages.components.evidence import evidence_box
from pages.components.flash import keep
from pages.components.format import actor, day, instant, plain, word
from pages.components.header import name_tab
from pages.components.links import link
from pages.components.paper import folded

MARKS = {StepState.DONE: ":green[●]", StepState.WAIVED: ":gray[◐]", StepState.WAITING: ":gray[○]"}


def case_box(case_id: int) -> None:
    """Draw the file of one case, or say that there is none."""
    file = case_file(case_id)
    if file is None:
        st.warning(t("case.file.unknown"), icon=":material/search_off:")
        return
    name_tab(f"{file.case.number} {file.channel}")
    channel = Crumb(file.channel, "channel", (("id", file.case.channel_id),))
    crumbs("case", [channel, Crumb(file.case.number)])
    with st.container(border=True, key="case-detail", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="case-detail-head"):
            st.subheader(
                t("case.file.title", number=file.case.number, channel=plain(file.channel)), anchor=False
            )
            st.button(
                t("case.file.close"),
                key="case-close",
                icon=":material/close:",
                type="tertiary",
                on_click=_close,
            )
        _facts(file)
        _actions(file)
        st.markdown(f"**{t('case.file.steps')}**")
        for place, step in enumerate(file.steps, start=1):
            _step(place, step)
        _checker(file)
        _history(file.history)


def _close() -> None:
    st.query_params.pop("case", None)


def _facts(file: CaseFile) -> None:
    case = file.case
    pairs = [
        (t("case.file.kind"), word("state.case_kind", case.kind)),
        (t("common.column.state"), word("state.case", case.state)),
        (t("case.file.registered"), word("state.registered", file.registered)),
        (t("case.file.unit"), plain(file.unit)),
        (t("case.file.successor"), plain(file.successor)),
        (t("case.file.opened_on"), day(case.opened_on)),
        (t("case.file.due_on"), day(case.due_on)),
        (t("case.file.ends_on"), day(case.ends_on) if case.ends_on else ""),
        (t("case.file.ended_on"), day(case.ended_on) if case.ended_on else ""),
        (t("case.file.batch"), plain(case.batch)),
        (t("case.file.reason"), plain(case.reason)),
        (
            t("case.file.reopened"),
            f":red[{t('case.file.reopened_times', times=case.times_reopened)}]"
            if case.times_reopened
            else "",
        ),
        (t("case.file.rule"), plain(case.rule_version)),
    ]
    shown = [f":gray[{label}]　{text}" for label, text in pairs if text]
    half = (len(shown) + 1) // 2
    for place, part in zip(st.columns(2), (shown[:half], shown[half:]), strict=True):
        with place:
            st.markdown("  \n".join(part))


def _actions(file: CaseFile) -> None:
    role, step, case = current_actor().role, file.next, file.case
    if not role.allows(Role.STAFF):
        link("channel", t("case.file.open_channel"), icon=":material/folder_open:", id=case.channel_id)
        return
    if step is not None and step.who is StepOwner.CHECKER:
        st.info(t("case.take.checker"), icon=":material/travel_explore:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="case-actions"):
        if step is not None:
            _step_buttons(file, step, role)
        early = case.ended_on is None and case.state < CaseState.SWITCHED_OFF
        if early and _button("withdraw", ":material/undo:"):
            forms.withdraw(file)
        longer = case.kind is CaseKind.SUSPEND and case.ended_on is None and role.allows(Role.SUPERVISOR)
        if longer and _button("extend", ":material/update:"):
            forms.extend(file)
        if (
            file.registered in GONE
            and role.allows(Role.SUPERVISOR)
            and _button("restore", ":material/replay:")
        ):
            forms.restore(file)
        link("channel", t("case.file.open_channel"), icon=":material/folder_open:", id=case.channel_id)


def _step_buttons(file: CaseFile, step: StepLine, role: Role) -> None:
    may_take = step.who is StepOwner.UNIT or (
        step.who is StepOwner.SUPERVISOR and role.allows(Role.SUPERVISOR)
    )
    if may_take and st.button(
        t("case.take.button", step=step.name), key="case-do-take", type="primary", icon=":material/task_alt:"
    ):
        forms.take(file, step)
    if step.who is StepOwner.CHECKER and st.button(
        t("case.take.ask"), key="case-do-ask", type="primary", icon=":material/travel_explore:"
    ):
        look_now([file.case.channel_id], actor=current_actor())
        keep(t("case.take.asked"))
        st.rerun()
    if _button("attach", ":material/attach_file:"):
        forms.attach(file, step)
    if role.allows(Role.SUPERVISOR):
        if step.waivable and _button("waive", ":material/skip_next:"):
            forms.waive(file, step)
        if _button("assign", ":material/person:"):
            forms.assign(file, step)


def _button(key: str, icon: str) -> bool:
    return st.button(t(f"case.{key}.button"), key=f"case-do-{key}", icon=icon)


def _step(place: int, step: StepLine) -> None:
    name = f"**{plain(step.name)}**" if step.next else plain(step.name)
    parts = [f"{MARKS[step.state]} {place}. {name}", word("case.who", step.who)]
    if step.next:
        parts.append(f"**{t('case.file.next')}**")
    if step.state is not StepState.DONE:
        parts.append(word("case.step_state", step.state))
    if not step.required:
        parts.append(t("case.file.optional"))
    parts += _days(step)
    if step.note:
        parts.append(plain(step.note))
    st.markdown("　".join(parts))
    if step.papers:
        _papers(step)


def _days(step: StepLine) -> list[str]:
    if step.done_on:
        return [t("case.file.done", day=day(step.done_on), who=plain(step.actor))]
    parts = []
    if step.evidence_needed:
        parts.append(f":gray[{t('case.file.needs_evidence')}]")
    if step.owner:
        parts.append(t("case.file.owner", owner=plain(step.owner)))
    if step.earliest_on:
        parts.append(t("case.file.earliest", day=day(step.earliest_on)))
    if step.due_on:
        due = t("case.file.due", day=day(step.due_on))
        parts.append(f":orange[{due} · {t('case.file.late')}]" if step.late else due)
    return parts


def _stored(digest: str) -> bytes:
    return stored_files.read(digest) or b""


def _papers(step: StepLine) -> None:
    with st.container(horizontal=True, gap="small", key=f"case-papers-{step.key}"):
        for place, paper in enumerate(step.papers):
            st.download_button(
                plain(paper.name),
                data=partial(_stored, paper.digest),
                file_name=paper.name,
                mime="application/octet-stream",
                key=f"paper-{step.key}-{place}",
                icon=":material/description:",
                type="tertiary",
                on_click="ignore",
            )


def _checker(file: CaseFile) -> None:
    if file.case.kind is CaseKind.SUSPEND or file.registered not in GONE:
        return
    if file.seen is None:
        st.caption(t("case.file.unseen"))
        return
    st.markdown(
        t(
            "case.file.seen",
            at=instant(file.seen.at),
            found=word("case.found", file.seen.found),
            outcome=word("state.outcome", file.seen.outcome),
        )
    )
    with folded(t("case.file.evidence")):
        evidence_box({key: value for key, value in file.seen.evidence.items() if key != "found"})


def _history(history: tuple[Trail, ...]) -> None:
    if not history:
        return
    with folded(t("case.file.history", count=len(history))):
        for one in history:
            st.markdown(
                t(
                    "issue.happened",
                    at=instant(one.at),
                    action=word("case.action", one.action),
                    who=plain(actor(one.actor)),
                    role=word("access.role", one.role),
                )
            )
            parts = [text for field, pair in one.changes.items() if (text := _change(field, pair))]
            if parts or one.reason:
                st.text("　".join([*parts, one.reason]).strip())


def _change(field: str, pair: Any) -> str:
    """A change in words: a step by its name, a state by its word; what only repeats the state is left out."""
    new = pair[1] if isinstance(pair, list) and len(pair) == 2 else pair
    head, _, key = field.partition(".")
    if new in (None, "") or head in ("day", "times_reopened"):
        return ""
    if head == "step":
        return _pair(step_name(key, CaseState.REQUESTED), word("case.step_state", str(new)))
    if field == "state":
        return _pair(t("common.column.state"), word("state.case", str(new)))
    if field == "evidence.found":
        return word("case.found", str(new))
    label = f"case.file.{head}"
    return _pair(t(label) if has(label) else head, str(new))


def _pair(label: str, text: str) -> str:
    return t("case.file.pair", label=label, text=text)
