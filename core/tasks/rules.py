"""The numbers of tasks: `core/tasks/tasks.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt

FILE = Path(__file__).with_name("tasks.toml")


class TaskRules(BaseModel):
    """Limits; their meaning stands in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    look_every_hours: PositiveInt
    look_after_due_days: PositiveInt
    most_pages: PositiveInt
    most_posts: PositiveInt
    most_channels: PositiveInt
    least_letters: PositiveInt


@lru_cache(maxsize=1)
def task_rules() -> TaskRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return TaskRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
