"""Findings of the past, all resolved: what is wrong now the checker finds by itself."""

from datetime import date, timedelta
from random import Random

from db.demo.channels import Registry
from db.demo.story import RULES, Story, instant
from db.models import Finding, FindingState

WEAK_SITES = ("site06", "site09", "site12", "site14", "site16", "site09", "site06")
FAILURES = ("timeout", "refused", "server-error", "unreachable")


class Finder:
    """Makes resolved findings of the demo sites, weak sites more often."""

    def __init__(self, story: Story, registry: Registry) -> None:
        self._book = story.book
        self._channels = [*registry.sites.values(), *(registry.sites[key] for key in WEAK_SITES)]

    def settled(self, chance: Random, opened: date, lasted_days: int) -> tuple[str, int, int]:
        """Write a finding seen first on `opened`; returns (check, channel id, finding id)."""
        check = chance.choice(("availability", "availability", "home_freshness"))
        channel = chance.choice(self._channels)
        seen = instant(opened, chance.randint(0, 23), chance.randint(0, 59))
        resolved = instant(opened + timedelta(days=lasted_days), 8)
        finding = self._book.add(
            Finding,
            channel_id=channel,
            check=check,
            state=FindingState.RESOLVED,
            failure=chance.choice(FAILURES) if check == "availability" else None,
            first_seen_at=seen,
            confirmed_at=seen + timedelta(minutes=1),
            last_seen_at=resolved - timedelta(hours=1),
            resolved_at=resolved,
            times_seen=chance.randint(2, 40),
            rule_version=RULES,
        )
        return check, channel, finding
