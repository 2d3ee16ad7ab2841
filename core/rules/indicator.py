"""One indicator of a rule set."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.common.text import language


class Group(StrEnum):
    """What an indicator does to the verdict: fails it, costs points, gives points, or says how to count."""

    VETO = "veto"
    DEDUCT_GROUP = "deduct_group"
    DEDUCT = "deduct"
    BONUS_GROUP = "bonus_group"
    BONUS = "bonus"
    RULE = "rule"


JUDGED = (Group.VETO, Group.DEDUCT, Group.BONUS)
Points = Annotated[float, Field(ge=0, le=1000)]


class Indicator(BaseModel):
    """`points`: for one fault (or as a bonus), of a group the most it can cost or give; None was not seen in
    any source and is never guessed. `cap`: the most this indicator can cost; None was not seen. `each`:
    for every fault, not once. `part` names the table of the rule set with its windows.

    `confirmed` is False where name or wording were recalled: an editable default, not law."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name_zh: str
    name_en: str
    group: Group
    parent: str | None = None
    applies_to: tuple[str, ...]
    rule: str
    part: str | None = None
    threshold: dict[str, Any] = {}
    points: Points | None = None
    cap: Points | None = None
    each: bool = False
    automation: Literal["full", "assisted", "manual"]
    confirmed: bool
    note_zh: str = ""
    note_en: str = ""
    enabled: bool = True

    @property
    def name(self) -> str:
        """The name in the language in use."""
        return self.name_zh if language() == "zh" else self.name_en

    @property
    def note(self) -> str:
        """What was not seen in a source, in the language in use."""
        return self.note_zh if language() == "zh" else self.note_en
