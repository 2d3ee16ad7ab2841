"""What counts as a published yearly form: `core/rules/publication.toml`."""

import re
import tomllib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parents[1] / "rules" / "publication.toml"
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+|&nbsp;")


class PublicationRules(BaseModel):
    """The file; `deadline` is a month and day of the year after that of the form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    recalled: tuple[str, ...]
    deadline: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
    remind_days: Annotated[int, Field(ge=0)]
    remind_after_days: Annotated[int, Field(ge=0)]
    look_again_hours: Annotated[int, Field(ge=1)]
    title_words: tuple[str, ...]
    year_forms: tuple[str, ...]
    near: Annotated[int, Field(ge=0, le=1000)]

    def due_on(self, year: int) -> date:
        """The last day on which the form of `year` may be published."""
        return date.fromisoformat(f"{year + 1}-{self.deadline}")

    def reminds(self, year: int, day: date) -> bool:
        """Whether units are reminded on that day of the form of `year`."""
        due = self.due_on(year)
        return due - timedelta(days=self.remind_days) <= day <= due + timedelta(days=self.remind_after_days)

    def holds(self, html: str, year: int) -> bool:
        """Whether a page holds the form of `year`: its title, and near it the year. A form of another year
        that was put there on a day of this one is none."""
        text = _SPACE.sub("", _TAG.sub("", html))
        years = [form.format(year=year) for form in self.year_forms]
        for words in self.title_words:
            place = text.find(words)
            while place >= 0:
                around = text[max(0, place - self.near) : place + len(words) + self.near]
                if any(form in around for form in years):
                    return True
                place = text.find(words, place + len(words))
        return False


@lru_cache(maxsize=1)
def publication_rules() -> PublicationRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return PublicationRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
