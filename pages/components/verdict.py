"""One channel's verdict, line by line: what it rests on, who judged, and what could not be checked."""

from datetime import date
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.text import has, t
from core.inspections.scoring import last_given
from core.rules import assess, store
from core.rules.charges import capped
from core.rules.indicator import Indicator
from core.rules.judging import judge, withdraw
from core.rules.results import Effect, Grade, Judge, JudgedAs, Line, Reference, Verdict
from core.rules.ruleset import RuleSet
from pages.components.evidence import evidence_box
from pages.components.figures import Tone
from pages.components.format import actor, check_name, failure, instant, plain, word
from pages.components.paper import hint, on_paper
from pages.components.rule_labels import basis, points
from pages.components.table import Column, paged, table_box
from pages.components.verdict_labels import grade_word

COLOURS = {Grade.PASSED: "green", Grade.BASIC: "orange", Grade.FAILED: "red"}
# What matters first stands first.
ANSWERS = tuple(JudgedAs)
ORDER = (
    Effect.VETO,
    Effect.DEDUCTED,
    Effect.UNSCORED,
    Effect.ELSEWHERE,
    Effect.BONUS,
    Effect.STOPPED,
    Effect.UNEARNED,
    Effect.UNCHECKED,
    Effect.NONE,
    Effect.EXEMPT,
)
TONES: dict[Effect, Tone] = {
    Effect.VETO: "wrong",
    Effect.DEDUCTED: "wrong",
    Effect.UNSCORED: "late",
    Effect.UNCHECKED: "unknown",
}


def verdict_box(channel_id: int) -> None:
    """Draw the verdict on one channel now. A chosen line opens its rule, its evidence and, for
    supervisors, the form for a person's word."""
    verdict = assess.verdict_of(channel_id)
    edition = store.edition(verdict.rule_version) if verdict else None
    if verdict is None or edition is None:
        st.info(t("verdict.none"))
        return
    verdict_head(verdict, edition.rules)
    _given_score(channel_id)
    lines = sorted(verdict.lines, key=lambda line: ORDER.index(line.effect))
    chosen = table_box(
        paged(lines),
        line_columns(edition.rules),
        key=f"verdict-{channel_id}",
        name=t("verdict.lines"),
        select="one",
        identity=lambda line: (line.indicator or line.result.indicator, line.effect),
    )
    if chosen:
        _line(channel_id, chosen[0], edition.rules)
    else:
        hint(t("verdict.choose"))


def verdict_head(verdict: Verdict, rules: RuleSet) -> None:
    """The verdict in words: grade, score, who judged how much, and by which rules."""
    judges, effects = verdict.by_judge(), verdict.by_effect()
    with st.container(border=True, key="verdict-head", gap="xsmall"):
        score = (
            ""
            if verdict.score is None
            else t(
                "verdict.score",
                score=f"{verdict.score:g}",
                base=f"{verdict.base:g}",
                bonus=f"{verdict.bonus or 0:g}",
            )
        )
        st.markdown(f"### :{COLOURS.get(verdict.grade, 'gray')}[{grade_word(verdict.grade)}]　{score}")
        st.markdown(t(f"verdict.because.{verdict.grade.value}", vetoes=len(verdict.vetoes)))
        st.caption(
            t(
                "verdict.judges",
                machine=judges[Judge.MACHINE],
                person=judges[Judge.PERSON],
                nobody=judges[Judge.NOBODY],
            )
        )
        if effects[Effect.UNSCORED]:
            st.caption(t("verdict.unscored", n=effects[Effect.UNSCORED]))
        for group in capped(verdict.lines, rules.indicator):
            name = plain(rules.indicator[group.group].name)
            st.caption(t("verdict.capped", group=name, asked=f"{group.asked:g}", cap=f"{group.cap:g}"))
        st.caption(t("verdict.by", name=plain(rules.name), version=plain(verdict.rule_version)))


def _given_score(channel_id: int) -> None:
    """The score that a person gave in an inspection, with the reason, beside the machine's above."""
    given = last_given(channel_id)
    if given is None:
        return
    machine = "" if given.machine is None else t("verdict.given_machine", machine=f"{given.machine:g}")
    st.caption(
        t(
            "verdict.given",
            inspection=plain(given.inspection), score=f"{given.score:g}", machine=machine,
            reason=plain(given.reason), who=actor(given.by), at=instant(given.at),
        )
    )  # fmt: skip


def line_columns(rules: RuleSet) -> list[Column[Line]]:
    """The columns of a verdict's lines."""
    return [
        Column(t("indicator.field.id"), lambda row: row.indicator or t("verdict.entered"), width=70),
        Column(
            t("verdict.column.effect"),
            lambda row: t(f"verdict.effect.{row.effect.value}"),
            width=150,
            tone=lambda row: TONES.get(row.effect, "plain"),
        ),
        Column(t("indicator.field.name"), lambda row: _name(row, rules), width=210),
        Column(t("verdict.column.points"), lambda row: _gained(row), width=70),
        Column(t("verdict.column.judge"), lambda row: _judge(row), width=150),
        Column(t("verdict.column.why"), lambda row: _why(row, rules), width=280),
        Column(t("common.column.checked_at"), lambda row: row.result.at, "instant", width=135),
    ]


def _gained(line: Line) -> str | None:
    return None if line.points is None else f"{line.points:+g}" if line.points else "0"


def _name(line: Line, rules: RuleSet) -> str:
    return rules.indicator[line.indicator].name if line.indicator else line.result.indicator


def _judge(line: Line) -> str:
    who = t(f"verdict.judge.{line.result.judge.value}")
    return f"{who} · {actor(line.result.by)}" if line.result.by else who


def _why(line: Line, rules: RuleSet) -> str | None:
    """Why it could not be checked, what it rests on, or what was not seen in a source."""
    parts: list[str] = []
    if line.result.why:
        parts.append(why_word(line.result.why))
    parts += [t(f"verdict.noun.{each.noun}", name=check_name(each.check)) for each in line.result.evidence]
    if line.effect is Effect.DEDUCTED and line.indicator and rules.indicator[line.indicator].cap is None:
        parts.append(t("verdict.cap_unknown"))
    return t("rule.comma").join(dict.fromkeys(parts)) or None


def why_word(why: str) -> str:
    """What stood in the way of a check, in words."""
    return t(f"verdict.why.{why}") if has(f"verdict.why.{why}") else failure(why)


def _line(channel_id: int, line: Line, rules: RuleSet) -> None:
    with st.container(border=True, key="verdict-line", gap="xsmall"):
        st.markdown(f"**{plain(line.indicator or '')} {plain(_name(line, rules))}**")
        indicator = rules.indicator.get(line.indicator or "")
        if indicator:
            rule_text(indicator, basis(f"indicator.{line.indicator}", rules))
        if line.result.why and has(f"failure.{line.result.why}.remedy"):
            st.caption(t(f"failure.{line.result.why}.remedy"))
        for reference in line.result.evidence:
            _evidence(reference)
        other = line.result.rule_version
        if other and other != rules.version:
            st.caption(t("verdict.other_version", version=plain(other)))
        if line.indicator and indicator and current_actor().role.allows(Role.SUPERVISOR):
            _word_form(channel_id, line.indicator, indicator)
            _withdraw(line)


def rule_text(indicator: Indicator, source: str) -> None:
    """The rule as it is worded, and what is known of it; `source` says where its values come from."""
    st.markdown(plain(indicator.rule))
    facts = [word("indicator.automation", indicator.automation)]
    if indicator.group in ("deduct", "bonus"):
        facts.append(t("verdict.points_are", points=points(indicator.points)))
    facts.append(source)
    if indicator.note:
        facts.append(plain(indicator.note))
    st.caption(" · ".join(facts))


def _evidence(reference: Reference) -> None:
    if reference.noun == "issue":
        return
    st.caption(t(f"verdict.noun.{reference.noun}", name=check_name(reference.check)))
    if reference.noun == "judgement":
        st.markdown(plain(str(reference.facts.get("reason", ""))))
    else:
        evidence_box(reference.facts)


def _word_form(channel_id: int, key: str, indicator: Indicator) -> None:
    if on_paper():
        return
    with st.expander(t("verdict.judge_it")), st.form(f"judge-{channel_id}-{key}", border=False):
        judged_as = st.radio(
            t("verdict.judged_as"),
            ANSWERS,
            format_func=lambda as_: t(f"verdict.found.{as_.value}"),
            horizontal=True,
        )
        faults = st.number_input(t("verdict.faults"), 1, 1000, 1) if indicator.each else 1
        reason = st.text_input(t("verdict.reason"), max_chars=500)
        until: Any = st.date_input(t("verdict.until"), None, format="YYYY-MM-DD")
        if st.form_submit_button(t("verdict.enter"), type="primary"):
            _enter(
                channel_id, key, judged_as, reason, int(faults), until if isinstance(until, date) else None
            )


def _enter(
    channel_id: int, key: str, judged_as: JudgedAs, reason: str, faults: int, until: date | None
) -> None:
    try:
        judge(
            channel_id, key, judged_as, reason=reason, faults=faults, valid_until=until, actor=current_actor()
        )
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.toast(t("verdict.entered_toast"), icon=":material/task_alt:")
    st.rerun()


def _withdraw(line: Line) -> None:
    mine = next((each for each in line.result.evidence if each.noun == "judgement"), None)
    if mine is None or not st.button(t("verdict.withdraw"), icon=":material/undo:"):
        return
    try:
        withdraw(mine.id, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.rerun()
