"""Availability of the demo sites, day by day, for the 400 days up to yesterday."""

from datetime import date, timedelta
from random import Random

from db.demo.channels import Registry
from db.demo.story import Story, days
from db.models import DailyRollup

HISTORY_DAYS = 400
PROBES = 48
WEAK = {"site09": 0.015, "site14": 0.008}
BAD_WEEKS = {"site09": (60, 200, 330), "site06": (24, 150), "site14": (95,)}
GUARDED = {"site17": 0.12, "site05": 0.02}
USUAL_FAILURES = 0.0015


def remember_availability(story: Story, registry: Registry) -> None:
    """Write one rollup per site and day."""
    last = story.until - timedelta(days=1)
    for key, channel in registry.sites.items():
        chance = story.chance(f"availability {key}")
        base_ms = chance.uniform(90, 420) * (4 if key == "site09" else 1)
        for day in days(last - timedelta(days=HISTORY_DAYS - 1), last):
            _day(story, chance, key, channel, day, base_ms)


def _day(story: Story, chance: Random, key: str, channel: int, day: date, base_ms: float) -> None:
    age = (story.until - day).days
    bad = any(start - 7 < age <= start for start in BAD_WEEKS.get(key, ()))
    share = chance.uniform(0.06, 0.22) if bad else WEAK.get(key, USUAL_FAILURES)
    blocked = chance.randint(4, 30) if chance.random() < GUARDED.get(key, 0.001) else 0
    failed = sum(chance.random() < share for _ in range(PROBES - blocked))
    suspect = int(chance.random() < 0.03 and failed + blocked < PROBES)
    ok = PROBES - blocked - failed - suspect
    mean_ms = base_ms * chance.uniform(0.9, 1.2)
    story.book.add(
        DailyRollup,
        day=day,
        channel_id=channel,
        probes=PROBES,
        ok=ok,
        failed=failed,
        suspect=suspect,
        blocked=blocked,
        ok_ms=round(ok * mean_ms, 1),
        slowest_ms=round(mean_ms * chance.uniform(1.8, 6.0), 1) if ok else 0.0,
    )
