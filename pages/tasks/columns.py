"""The columns of a task's channels."""

from core.common.text import t
from core.common.vocabulary import TaskState
from core.registry.kinds import kind_name
from core.tasks.lists import ChannelLine
from pages.components.figures import Tone
from pages.components.format import actor
from pages.components.table import Column


def channel_columns() -> list[Column[ChannelLine]]:
    """Whose channel, how far, what shows it, what the checker saw."""
    return [
        Column(t("tasks.column.channel"), lambda row: row.channel, width="medium"),
        Column(t("tasks.column.state"), lambda row: t(f"tasks.states.{row.state}"), width=100, tone=_tone),
        Column(t("tasks.column.unit"), lambda row: row.unit, width="medium"),
        Column(t("tasks.column.channel_kind"), lambda row: kind_name(row.kind), width=110),
        Column(t("tasks.column.done_on"), lambda row: row.done_on, "day", 110),
        Column(t("tasks.column.address"), lambda row: row.address, "link", 180),
        Column(t("tasks.column.note"), lambda row: row.note, width=180),
        Column(t("tasks.column.file"), lambda row: row.file_name, width=120),
        Column(t("tasks.column.seen"), _seen, width=110),
        Column(t("tasks.column.seen_at"), lambda row: row.seen_at, "instant", 130),
        Column(t("tasks.column.decided_by"), lambda row: actor(row.decided_by), width=110),
        Column(t("tasks.column.reason"), lambda row: row.reason, width=180),
    ]


def _seen(row: ChannelLine) -> str:
    return t(f"tasks.seen.{row.seen}") if row.seen else ""


def _tone(row: ChannelLine) -> Tone:
    return "late" if row.late and row.state is not TaskState.DONE else "plain"
