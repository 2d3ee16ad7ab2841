"""What an official document consists of, whatever file it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.common.sheet import Cell

Level = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph. `level` 1 and 2 are headings; a level 2 heading may run on into its text, which then
    begins after `lead` characters."""

    text: str
    level: Level = 0
    lead: int = 0


def kept(one: Text) -> bool:
    """Whether it is a heading that stays with what follows it."""
    return one.level == 1 or (one.level == 2 and not one.lead)


@dataclass(frozen=True, slots=True)
class Annex:
    """A table after the text. `widths` are relative, one for each of `headings`."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]


@dataclass(frozen=True, slots=True)
class Official:
    """One document. Words are complete: no renderer adds any but page and annex numbers.

    `office` signs it, and with `red_head` heads it in red: offices that print on paper with a red head want
    none. `day` and `number` are empty for a draft, which `mark` names."""

    office: str
    number: str
    title: str
    recipients: str
    body: Sequence[Text]
    day: str
    annexes: Sequence[Annex] = ()
    copies: str = ""
    printed: str = ""
    mark: str = ""
    red_head: bool = False
