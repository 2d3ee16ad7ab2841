"""The verdicts on all running channels, with counts, and one of them line by line."""

from functools import partial

import streamlit as st

from core.common.text import t
from core.monitoring import verdict_cache
from core.registry.slices import Scope
from core.reporting.statistics import verdict
from core.reporting.statistics.verdict import VerdictRow
from core.rules.results import JUDGED, Grade, GradeCounts
from pages.components.address import number_in_address
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.filters import choice, medium_choice, search
from pages.components.format import number, percent, plain
from pages.components.header import empty_state
from pages.components.level_filter import category_filter, level_filter
from pages.components.table import table_box
from pages.components.verdict import verdict_box
from pages.components.verdict_labels import TONES, grade_word, verdict_columns


def verdicts() -> None:
    """Draw the counts, the list, and the chosen channel's verdict."""
    wanted, grade, words = _asked()
    counts = verdict.verdicts(wanted.medium, level=wanted.level, category=wanted.category)
    if not counts.total:
        empty_state()
        return
    _figures(counts)
    if waiting := verdict_cache.waiting():
        st.caption(t("verdict.waiting", n=number(waiting)))
    chosen = _table(wanted, grade, words, "verdicts")
    asked = number_in_address(st.query_params.get("channel", ""))
    for row in chosen or _named(asked):
        st.subheader(plain(row.name), anchor=False)
        verdict_box(row.channel_id)
    rows_behind({one.value: (grade_word(one), partial(_behind, wanted, one)) for one in Grade})


def _named(channel_id: int | None) -> list[VerdictRow]:
    row = verdict.of_channel(channel_id) if channel_id is not None else None
    return [row] if row else []


def _asked() -> tuple[Scope, Grade | None, str]:
    with st.container(horizontal=True, key="rule-verdict-filters"):
        medium = medium_choice(t("verdict.medium"))
        level, category = level_filter(), category_filter()
        grade = choice(
            "grade", t("verdict.column.grade"), list(Grade), lambda name: t(f"verdict.grade.{name}")
        )
        words = search("find", t("common.search"), placeholder=t("verdict.search_hint"))
    scope = Scope(medium, level=level, category=category)
    return scope, Grade(grade) if grade else None, words


def _figures(counts: GradeCounts) -> None:
    each = {one: getattr(counts, one.value) for one in Grade}
    metric_row(
        [
            Figure(
                grade.value,
                grade_word(grade),
                number(count),
                _note(grade, count, counts),
                tone=TONES.get(grade, "plain") if count else "plain",
            )
            for grade, count in each.items()
            if grade is not Grade.BASIC or count
        ],
        key="verdicts",
    )


def _note(grade: Grade, count: int, counts: GradeCounts) -> str:
    if grade not in JUDGED or not counts.judged:
        return t("verdict.of_all", total=number(counts.total))
    share = percent(count / counts.judged)
    return t("verdict.of_judged", share=share, judged=number(counts.judged))


def _behind(wanted: Scope, grade: Grade) -> None:
    _table(wanted, grade, "", f"behind-{grade.value}", heading=False)


def _table(
    wanted: Scope, grade: Grade | None, words: str, key: str, *, heading: bool = True
) -> list[VerdictRow]:
    return table_box(
        lambda limit, offset: verdict.verdict_rows(
            medium=wanted.medium,
            level=wanted.level,
            category=wanted.category,
            grade=grade,
            words=words,
            limit=limit,
            offset=offset,
        ),
        verdict_columns(),
        key=key,
        name=t("rule.part.verdicts"),
        filters=repr((wanted, grade, words)),
        heading=heading,
        select="one" if heading else "none",
        identity=lambda row: row.channel_id,
    )
