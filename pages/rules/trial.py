"""What a change to a rule set would do: the values it changes, and the verdicts and scores of today."""

import streamlit as st

from core.common.text import t
from core.registry.kinds import kind_name
from core.rules.compare import Difference
from core.rules.results import Verdict
from core.rules.ruleset import RuleSet
from core.rules.trying import Changed, Trial
from pages.components.rule_labels import label, value
from pages.components.table import Column, paged, table_box
from pages.components.verdict_labels import TONES, grade_word

SILENT = ("version", "based_on", "local", "recalled")


def trial_box(trial: Trial, rules: RuleSet, key: str) -> None:
    """Draw a dry run."""
    shown = [each for each in trial.differences if each.key.split(".")[0] not in SILENT]
    with st.container(border=True, key="rule-trial"):
        st.markdown(f"**{t('rule.trial.title')}**")
        st.markdown(
            t(
                "rule.trial.sentence", values=len(shown), channels=trial.channels,
                changed=len(trial.changed), graded=trial.graded,
            )
        )  # fmt: skip
        if shown:
            table_box(
                paged(shown),
                _value_columns(rules),
                key="rule-trial-values",
                name=t("rule.trial.values"),
                filters=key,
            )
        if trial.changed:
            table_box(
                paged(trial.changed), _channel_columns(), key="rule-trial-channels",
                name=t("rule.trial.channels"), filters=key,
            )  # fmt: skip


def _value_columns(rules: RuleSet) -> list[Column[Difference]]:
    return [
        Column(t("rule.column.key"), lambda row: label(row.key, rules), width=300),
        Column(t("rule.trial.before"), lambda row: value(row.key, row.left), width=180),
        Column(t("rule.trial.after"), lambda row: value(row.key, row.right), width=180),
    ]


def _channel_columns() -> list[Column[Changed]]:
    return [
        Column(t("common.column.channel"), lambda row: row.channel, width=220),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind), width=110),
        Column(t("common.column.unit"), lambda row: row.unit, width=180),
        Column(t("rule.trial.before"), lambda row: _words(row.before), width=140),
        Column(
            t("rule.trial.after"), lambda row: _words(row.after), width=140,
            tone=lambda row: TONES.get(row.after.grade, "plain"),
        ),
    ]  # fmt: skip


def _words(verdict: Verdict) -> str:
    grade = grade_word(verdict.grade)
    return grade if verdict.score is None else f"{grade} {verdict.score:g}"
