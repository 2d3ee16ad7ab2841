"""The columns of notices, answers, annexes and figures."""

from typing import Any

from core.common.text import t
from core.notices.figure import Figure
from core.notices.lists import NoticeRow, ReplyRow
from core.registry.kinds import kind_name
from pages.components.figures import Tone
from pages.components.format import actor, word
from pages.components.table import Column

REPLY_TONES: dict[str, Tone] = {"overdue": "late", "waiting": "plain", "received": "plain"}
GRADE_TONES: dict[str, Tone] = {"failed": "wrong", "unjudged": "unknown", "unchecked": "unknown"}


def notice_columns() -> list[Column[NoticeRow]]:
    """One line a notice or draft."""
    return [
        Column(t("notices.column.title"), lambda row: row.title, width="large"),
        Column(t("notices.column.kind"), lambda row: word("notice.kind", row.kind), width=130),
        Column(t("notices.column.number"), lambda row: row.number or t("notice.state.draft"), width=170),
        Column(t("notices.column.issued_on"), lambda row: row.issued_on, "day", width=105),
        Column(
            t("notices.column.reply_by"),
            lambda row: row.reply_by,
            "day",
            width=105,
            tone=lambda row: "late" if row.late else "plain",
        ),
        Column(t("notices.column.replied"), _replied, width=110),
    ]


def reply_columns(*, with_notice: bool) -> list[Column[ReplyRow]]:
    """One line a unit."""
    columns: list[Column[ReplyRow]] = [
        Column(t("common.column.unit"), lambda row: row.unit, width=200),
        Column(t("notices.column.issues"), lambda row: row.issues, "number", width=80),
        Column(
            t("notices.column.reply_state"),
            lambda row: word("notices.reply_state", row.state),
            width=110,
            tone=lambda row: REPLY_TONES.get(row.state, "plain"),
        ),
        Column(t("notices.column.received_at"), lambda row: row.received_at, "instant", width=140),
        Column(t("notices.column.replied_on"), lambda row: row.replied_on, "day", width=105),
        Column(t("notices.column.replied_by"), lambda row: actor(row.replied_by), width=100),
        Column(t("notices.column.reply"), lambda row: row.reply, width="large"),
    ]
    if with_notice:
        number: Column[ReplyRow] = Column(t("notices.column.number"), lambda row: row.number, width=170)
        columns.insert(0, number)
        due: Column[ReplyRow] = Column(
            t("notices.column.reply_by"), lambda row: row.reply_by, "day", width=105
        )
        columns.insert(3, due)
    return columns


def figure_columns() -> list[Column[Figure]]:
    """One line a computed figure."""
    return [
        Column(t("notices.column.figure"), lambda row: row.label, width="large"),
        Column(t("notices.column.value"), lambda row: row.words, width=110),
    ]


def entry_columns() -> list[Column[Any]]:
    """One line an examined channel."""
    columns: list[Column[Any]] = [
        Column(t("notice.column.name"), lambda row: row.name, width=200),
        Column(t("notice.column.account_kind"), lambda row: kind_name(row.kind), width=100),
        Column(t("notice.column.unit"), lambda row: row.unit, width=160),
        Column(
            t("notice.column.grade"),
            lambda row: word("notice.grade", row.grade),
            width=95,
            tone=lambda row: GRADE_TONES.get(row.grade, "plain"),
        ),
        Column(t("notice.column.score"), lambda row: row.score, "number", width=70),
        Column(t("notice.column.machine_score"), lambda row: _machine(row), "number", width=80),
        Column(t("notice.column.score_reason"), lambda row: row.score_reason or None, width=140),
        Column(t("notice.column.problem"), lambda row: row.problem, width="medium"),
        Column(t("notice.column.last_post"), lambda row: row.last_post_on, "day", width=105),
        Column(t("notice.column.site_code"), lambda row: row.site_code, width=110),
        Column(t("notice.column.address"), lambda row: row.address, width="medium"),
    ]
    return columns


def issue_columns() -> list[Column[Any]]:
    """One line a named issue."""
    columns: list[Column[Any]] = [
        Column(t("notice.column.number"), lambda row: row.number, width=100),
        Column(t("notice.column.issue"), lambda row: row.title, width="medium"),
        Column(t("notice.column.unit"), lambda row: row.unit, width=180),
        Column(t("notice.column.channel"), lambda row: row.channel, width=180),
        Column(t("common.column.severity"), lambda row: word("state.severity", row.severity), width=80),
        Column(t("notice.column.due"), lambda row: row.due_on, "day", width=105),
    ]
    return columns


def _machine(row: Any) -> float | None:
    """What the checklist gave, where a person gave another score."""
    return row.machine_score if row.score_reason else None


def _replied(row: NoticeRow) -> str:
    if not row.units:
        return t("common.none")
    return t("notices.replied_of", replied=row.replied, units=row.units)
