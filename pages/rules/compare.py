"""Two rule sets side by side."""

import streamlit as st

from core.common.text import t
from core.rules import rule_set, store
from core.rules.compare import Difference, compared
from core.rules.store import Edition
from pages.components.filters import search
from pages.components.rule_labels import basis, label, value
from pages.components.table import Column, paged, table_box
from pages.rules.rule_sets import choose

HEAD = ("version", "based_on", "recalled", "local", "example")


def comparison() -> None:
    """Choose two sets and read what differs; every key on demand."""
    current = rule_set().version
    other = next((e.version for e in reversed(store.editions()) if e.version != current), current)
    left_place, right_place = st.columns(2)
    with left_place:
        left = choose("left", t("rule.left"), current)
    with right_place:
        right = choose("right", t("rule.right"), other)
    with st.container(horizontal=True, vertical_alignment="bottom", key="rule-compare-filters"):
        words = search("find", t("common.search"))
        everything = st.toggle(t("rule.show_same"), key="rule-compare-all")
    _table(left, right, words, everything)


def _table(left: Edition, right: Edition, words: str, everything: bool) -> None:
    lines = [each for each in compared(left.rules, right.rules) if each.key.split(".")[0] not in HEAD]
    differing = sum(not each.same for each in lines)
    st.markdown(t("rule.differences", n=differing, left=left.version, right=right.version))
    shown = [
        each
        for each in lines
        if (everything or not each.same)
        and words.casefold() in f"{each.key} {label(each.key, left.rules)}".casefold()
    ]
    columns: list[Column[Difference]] = [
        Column(t("rule.column.key"), lambda row: label(row.key, left.rules), width=200),
        Column(left.version, lambda row: _shown(row.key, row.left, left), width=190),
        Column(
            right.version,
            lambda row: _shown(row.key, row.right, right),
            width=190,
            tone=lambda row: "plain" if row.same else "late",
        ),
        Column(t("rule.column.differs"), lambda row: None if row.same else t("rule.differs"), width=80),
    ]
    table_box(
        paged(shown),
        columns,
        key="rule-compare",
        name=t("rule.part.compare"),
        filters=(left.version, right.version, words, everything),
    )


def _shown(key: str, raw: object, edition: Edition) -> str:
    """A value, and where the office has it from if it set it itself."""
    if key not in edition.rules.local:
        return value(key, raw)
    return t("rule.value_basis", value=value(key, raw), basis=basis(key, edition.rules))
