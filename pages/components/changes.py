"""An audit row's changes in words: which field, from what, to what."""

from functools import lru_cache
from typing import Any

from core.common.text import Language, catalogue, has, language, t
from core.common.vocabulary import without_digit
from pages.components.format import actor, recorded, word

# Where the label of a field stands: the first that knows it, then that of any chapter of the records.
LABELS = (
    "issue.field",
    "audit.field",
    "tasks.column",
    "accountability.field",
    "field.label",
    "common.column",
    "imports.stored",
)
# Vocabularies of states, by topic: a trail does not always say which noun's state it tells.
STATES = (
    "state.issue",
    "state.case",
    "state.crawl",
    "notice.state",
    "reminder.state",
    "message.state",
    "people.state",
)
# The vocabulary of a field's values where the noun is known.
OF_NOUN = {
    ("task-channel", "state"): "tasks.states",
    ("task", "kind"): "tasks.kinds",
    ("assessment", "state"): "assessment.state",
    ("assessment-appeal", "state"): "assessment.appeal_state",
    ("crawl", "state"): "state.crawl",
    ("channel", "kind"): "kind",
    ("accountability", "kind"): "accountability.kind",
    ("job", "kind"): "jobs.kind",
}
RECORD = "yearly-record"
# Fields whose values are words of a vocabulary.
WORDS = {"registered": "state.registered", "observed": "state.observed", "severity": "state.severity"}
WORDS |= {"remedy": "national.remedy", "chapter": "records.chapter"}


def changes(made: dict[str, Any], noun: str = "") -> str:
    """`{field: [old, new]}` as one line; a state is named in the vocabulary of `noun` or one
    that knows it."""
    chapter = str((made.get("chapter") or ["", ""])[-1] or "")
    return t("issue.change_between").join(
        t(
            "issue.change",
            field=_label(field, chapter),
            old=_value(noun, field, pair[0], chapter),
            new=_value(noun, field, pair[1], chapter),
        )
        for field, pair in made.items()
        # A field that was and stays empty is no change.
        if isinstance(pair, list) and len(pair) == 2 and any(one not in (None, "") for one in pair)
    )


def _label(field: str, chapter: str) -> str:
    keys = (f"records.field.{chapter}.{field}", *(f"{topic}.{field}" for topic in LABELS))
    known = next((t(key) for key in keys if has(key)), None)
    return known or _in_any_chapter(language(), "field").get(field, field)


def _value(noun: str, field: str, value: Any, chapter: str) -> str:
    if value in (None, ""):
        return t("common.none")
    if (noun, field) in OF_NOUN:
        return word(OF_NOUN[noun, field], str(value))
    if field == "state":
        plain = without_digit(str(value))
        known = (topic for topic in STATES if has(f"{topic}.{plain}"))
        return word(next(known, STATES[0]), str(value))
    if field == "actor" or field.endswith("_by"):
        return actor(str(value))
    if field in WORDS:
        return word(WORDS[field], str(value))
    if noun == RECORD and isinstance(value, str):
        chosen = word(f"records.choice.{chapter}", value)
        return recorded(
            _in_any_chapter(language(), "choice").get(value, value) if chosen == value else chosen
        )
    return recorded(value)


@lru_cache
def _in_any_chapter(of: Language, part: str) -> dict[str, str]:
    """The words of fields or choices, whichever chapter of the records has them first."""
    found: dict[str, str] = {}
    for key, text in catalogue(of).items():
        topic, _, rest = key.partition(".")
        where, _, name = rest.partition(".")
        if topic == "records" and where == part:
            found.setdefault(name.partition(".")[2], text)
    return found
