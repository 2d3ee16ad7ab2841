"""What stops a notice from being issued: each obstacle named, with the place where it is mended.

`docs/notices.md` has the table of obstacles; a test keeps it equal to `Name`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from sqlmodel import Session

from core.common.letters import missing_letters
from core.common.text import catalogue, printable, t
from core.common.vocabulary import IssueSource, IssueState
from core.notices.check import Disagreement
from core.notices.document import printed_words
from core.notices.draft import Draft, faults, known_names
from core.notices.own_words import numbered
from core.notices.praise import objectionable
from core.notices.rules import phrases
from core.registry.fields import fields
from core.registry.kinds import kinds
from core.rules.results import Grade
from db.engine import reading

# Where an obstacle is mended: the head or the text of the draft, its figures, the form of issuing.
Place = Literal["text", "numbers", "form"]

_WORD = re.compile(r"(?<![A-Za-z0-9_./@:-])[a-z0-9][a-z0-9_-]{1,60}(?![A-Za-z0-9_./@]|:/)")


class Name(StrEnum):
    """Every obstacle: words of the catalogue `notice.obstacle`."""

    OFFICE = "office"
    RECIPIENTS = "recipients"
    TITLE = "title"
    NUMBER = "number"
    ISSUED_ON = "issued_on"
    REPLY_BY = "reply_by"
    PRAISED = "praised"
    RAW_KEY = "raw_key"
    UNJUDGED = "unjudged"
    DIFFERS = "differs"
    UNTRACED = "untraced"
    LETTERS = "letters"


PLACES: dict[Name, Place] = {
    Name.NUMBER: "form",
    Name.ISSUED_ON: "form",
    Name.REPLY_BY: "form",
    Name.DIFFERS: "numbers",
    Name.UNTRACED: "numbers",
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What to mend; `values` fill its sentence."""

    name: Name
    values: dict[str, object] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return PLACES.get(self.name, "text")

    def __str__(self) -> str:
        return t(f"notice.obstacle.{self.name}", **self.values)


def obstacles(session: Session, draft: Draft, *, reason: str = "") -> tuple[Obstacle, ...]:
    """What stops this draft, before its number and days are given. A `reason` names what bears out the
    figures that no record knows; it does not lift those that contradict a record."""
    return (
        *_empty(draft),
        *_praised(session, draft),
        *_raw_keys(draft),
        *_unjudged(draft),
        *_letters(draft),
        *_figures(faults(draft), reason),
    )


def stopping(draft: Draft) -> tuple[Obstacle, ...]:
    """What stops this draft as it stands, for its page."""
    with reading() as session:
        return obstacles(session, draft)


def of_form(number: str, issued_on: date | None, reply_by: date | None) -> tuple[Obstacle, ...]:
    """What is missing in the form of issuing."""
    missing = {Name.NUMBER: not number.strip(), Name.ISSUED_ON: not issued_on, Name.REPLY_BY: not reply_by}
    return tuple(Obstacle(name) for name, empty in missing.items() if empty)


def _empty(draft: Draft) -> list[Obstacle]:
    paper = draft.paper
    given = {Name.TITLE: paper.title, Name.OFFICE: paper.office, Name.RECIPIENTS: paper.recipients}
    return [Obstacle(name) for name, words in given.items() if not words.strip()]


def _praised(session: Session, draft: Draft) -> list[Obstacle]:
    words = "\n".join(section["body"] for section in draft.paper.sections if section["key"] == "praise")
    found = []
    for unit, against in objectionable(session, words, draft.against):
        why = t("document.comma").join(t(f"notice.against.{one}") for one in sorted(against))
        found.append(Obstacle(Name.PRAISED, {"unit": unit, "why": why}))
    return found


def _raw_keys(draft: Draft) -> list[Obstacle]:
    """Words of the program in what is printed. In English some of them are words of the language as well:
    there only those that are not."""
    names = sorted(known_names(draft), key=len, reverse=True)
    found: dict[str, str] = {}
    paper = draft.paper
    texts = [("", paper.title), *((one["heading"], one["body"]) for one in paper.sections)]
    for section, text in texts:
        for name in names:
            text = text.replace(name, " ")
        for word in _WORD.findall(text):
            if key := _key_in(word, chinese=paper.language == "zh"):
                found.setdefault(key, section)
    return [Obstacle(Name.RAW_KEY, {"key": key, "section": section}) for key, section in found.items()]


def _key_in(word: str, *, chinese: bool) -> str:
    """The key that `word` is, with or without the number that follows it; empty for none."""
    for form in (word, word.rstrip("0123456789")):
        if form in raw_keys() and (chinese or not form.isalpha()):
            return form
    return ""


@lru_cache(maxsize=1)
def raw_keys() -> frozenset[str]:
    """The keys of what a notice names: kinds, levels, categories, verdicts, sources, states, checks."""
    checks = (
        key.split(".")[1] for key in catalogue("zh") if key.startswith("check.") and key.endswith(".issue")
    )
    options = (
        option for key in ("level", "category") for option in fields()[key].options if option.isascii()
    )
    platforms = (kind.report for kind in kinds().values() if kind.report)
    every = {*kinds(), *platforms, *map(str, options), *Grade, *IssueSource, *IssueState, *checks}
    return frozenset(every.difference(phrases().no_keys))


def _unjudged(draft: Draft) -> list[Obstacle]:
    """A sentence that calls something not yet judged, as one is drafted of a medium without any verdict."""
    classes = {one.name for key, one in draft.figures.items() if "problem" in key.split(".")[:2]}
    found = []
    for section in draft.paper.sections:
        body = "\n".join(_without_class(line, classes) for line in section["body"].splitlines())
        said = next((words for words in phrases().not_judged if words in body.casefold()), "")
        if said:
            found.append(Obstacle(Name.UNJUDGED, {"what": said}))
    return found


def _without_class(line: str, classes: Iterable[str]) -> str:
    """A line without the name of the class that it begins with: a place may call one 尚未判定."""
    rest = line[numbered(line) :]
    name = max((one for one in classes if rest.startswith(one)), key=len, default="")
    return rest[len(name) :]


def _letters(draft: Draft) -> list[Obstacle]:
    """Letters that would be boxes on the paper."""
    missing = missing_letters(printable(printed_words(draft)))
    return [Obstacle(Name.LETTERS, {"letters": " ".join(missing)})] if missing else []


def _figures(wrong: Iterable[Disagreement], reason: str) -> list[Obstacle]:
    found = []
    for fault in wrong:
        if fault.kind == "differs":
            values: dict[str, object] = {
                "typed": fault.typed,
                "computed": fault.computed,
                "section": fault.section,
            }
            found.append(Obstacle(Name.DIFFERS, values))
        elif not reason.strip():
            found.append(Obstacle(Name.UNTRACED, {"typed": fault.typed, "section": fault.section}))
    return found
