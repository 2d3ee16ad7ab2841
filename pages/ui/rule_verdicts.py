"""The verdicts on all running channels, with counts, and one of them line by line."""

from collections import Counter
from dataclasses import dataclass

import streamlit as st

from core.registry.kinds import Medium, kind_name, kinds
from core.reporting.sheet import Slice
from core.rules import assess
from core.rules.assess import Assessed
from core.rules.results import Effect, Grade, Judge
from core.rules.store import edition
from core.text import t
from pages.ui.address import number_in_address
from pages.ui.figures import Figure, Tone, metric_row, rows_behind
from pages.ui.filters import choice, search
from pages.ui.format import number, percent
from pages.ui.header import empty_state
from pages.ui.table import Column, table_box
from pages.ui.verdict import grade_word, verdict_box

MEDIA: tuple[Medium, ...] = ("website", "account")
# What needs a person stands first.
ORDER = (Grade.FAILED, Grade.UNJUDGED, Grade.BASIC, Grade.PASSED)
TONES: dict[Grade, Tone] = {Grade.FAILED: "wrong", Grade.BASIC: "late", Grade.UNJUDGED: "unknown"}


@dataclass(frozen=True, slots=True)
class Row:
    """One channel in the list."""

    channel_id: int
    name: str
    kind: str
    unit: str
    grade: Grade
    score: float | None
    vetoes: tuple[str, ...]
    deducted: int
    machine: int
    person: int
    nobody: int
    version: str


def verdicts() -> None:
    """Draw the counts, the list, and the chosen channel's verdict."""
    rows = sorted(map(_row, assess.verdicts()), key=lambda row: ORDER.index(row.grade))
    if not rows:
        empty_state()
        return
    medium, grade, words = _asked()
    mine = [row for row in rows if not medium or kinds()[row.kind].medium == medium]
    _figures(mine)
    shown = [row for row in mine if (not grade or row.grade == grade) and words in f"{row.name} {row.unit}"]
    chosen = _table(shown, "verdicts", filters=(medium, grade, words))
    asked = number_in_address(st.query_params.get("channel", ""))
    for row in chosen or [row for row in rows if row.channel_id == asked]:
        st.subheader(row.name, anchor=False)
        verdict_box(row.channel_id)
    rows_behind({one.value: (grade_word(one), lambda one=one: _behind(mine, one)) for one in Grade})


def _row(each: Assessed) -> Row:
    told = each.verdict
    judges = told.by_judge()
    return Row(
        each.channel_id,
        each.name,
        each.kind,
        each.unit,
        told.grade,
        told.score,
        tuple(line.indicator or line.result.indicator for line in told.vetoes),
        told.by_effect()[Effect.DEDUCTED],
        judges[Judge.MACHINE],
        judges[Judge.PERSON],
        judges[Judge.NOBODY],
        told.rule_version,
    )


def _asked() -> tuple[str, str, str]:
    with st.container(horizontal=True, key="rule-verdict-filters"):
        medium = choice("medium", t("verdict.medium"), MEDIA, lambda name: t(f"kind.medium.{name}"))
        grade = choice(
            "grade", t("verdict.column.grade"), list(Grade), lambda name: t(f"verdict.grade.{name}")
        )
        words = search("find", t("common.search"), placeholder=t("verdict.search_hint"))
    return medium, grade, words


def _figures(rows: list[Row]) -> None:
    counts = Counter(row.grade for row in rows)
    judged = len(rows) - counts[Grade.UNJUDGED]
    shown = [grade for grade in Grade if grade is not Grade.BASIC or counts[grade]]
    metric_row(
        [
            Figure(
                grade.value,
                grade_word(grade),
                number(counts[grade]),
                _note(grade, counts[grade], judged, len(rows)),
                tone=TONES.get(grade, "plain") if counts[grade] else "plain",
            )
            for grade in shown
        ],
        key="verdicts",
    )


def _note(grade: Grade, count: int, judged: int, total: int) -> str:
    if grade is Grade.UNJUDGED:
        return t("verdict.of_all", total=number(total))
    return t("verdict.of_judged", share=percent(count / judged if judged else None), judged=number(judged))


def _behind(rows: list[Row], grade: Grade) -> None:
    _table([row for row in rows if row.grade is grade], f"behind-{grade.value}", filters=grade, heading=False)


def _table(rows: list[Row], key: str, *, filters: object, heading: bool = True) -> list[Row]:
    return table_box(
        lambda limit, offset: Slice(tuple(rows[offset : offset + limit]), len(rows)),
        _columns(),
        key=key,
        name=t("rule.part.verdicts"),
        filters=repr(filters),
        heading=heading,
        select="one" if heading else "none",
        identity=lambda row: row.channel_id,
    )


def _columns() -> list[Column[Row]]:
    return [
        Column(t("common.column.name"), lambda row: row.name, width=230),
        Column(
            t("verdict.column.grade"),
            lambda row: grade_word(row.grade),
            width=90,
            tone=lambda row: TONES.get(row.grade, "plain"),
        ),
        Column(t("verdict.column.score"), lambda row: _score(row), width=70),
        Column(t("verdict.column.vetoes"), _vetoes, width=180),
        Column(t("verdict.judge.machine"), lambda row: row.machine, "number", width=80),
        Column(t("verdict.judge.person"), lambda row: row.person, "number", width=80),
        Column(t("verdict.judge.nobody"), lambda row: row.nobody, "number", width=80),
        Column(t("common.column.unit"), lambda row: row.unit, width=170),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind), width=100),
        Column(t("verdict.column.version"), lambda row: row.version, width=130),
    ]


def _score(row: Row) -> str | None:
    return None if row.score is None else f"{row.score:g}"


def _vetoes(row: Row) -> str | None:
    known = edition(row.version)
    indicators = known.rules.indicator if known else {}
    return (
        t("rule.comma").join(indicators[key].name if key in indicators else key for key in row.vetoes) or None
    )
