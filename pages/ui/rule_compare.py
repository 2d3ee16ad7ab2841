"""Two rule sets side by side."""

import streamlit as st

from core.reporting.sheet import Slice
from core.rules import rule_set, store
from core.rules.compare import Difference, compared
from core.rules.store import Edition
from core.text import t
from pages.ui.filters import search
from pages.ui.rule_format import label, value
from pages.ui.rule_sets import choose
from pages.ui.table import Column, table_box

HEAD = ("version", "based_on", "recalled", "example")


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
        Column(left.version, lambda row: value(row.key, row.left), width=150),
        Column(
            right.version,
            lambda row: value(row.key, row.right),
            width=150,
            tone=lambda row: "plain" if row.same else "late",
        ),
        Column(t("rule.column.differs"), lambda row: None if row.same else t("rule.differs"), width=80),
    ]
    table_box(
        lambda limit, offset: Slice(tuple(shown[offset : offset + limit]), len(shown)),
        columns,
        key="rule-compare",
        name=t("rule.part.compare"),
        filters=(left.version, right.version, words, everything),
    )
