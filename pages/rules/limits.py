"""Two tables of the form: the numbers that single checks read, and what the office's own values rest on."""

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.common.text import t
from core.rules.compare import flat
from core.rules.ruleset import RuleSet
from pages.components.rule_labels import label, value

APART = re.compile(r"[\s,;，、；]+")
HEIGHT = 320


def threshold_editor(rules: RuleSet, key: str) -> tuple[dict[str, Any], list[str]]:
    """The numbers of every check, several apart by commas; what they are now, and what is no number."""
    rows = [
        (f"{check}.{name}", label(f"check.{check}.thresholds.{name}", rules), _written(raw))
        for check, rule in rules.check.items()
        for name, raw in rule.thresholds.items()
    ]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["id", "name", "value"]),
        key=f"{key}-limits",
        hide_index=True,
        disabled=["id", "name"],
        height=HEIGHT,
        placeholder=t("common.none"),
        column_config={
            "id": None,
            "name": st.column_config.TextColumn(t("rule.column.key"), width="large"),
            "value": st.column_config.TextColumn(t("rule.column.value"), required=True),
        },
    )
    return _read(rules, edited.to_dict("records"))


def mark_editor(rules: RuleSet, key: str) -> dict[str, str]:
    """The document that each value of the office's own rests on; without one it stays unconfirmed."""
    if not rules.local:
        return {}
    st.markdown(f"**{t('rule.local_values')}**")
    now = dict(flat(rules.document()))
    edited = st.data_editor(
        pd.DataFrame(
            [(name, label(name, rules), value(name, now.get(name)), at) for name, at in rules.local.items()],
            columns=["id", "name", "value", "source"],
        ),
        key=f"{key}-marks",
        hide_index=True,
        disabled=["id", "name", "value"],
        column_config={
            "id": None,
            "name": st.column_config.TextColumn(t("rule.column.key")),
            "value": st.column_config.TextColumn(t("rule.column.value")),
            "source": st.column_config.TextColumn(t("rule.source_label"), max_chars=200),
        },
    )
    return {row["id"]: (row["source"] or "").strip() for row in edited.to_dict("records")}


def _read(rules: RuleSet, rows: Iterable[Mapping[Hashable, Any]]) -> tuple[dict[str, Any], list[str]]:
    changes: dict[str, Any] = {}
    wrong: list[str] = []
    for row in rows:
        check, _, name = row["id"].partition(".")
        before = rules.check[check].thresholds[name]
        try:
            numbers = [float(each) for each in APART.split(str(row["value"] or "").strip()) if each]
        except ValueError:
            numbers = []
        if not numbers or (len(numbers) > 1 and not isinstance(before, list)):
            wrong.append(t("rule.wrong_number", label=row["name"], value=row["value"] or ""))
            continue
        now = numbers if isinstance(before, list) else numbers[0]
        changes.setdefault(check, {}).setdefault("thresholds", {})[name] = now
    return changes, wrong


def _written(raw: float | list[float]) -> str:
    return ", ".join(f"{one:g}" for one in (raw if isinstance(raw, list) else [raw]))
