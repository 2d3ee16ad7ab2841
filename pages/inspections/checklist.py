"""The checklist of one channel: what the machine found, and the inspector's word beside it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.text import has, t
from core.common.vocabulary import JudgedAs
from core.inspections import results
from core.inspections.lines import Line
from core.inspections.marking import Seen, mark
from core.inspections.results import Checked, Head
from core.rules.indicator import Indicator
from core.rules.ruleset import RuleSet
from pages.components import filters
from pages.components.dialog import open_dialog
from pages.components.figures import Tone
from pages.components.flash import say_next
from pages.components.format import actor, failure, plain, word
from pages.components.table import Column, clear_choice, paged, table_box

TABLE = "inspection-lines"
TONES: dict[str, Tone] = {"failed": "wrong", "unknown": "unknown"}


def checklist_box(head: Head, channels: tuple[Checked, ...]) -> None:
    """Choose a channel, see its lines, judge one or many."""
    names = {str(line.row_id): line for line in channels}
    asked = filters.choice(
        "channel",
        t("common.column.channel"),
        list(names),
        lambda key: t(
            "inspection.line.channel",
            channel=names[key].channel,
            decided=names[key].decided,
            lines=names[key].lines,
        ),
        default=next(iter(names)),
    )
    row_id = int(asked)
    lines = results.checklist(row_id)
    may = head.open and current_actor().role.allows(Role.INSPECTOR)
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="inspection-judge")
    chosen = table_box(
        paged(lines),
        line_columns(results.rules_of(row_id)),
        key=TABLE,
        name=names[asked].channel,
        filters=row_id,
        select="many" if may else "none",
        identity=lambda row: row.indicator,
    )
    if may:
        with bar:
            _bar(row_id, chosen)


def _bar(row_id: int, chosen: Sequence[Line]) -> None:
    if not chosen:
        st.caption(t("inspection.line.choose"))
        return
    for judged_as in JudgedAs:
        if st.button(t(f"inspection.judge.{judged_as.value}"), key=f"judge-{judged_as.value}"):
            title = t(f"inspection.judge.{judged_as.value}")
            open_dialog(title, partial(judge_form, row_id, tuple(chosen), judged_as))


def judge_form(row_id: int, chosen: Sequence[Line], judged_as: JudgedAs) -> None:
    """Ask for a note (and how many faults), and judge."""
    st.markdown(t(f"inspection.judge.explain_{judged_as.value}", count=len(chosen)))
    with st.form("inspection-judge-form", border=False):
        note = st.text_input(t("inspection.judge.note"), key="judge-note", max_chars=NOTE_LIMIT)
        faults = 1
        if judged_as is JudgedAs.FAILED:
            faults = int(st.number_input(t("inspection.judge.faults"), 1, 999, 1, key="judge-faults"))
        sent = st.form_submit_button(t("inspection.judge.send", count=len(chosen)), type="primary")
    if not sent:
        return
    seen = [Seen(line.indicator, line.version) for line in chosen]
    try:
        moved = mark(row_id, seen, judged_as, note=note or "", faults=faults, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    if moved.refused:
        for sentence in dict.fromkeys(moved.refused.values()):
            st.error(plain(sentence))
        return
    clear_choice(TABLE)
    say_next(t("inspection.judge.done", count=len(moved.done)))
    st.rerun()


def line_columns(rules: RuleSet) -> list[Column[Line]]:
    """Indicator, machine, inspector: side by side."""
    known = rules.indicator
    return [
        Column(t("inspection.column.indicator"), lambda row: row.indicator, width=64),
        Column(t("inspection.column.what"), lambda row: _name(known, row), width=150),
        Column(
            t("inspection.column.machine"),
            lambda row: word("inspection.found", row.machine.value),
            tone=lambda row: TONES.get(row.machine.value, "plain"),
        ),
        Column(
            t("inspection.column.mark"),
            lambda row: word("inspection.found", row.mark) if row.mark else "",
            tone=lambda row: TONES.get(row.mark, "plain"),
        ),
        Column(t("inspection.column.group"), lambda row: word("inspection.group", row.group.value), width=80),
        Column(t("inspection.column.why"), lambda row: _why(row.why), width=190),
        Column(t("inspection.column.note"), lambda row: row.note, width=150),
        Column(t("inspection.column.marked_by"), lambda row: actor(row.marked_by)),
    ]


def _name(known: dict[str, Indicator], line: Line) -> str:
    return known[line.indicator].name if line.indicator in known else line.indicator


def _why(why: str) -> str:
    return t(f"verdict.why.{why}") if has(f"verdict.why.{why}") else failure(why)
