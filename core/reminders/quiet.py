"""Hours in which nobody is disturbed, in Shanghai; they may cross midnight."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from core.common.clock import SHANGHAI
from core.reminders.rules import reminder_rules
from db.models import Recipient


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet from `start` on, until `until`; equal ones mean never."""

    start: time
    until: time

    @classmethod
    def of(cls, person: Recipient) -> Self:
        """The person's own hours, or the rules'."""
        rules = reminder_rules().quiet
        if person.quiet_from is None or person.quiet_until is None:
            return cls(rules.start, rules.until)
        return cls(person.quiet_from, person.quiet_until)

    def covers(self, at: time) -> bool:
        """Whether it is quiet at that wall-clock time."""
        if self.start <= self.until:
            return self.start <= at < self.until
        return at >= self.start or at < self.until


def after_quiet(instant: datetime, hours: Hours) -> datetime:
    """`instant`, or the end of the quiet hours it falls into, in UTC."""
    local = instant.astimezone(SHANGHAI)
    if not hours.covers(local.time().replace(tzinfo=None)):
        return instant
    end = datetime.combine(local.date(), hours.until, SHANGHAI)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(UTC)
