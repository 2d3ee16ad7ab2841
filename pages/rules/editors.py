"""The two long tables of the form: checks and indicators, edited cell by cell."""

from typing import Any

import pandas as pd
import streamlit as st

from core.common.text import t
from core.common.vocabulary import Severity
from core.rules.indicator import Group
from core.rules.own import own_of
from core.rules.ruleset import RuleSet
from pages.components.format import check_name, word

INDICATOR_FIELDS = ("enabled", "points", "cap", "each", "rule")
HEIGHT = 420


def check_editor(rules: RuleSet, key: str) -> dict[str, Any]:
    """Severity, confirmations and switch of every check; returns what they are now."""
    words = {word("state.severity", level): level for level in Severity}
    rows = [
        [
            name,
            check_name(name),
            word("state.severity", rule.severity),
            _confirmations(name, rules),
            rule.enabled,
        ]
        for name, rule in rules.check.items()
    ]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["id", "name", "severity", "confirmations", "enabled"]),
        key=f"{key}-checks",
        hide_index=True,
        disabled=["id", "name"],
        height=HEIGHT,
        placeholder=t("common.none"),
        column_config={
            "id": None,
            "name": st.column_config.TextColumn(t("common.column.check")),
            "severity": st.column_config.SelectboxColumn(
                t("rule.key.check.severity"), options=list(words), required=True
            ),
            "confirmations": st.column_config.NumberColumn(
                t("rule.key.check.confirmations"), min_value=0, max_value=10, step=1
            ),
            "enabled": st.column_config.CheckboxColumn(t("rule.key.check.enabled")),
        },
    )
    changes: dict[str, Any] = {}
    for row in edited.to_dict("records"):
        changes[row["id"]] = {"severity": words[row["severity"]].value, "enabled": bool(row["enabled"])}
        if not (_elsewhere(row["id"], rules) or pd.isna(row["confirmations"])):
            changes[row["id"]]["confirmations"] = int(row["confirmations"])
    return changes


def _confirmations(check: str, rules: RuleSet) -> int | None:
    return None if _elsewhere(check, rules) else rules.check[check].confirmations


def _elsewhere(check: str, rules: RuleSet) -> bool:
    """Whether the check's confirmations stand among the limits, in a part of its own."""
    return hasattr(getattr(rules, check, None), "confirmations")


def indicator_editor(rules: RuleSet, key: str) -> dict[str, Any]:
    """What is used, points, limit and rule of every national indicator; returns what they are now."""
    own = own_of(rules)
    shown = {
        name: each
        for name, each in rules.indicator.items()
        if each.group is not Group.RULE and name not in own
    }
    frame = pd.DataFrame(
        [
            [name, each.name, *(getattr(each, field) for field in INDICATOR_FIELDS)]
            for name, each in shown.items()
        ],
        columns=["id", "name", *INDICATOR_FIELDS],
    ).astype({"points": "float", "cap": "float"})
    edited = st.data_editor(
        frame,
        key=f"{key}-indicators",
        hide_index=True,
        disabled=["id", "name"],
        height=HEIGHT,
        placeholder=t("common.none"),
        column_config={
            name: st.column_config.Column(t(f"indicator.field.{name}"), width=360 if name == "rule" else None)
            for name in ("id", "name", *INDICATOR_FIELDS)
        },
    )
    return {
        row["id"]: {field: None if pd.isna(row[field]) else row[field] for field in INDICATOR_FIELDS}
        for row in edited.to_dict("records")
    }
