"""The columns of a list of reports or messages."""

from core.common.text import t
from core.intake.lists import Listed
from core.intake.rules import Kind
from pages.components.figures import Tone
from pages.components.format import day, word
from pages.components.table import Column

TONES: dict[str, Tone] = {"late": "late"}


def columns(kind: Kind) -> list[Column[Listed]]:
    """Every column; a report names its channel, a message how it was handled."""
    found: list[Column[Listed]] = [
        Column(t("message.field.reference"), lambda row: row.reference or str(row.id), width=125),
        Column(t(f"messages.column.{kind}"), lambda row: row.text, width=230),
        Column(t("message.field.received_on"), lambda row: row.received_on, "day", width=105),
        Column(t("messages.column.state"), lambda row: word("message.state", row.state), width=85),
        Column(t("messages.column.due"), _due, width=160, tone=lambda row: TONES.get(row.tone, "plain")),
        Column(t("message.field.unit"), lambda row: row.unit, width=140),
        Column(t("message.field.channel"), lambda row: row.channel, width=150),
        Column(t("message.field.replied_on"), lambda row: row.replied_on, "day", width=105),
        Column(t("message.field.closed_on"), lambda row: row.closed_on, "day", width=105),
        Column(t("messages.column.days_taken"), lambda row: row.days_taken, "number", width=90),
        Column(t("message.field.justified"), lambda row: justified(row.justified), width=90),
    ]
    found.append(Column(t("messages.column.issue"), lambda row: row.issue, width=100))
    if kind == "report":
        return found
    handled: Column[Listed] = Column(
        t("messages.column.handling"), lambda row: word("message.handling", row.handling), width=90
    )
    nature: Column[Listed] = Column(
        t("message.field.nature"), lambda row: word("message.nature", row.nature), width=90
    )
    content: Column[Listed] = Column(
        t("message.field.satisfaction"), lambda row: word("message.satisfaction", row.satisfaction), width=90
    )
    return [*found[:2], nature, *found[2:], content, handled]


def justified(value: bool | None) -> str:
    """What is said of it in words; nothing where nobody said."""
    return "" if value is None else t(f"message.justified.{'yes' if value else 'no'}")


def _due(row: Listed) -> str | None:
    """The next limit, marked where it is past or near."""
    if row.closed_on:
        return None
    limit = row.close_by if row.replied_on else min(row.answer_by, row.close_by)
    return t(f"messages.tone.{row.tone}", day=day(limit))
