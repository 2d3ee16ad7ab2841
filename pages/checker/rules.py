"""The rules in force, as they are: nothing here is changed by looking."""

from collections.abc import Iterator

import streamlit as st

from core.common.text import has, t
from core.rules import RuleSet, rule_set
from pages.components.format import check_name, day, percent, plain, word
from pages.components.table import Column, paged, table_box

Line = tuple[str, str, str]


def rules_in_force() -> None:
    """The rule set with its thresholds; what was not read in a source is marked as an editable default."""
    rules = rule_set()
    st.markdown(
        t(
            "checker.rules.head",
            name=plain(rules.name),
            version=plain(rules.version),
            jurisdiction=plain(rules.jurisdiction),
            since=day(rules.in_force_from),
            source=plain(rules.source),
        )
    )
    _table(list(_thresholds(rules)))


def _thresholds(rules: RuleSet) -> Iterator[Line]:
    for part in ("availability", "home_freshness"):
        for key, value in getattr(rules, part).model_dump().items():
            yield _line(rules, f"{part}.{key}", percent(value) if key == "fail_share" else f"{value:g}")
    for key, value in rules.deadline.model_dump(by_alias=True).items():
        if has(f"state.severity.{key}"):
            label = t("checker.rules.deadline_of", severity=word("state.severity", key))
        else:
            label = t(f"checker.rules.deadline.{key}")
        yield label, t("checker.rules.working_days", n=value), _mark(rules, f"deadline.{key}")
    for check, rule in rules.check.items():
        label = t("checker.rules.severity_of", check=check_name(check))
        yield label, word("state.severity", rule.severity), _mark(rules, f"check.{check}.severity")


def _line(rules: RuleSet, key: str, value: str) -> Line:
    label = t(f"checker.rules.{key}") if has(f"checker.rules.{key}") else key
    return label, value, _mark(rules, key)


def _mark(rules: RuleSet, key: str) -> str:
    return t("checker.rules.recalled" if rules.is_recalled(key) else "checker.rules.seen")


def _table(lines: list[Line]) -> None:
    columns: list[Column[Line]] = [
        Column(t("checker.rules.name"), lambda row: row[0], width=230),
        Column(t("checker.value"), lambda row: row[1], width=110),
        Column(t("checker.rules.basis"), lambda row: row[2], width=200),
    ]
    table_box(
        paged(lines),
        columns,
        key="checker-rules",
        name=t("checker.rules.title"),
    )
