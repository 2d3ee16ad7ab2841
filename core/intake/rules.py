"""Limits of reports and messages: `core/rules/intake.toml`."""

import calendar
import tomllib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.issues.deadlines import working_days_after

FILE = Path(__file__).parents[1] / "rules" / "intake.toml"
Kind = Literal["report", "message"]
KINDS: tuple[Kind, ...] = ("report", "message")
Count = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Part):
    answer_working_days: Count
    close_months: Count

    def answer_by(self, received: date) -> date:
        """The last day for an answer."""
        return working_days_after(received, self.answer_working_days)

    def close_by(self, received: date) -> date:
        """The last day to close: the same day so many months on, or that month's last."""
        month = received.year * 12 + received.month - 1 + self.close_months
        year, place = month // 12, month % 12 + 1
        return date(year, place, min(received.day, calendar.monthrange(year, place)[1]))

    def unanswered_before(self, today: date) -> date:
        """What was received before this day and is not answered is late today."""
        day = today
        while self.answer_by(day) >= today:
            day -= timedelta(days=1)
        return day + timedelta(days=1)

    def unclosed_before(self, today: date) -> date:
        """What was received before this day and is not closed is late today."""
        day = today
        while self.close_by(day) >= today:
            day -= timedelta(days=1)
        return day + timedelta(days=1)


class FileLimit(_Part):
    rows: Count
    characters: Count


class IntakeRules(_Part):
    name: str
    version: str
    source: str
    recalled: tuple[str, ...]
    nearly_due: Count
    report: Limit
    message: Limit
    file: FileLimit

    def limit(self, kind: Kind) -> Limit:
        return self.report if kind == "report" else self.message


@lru_cache(maxsize=1)
def intake_rules() -> IntakeRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return IntakeRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))
