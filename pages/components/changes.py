"""An audit row's changes in words: which field, from what, to what."""

from typing import Any

from core.common.text import has, t
from core.common.vocabulary import without_digit
from pages.components.format import actor, recorded, word

# Vocabularies of states, by topic: a trail does not say which noun's state it tells.
STATES = (
    "state.issue",
    "state.case",
    "state.crawl",
    "notice.state",
    "reminder.state",
    "message.state",
    "people.state",
)
# Fields whose values are words of a vocabulary.
WORDS = {"registered": "state.registered", "observed": "state.observed", "severity": "state.severity"}
WORDS["remedy"] = "national.remedy"


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
        known = (topic for topic in STATES if has(f"{topic}.{plain}"))
        return word(next(known, STATES[0]), str(value))
    if field == "actor" or field.endswith("_by"):
        return actor(str(value))
    return word(WORDS[field], str(value)) if field in WORDS else recorded(value)
