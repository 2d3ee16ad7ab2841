"""The checks. To add one: a file with `NAME` and `check`, and a line in `CHECKS`."""

from typing import Protocol

from checks.fetch import Fetcher, Visit
from core.monitoring.outcome import Report, Target
from core.rules import RuleSet

from . import availability, home_freshness


class Check(Protocol):
    """One rule applied to one channel. `visit` is a visit to its home page that was already made."""

    def __call__(
        self, target: Target, *, fetcher: Fetcher, rules: RuleSet, visit: Visit | None = None
    ) -> Report: ...


CHECKS: dict[str, Check] = {
    availability.NAME: availability.check,
    home_freshness.NAME: home_freshness.check,
}

__all__ = ["CHECKS", "Check"]
