"""Verdicts in words, and the columns of a list of them."""

from collections.abc import Sequence

from core.common.text import t
from core.registry.kinds import kind_name
from core.reporting.statistics.verdict import VerdictRow
from core.rules.results import Grade
from core.rules.store import edition
from pages.components.figures import Tone
from pages.components.table import Column

TONES: dict[Grade, Tone] = {
    Grade.FAILED: "wrong",
    Grade.BASIC: "late",
    Grade.UNJUDGED: "unknown",
    Grade.UNCHECKED: "unknown",
}


def grade_word(grade: Grade) -> str:
    """The verdict in words."""
    return t(f"verdict.grade.{grade.value}")


def verdict_columns() -> list[Column[VerdictRow]]:
    """The columns of a list of channels with their verdicts."""
    return [
        Column(t("common.column.name"), lambda row: row.name, width=230),
        Column(
            t("verdict.column.grade"),
            lambda row: grade_word(row.grade),
            width=90,
            tone=lambda row: TONES.get(row.grade, "plain"),
        ),
        Column(t("verdict.column.score"), score_words, width=70),
        Column(t("verdict.column.vetoes"), veto_words, width=180),
        Column(t("verdict.judge.machine"), lambda row: row.machine, "number", width=80),
        Column(t("verdict.judge.person"), lambda row: row.person, "number", width=80),
        Column(t("verdict.judge.nobody"), lambda row: row.nobody, "number", width=80),
        Column(t("common.column.unit"), lambda row: row.unit, width=170),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind), width=150),
        Column(t("verdict.column.version"), lambda row: row.version or None, width=130, rare=True),
        Column(t("verdict.column.at"), lambda row: row.at, "instant", width=135),
    ]


def score_words(row: VerdictRow) -> str | None:
    """The score; None for what is not scored."""
    return None if row.score is None else f"{row.score:g}"


def veto_words(row: VerdictRow) -> str | None:
    """The vetoes by the names of their indicators, or in the words of who entered them."""
    return named_vetoes(row.vetoes, row.version) or None


def named_vetoes(vetoes: Sequence[str], version: str) -> str:
    """Vetoes by the names of their indicators in the rule set `version`; empty for none."""
    known = edition(version)
    indicators = known.rules.indicator if known else {}
    return t("rule.comma").join(indicators[key].name if key in indicators else key for key in vetoes)
