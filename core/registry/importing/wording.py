"""A planned row in words: what would change, or why it is wrong."""

from typing import Any

from core.common.sheet import Sheet
from core.common.text import t
from core.registry.fields import fields, level_word, word_of
from core.registry.importing.plan import Plan, PlannedRow


def sentences(row: PlannedRow) -> list[str]:
    """Faults first, then each change as field: old → new, then notes; in the language in use."""
    faults = [str(fault) for fault in row.faults]
    changes = [
        t(
            "importing.table.change",
            field=fields()[key].label,
            old=_shown(key, old),
            new=_shown(key, new),
        )
        for key, (old, new) in row.changes.items()
    ]
    return [*faults, *changes, *(str(note) for note in row.notes)]


def level_sentences(plan: Plan) -> list[str]:
    """How the file writes levels where that is not how they are called here, and what becomes of it."""
    return [
        t(
            f"importing.level_words.{'kept' if one.kept else 'one' if len(one.words) == 1 else 'several'}",
            level=level_word(one.level),
            words=t("document.comma").join(
                t("importing.level_words.word", word=word, count=count) for word, count in one.words
            ),
        )
        for one in plan.level_words
    ]


def plan_sheet(rows: tuple[PlannedRow, ...]) -> Sheet:
    """The dry run as a table to send to whoever has to correct the file."""
    names = ("number", "action", "code", "channel", "what")
    return Sheet(
        name=t("importing.table.name"),
        headings=[t(f"importing.table.{name}") for name in names],
        rows=[
            [_where(row), t(f"importing.action.{row.action}"), row.code, row.name, " ".join(sentences(row))]
            for row in rows
        ],
    )


def _where(row: PlannedRow) -> str | int:
    return f"{row.sheet} {row.number}" if row.sheet else row.number


def _shown(key: str, value: Any) -> str:
    return word_of(fields()[key], value) or t("importing.table.empty")
