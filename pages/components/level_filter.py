"""The choice of level and category, which also finds the channels that have none."""

from core.common.text import t
from core.registry.fields import fields, word_of
from core.registry.level_and_category import NONE
from pages.components import filters


def level_filter() -> str:
    """Draw the choice of an administrative level, in the address as `level`; empty for all."""
    return _choice("level")


def category_filter() -> str:
    """Draw the choice of a category of websites, in the address as `category`; empty for all."""
    return _choice("category")


def _choice(key: str) -> str:
    field = fields()[key]
    return filters.choice(
        key,
        field.label,
        [*map(str, field.options), NONE],
        lambda one: t(f"registry.no_{key}") if one == NONE else word_of(field, one),
    )
