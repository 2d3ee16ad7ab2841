"""Level × category: what lists are narrowed to and figures are grouped by.

A channel without one of them is named as such and is never left out of a sum. Accounts have no category."""

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from core.common.text import t
from core.registry.fields import fields, word_of
from core.registry.kinds import keys_of
from db.models import Channel

# As a level or category that is looked for: the channels without one.
NONE = "none"


def of_level_and_category(level: str, category: str) -> list[ColumnElement[bool]]:
    """Conditions on `Channel`; empty words narrow nothing, `NONE` finds the channels that lack it."""
    found: list[ColumnElement[bool]] = []
    if level:
        found.append(col(Channel.level) == ("" if level == NONE else level))
    if category:
        # Accounts have no category: one without is a website that lacks it.
        found.append(col(Channel.kind).in_(keys_of("website")))
        found.append(col(Channel.category) == ("" if category == NONE else category))
    return found


def channels_of(level: str, category: str) -> Select[*tuple[int, ...]]:
    """The ids of those channels, for a table that has only their number."""
    return select(col(Channel.id)).where(*of_level_and_category(level, category))


def level_name(level: str) -> str:
    """A level in the reader's language, also where none is registered."""
    return t("registry.no_level") if level in ("", NONE) else word_of(fields()["level"], level)


def category_name(category: str) -> str:
    """A category in the reader's language, also where none is registered."""
    return t("registry.no_category") if category in ("", NONE) else word_of(fields()["category"], category)


def group_name(level: str, category: str, *, website: bool) -> str:
    """A group of channels of one level and category; accounts are one group a level."""
    kind = category_name(category) if website else t("kind.medium.account")
    return f"{level_name(level)} · {kind}"
