"""The columns of messages and of people."""

from core.common.text import t
from core.common.vocabulary import OutboxState
from core.reminders.errors import error_text
from core.reminders.outbox import Sent
from core.reminders.recipients import Known
from pages.components.figures import Tone
from pages.components.format import word
from pages.components.table import Column

TONES: dict[OutboxState, Tone] = {
    OutboxState.FAILED: "wrong",
    OutboxState.UNSURE: "late",
    OutboxState.DROPPED: "unknown",
}


def sent_columns() -> list[Column[Sent]]:
    """One line a message."""
    return [
        Column(t("reminders.column.made_at"), lambda row: row.made_at, "instant", width=140),
        Column(t("reminders.column.to"), lambda row: row.to_name, width=110),
        Column(t("reminders.column.way"), lambda row: _way(row.to_shown), width=200),
        Column(
            t("reminders.column.state"),
            lambda row: word("reminder.state", row.state),
            width=140,
            tone=lambda row: TONES.get(row.state, "plain"),
        ),
        Column(t("reminders.column.title"), lambda row: row.title, width=220),
        Column(t("reminders.column.sent_at"), lambda row: row.sent_at, "instant", width=140),
        Column(t("reminders.column.attempts"), lambda row: row.attempts or None, "number", width=70),
        Column(
            t("reminders.column.error"),
            lambda row: error_text(row.error) if row.error else None,
            width="medium",
        ),
    ]


def people_columns() -> list[Column[Known]]:
    """One line a person."""
    return [
        Column(t("reminders.column.name"), lambda row: row.person.name, width=90),
        Column(t("common.column.unit"), lambda row: row.unit or t("reminders.office"), width=180),
        Column(t("reminders.column.topics"), _topics, width=230),
        Column(t("reminders.column.ways"), _ways, width=220),
        Column(t("reminders.column.quiet"), _quiet, width=130),
        Column(
            t("reminders.column.enabled"),
            lambda row: t(f"reminders.enabled.{'yes' if row.person.enabled else 'no'}"),
            width=80,
            tone=lambda row: "plain" if row.person.enabled else "unknown",
        ),
    ]


def _way(shown: str) -> str:
    service, _, rest = shown.partition(" ")
    return f"{word('reminder.service', service)} {rest}".strip()


def _topics(row: Known) -> str:
    if not row.person.topics:
        return t("common.all")
    return t("document.comma").join(t(f"reminder.topic.{topic}") for topic in row.person.topics)


def _ways(row: Known) -> str:
    shown = [f"{word('reminder.service', way.service)} {way.shown}" for way in row.ways if way.enabled]
    return t("document.comma").join(shown) or t("reminders.no_way")


def _quiet(row: Known) -> str:
    start, until = row.person.quiet_from, row.person.quiet_until
    if start is None or until is None:
        return t("reminders.usual")
    return t("reminders.span", start=start.strftime("%H:%M"), until=until.strftime("%H:%M"))
