"""The columns of inspections, their channels and units; the head of one inspection."""

import streamlit as st

from core.common.text import t
from core.inspections.drawing import owners
from core.inspections.grouping import Group
from core.inspections.results import Checked, Head, UnitResult
from core.registry.kinds import kind_name
from core.registry.level_and_category import category_name, level_name
from core.rules.results import Grade
from pages.components.format import actor, day, percent, plain
from pages.components.table import Column
from pages.components.verdict_labels import TONES, grade_word


def head_columns() -> list[Column[Head]]:
    return [
        Column(t("inspection.column.name"), lambda row: row.name, width="large"),
        Column(t("inspection.column.started_on"), lambda row: row.started_on, "day"),
        Column(t("inspection.column.state"), lambda row: t(f"inspection.state.{_state(row)}")),
        Column(t("inspection.column.ended_on"), lambda row: row.ended_on, "day"),
        Column(t("inspection.figure.channels"), lambda row: row.channels or None, "number"),
        Column(t("inspection.figure.issues"), lambda row: row.issues, "number"),
        Column(t("inspection.column.made_by"), lambda row: actor(row.made_by)),
    ]


def channel_columns() -> list[Column[Checked]]:
    return [
        Column(t("common.column.channel"), lambda row: row.channel, width="medium"),
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
        Column(
            t("inspection.column.grade"),
            lambda row: grade_word(Grade(row.grade)),
            tone=lambda row: TONES.get(Grade(row.grade), "plain"),
        ),
        Column(t("inspection.column.score"), lambda row: row.score, "number"),
        Column(t("inspection.column.rank"), lambda row: row.rank or None, width=70),
        Column(t("inspection.column.machine_score"), lambda row: row.machine_score, "number"),
        Column(t("inspection.column.given_reason"), lambda row: _given(row), width=170),
        Column(t("inspection.column.decided"), lambda row: f"{row.decided} / {row.lines}"),
        Column(t("inspection.column.marked"), lambda row: row.marked, "number"),
        Column(t("inspection.column.failed"), lambda row: row.failed, "number"),
    ]


def group_columns() -> list[Column[Group]]:
    """One line a group."""
    return [
        Column(t("inspection.column.group_name"), lambda row: row.name, width="medium"),
        Column(t("inspection.figure.channels"), lambda row: row.channels, "number"),
        Column(t("inspection.column.passed"), lambda row: row.passed, "number"),
        Column(t("inspection.figure.failed"), lambda row: row.failed, "number"),
        Column(t("inspection.column.no_verdict"), lambda row: row.unjudged, "number"),
        Column(t("inspection.figure.rate"), lambda row: row.rate, "share"),
        Column(t("inspection.column.mean"), lambda row: row.mean, "number"),
        Column(t("inspection.column.best"), lambda row: row.best, "number"),
        Column(t("inspection.column.ranks"), lambda row: row.ranks or None, width=150),
    ]


def _given(row: Checked) -> str | None:
    """Who gave the score, and why."""
    return f"{actor(row.given_by)}: {row.given_reason}" if row.given_score is not None else None


def unit_columns() -> list[Column[UnitResult]]:
    return [
        Column(t("common.column.unit"), lambda row: row.unit, width="large"),
        Column(t("inspection.figure.channels"), lambda row: row.channels, "number"),
        Column(t("inspection.column.passed"), lambda row: row.passed, "number"),
        Column(
            t("inspection.figure.failed"),
            lambda row: row.failed,
            "number",
            tone=lambda row: "wrong" if row.failed else "plain",
        ),
        Column(t("inspection.figure.unjudged"), lambda row: row.unjudged, "number"),
        Column(t("inspection.figure.unchecked"), lambda row: row.unchecked, "number"),
        Column(t("inspection.figure.rate"), lambda row: row.rate, "share"),
    ]


def head_box(head: Head) -> None:
    """The name of one inspection, when and how its channels were chosen, and whether it is frozen."""
    st.subheader(plain(head.name), anchor=False)
    parts = [t(f"inspection.state.{_state(head)}"), _days(head), scope_words(head), head.rule_version]
    st.text(" · ".join(part for part in parts if part))


def scope_words(head: Head) -> str:
    """How the channels were chosen, with the seed of a draw."""
    scope = head.scope
    if not scope:
        return ""
    comma = t("document.comma")
    kinds = comma.join(kind_name(kind) for kind in scope.get("kinds", [])) or t("inspection.scope.every_kind")
    levels = comma.join(map(level_name, scope.get("levels", [])))
    categories = comma.join(map(category_name, scope.get("categories", [])))
    chosen = scope.get("units", [])
    names = owners() if chosen else {}
    units = comma.join(plain(names.get(one, f"#{one}")) for one in chosen)
    share = float(scope.get("share", 1))
    drawn = t("inspection.scope.all")
    if share < 1:
        shown = percent(share, 0 if round(100 * share, 4) % 1 == 0 else 1)
        drawn = t("inspection.scope.drawn", share=shown, seed=scope.get("seed", 0))
    return " ".join(part for part in (kinds, levels, categories, units, drawn) if part)


def _state(head: Head) -> str:
    return "closed" if head.ended_on else "open" if head.channels else "paper"


def _days(head: Head) -> str:
    return f"{day(head.started_on)} – {day(head.ended_on)}" if head.ended_on else day(head.started_on)
