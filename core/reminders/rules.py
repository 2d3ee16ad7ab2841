"""The rhythm of reminders: `core/rules/reminders.toml`."""

import tomllib
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parents[1] / "rules" / "reminders.toml"
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Quiet(_Part):
    start: time = Field(alias="from")
    until: time


class Topics(_Part):
    unit: tuple[str, ...]
    office: tuple[str, ...]


class Delivery(_Part):
    """`waits_minutes`: before each further try of a message that was certainly not sent."""

    limit_s: Seconds
    waits_minutes: tuple[Count, ...]
    reserved_s: Seconds
    at_once: Count


class Allowed(_Part):
    """`ways`: what may stand before the `://` of an address, with the parameters it may carry beside those of
    `every`; "*" is any. `never`: parameters that no way may carry."""

    never: tuple[str, ...]
    every: tuple[str, ...]
    ways: dict[str, tuple[str, ...]]


class ReminderRules(_Part):
    name: str
    version: str
    recalled: tuple[str, ...]
    digest_at: time
    lines: Count
    notice_days: Count
    review_days: Count
    task_days: Count
    quiet: Quiet
    repeat: dict[str, Annotated[int, Field(ge=0)]]
    topics: Topics
    delivery: Delivery
    allowed: Allowed


@lru_cache(maxsize=1)
def reminder_rules() -> ReminderRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return ReminderRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
