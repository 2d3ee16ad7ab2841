"""The second look, a week after the checker verified an issue."""

from core.common.text import t
from core.issues import verification_queue as queue
from core.issues.verification_queue import SecondLook, Which
from pages.components.figures import Tone
from pages.components.format import word
from pages.components.table import Column, table_box


def second_looks_box(which: Which = "all", *, key: str = "again") -> None:
    """Draw the list: those that found the fault again first, then the next to come."""
    table_box(
        lambda limit, offset: queue.second_looks(which, limit=limit, offset=offset),
        _columns(),
        key=key,
        name=t("work.queue.again" if which == "all" else f"work.queue.{which}"),
        heading=key == "again",
    )


def _columns() -> list[Column[SecondLook]]:
    return [
        Column(t("common.column.number"), lambda row: row.number, width=90),
        Column(t("common.column.issue"), lambda row: row.title, width=195),
        Column(t("common.column.channel"), lambda row: row.channel, width=155),
        Column(t("common.column.unit"), lambda row: row.unit, width=135),
        Column(t("common.column.verified_on"), lambda row: row.verified_on, "day", width=105),
        Column(t("work.again.on"), lambda row: row.again_on, "day", width=105),
        Column(t("work.again.at"), lambda row: row.again_at, "instant", width=140),
        Column(t("work.again.outcome"), _outcome, tone=_tone),
    ]


def _outcome(row: SecondLook) -> str:
    return word("state.outcome", row.again_outcome) if row.again_outcome else t("work.again.to_come")


def _tone(row: SecondLook) -> Tone:
    return "wrong" if row.again_outcome == "problem" else "plain"
