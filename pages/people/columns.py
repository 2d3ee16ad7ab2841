"""The columns of the list of accounts."""

from core.access.listing import AccountLine
from core.common.text import t
from pages.components.figures import Tone
from pages.components.table import Column


def account_columns() -> list[Column[AccountLine]]:
    """Who, in which roles, and whether the account works."""
    return [
        Column(t("people.column.display_name"), lambda row: row.display_name),
        Column(t("people.column.name"), lambda row: row.name),
        Column(t("people.column.roles"), roles, width="large"),
        Column(t("people.column.state"), state, tone=_tone),
        Column(t("people.column.phone"), lambda row: row.phone),
        Column(t("people.column.last_seen"), lambda row: row.last_seen, "instant"),
        Column(t("people.column.browsers"), lambda row: row.browsers, "number"),
    ]


def roles(line: AccountLine) -> str:
    """The roles in words, each with its unit."""
    return t("people.between").join(
        t("people.role_of_unit", role=role.label, unit=unit) if unit else role.label
        for role, unit in line.assigned
    )


def state(line: AccountLine) -> str:
    """The state in words; a name locked by wrong passwords says until when by itself."""
    return t("people.state.waiting" if line.locked_until else f"people.state.{line.state.value}")


def _tone(line: AccountLine) -> Tone:
    if line.locked_until or line.state.value == "locked":
        return "late"
    return "unknown" if line.state.value in {"left", "invited"} else "plain"
