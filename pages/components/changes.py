"""An audit row's changes in words: which field, from what, to what."""

from typing import Any

from core.common.text import has, t
from core.common.vocabulary import without_digit
from pages.components.format import recorded, word

# Fields whose values are words of a vocabulary.
WORDS = {"registered": "state.registered", "observed": "state.observed", "severity": "state.severity"}


def changes(made: dict[str, Any]) -> str:
    """`{field: [old, new]}` as one line; a state is named in the vocabulary that knows it."""
    return t("issue.change_between").join(
        _change(field, *pair) for field, pair in made.items() if isinstance(pair, list) and len(pair) == 2
    )


def _change(field: str, old: Any, new: Any) -> str:
    label = t(f"issue.field.{field}") if has(f"issue.field.{field}") else field
    return t("issue.change", field=label, old=_value(field, old), new=_value(field, new))


def _value(field: str, value: Any) -> str:
    if value in (None, ""):
        return t("common.none")
    if field == "state":
        plain = without_digit(str(value))
        topics = (topic for topic in ("state.issue", "state.case") if has(f"{topic}.{plain}"))
        return word(next(topics, "state.issue"), str(value))
    return word(WORDS[field], str(value)) if field in WORDS else recorded(value)
