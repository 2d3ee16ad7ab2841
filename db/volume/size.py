"""How much to fill in, and the days it covers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEBSITES = 0.8
SUPERVISORS = 48
LIMITS = {
    "channels": (50, 500_000),
    "days": (1, 3_660),
    "raw_days": (0, 3_660),
    "probes_a_day": (1, 288),
    "checks_a_day": (0, 20),
}


class WrongSize(ValueError):
    """The size asked for makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Size:
    """`channels` of which four in five are websites; results of `days` days up to and including `until`.

    Of the last `raw_days` days every single visit is kept as well. `probes_a_day` visits are made to each
    website a day, and `checks_a_day` checks of its content once a day. Every 30 minutes, as the checker
    does by default, would be 48 visits: the rollups stay as many, only the raw results grow."""

    channels: int
    until: date
    days: int = 365
    raw_days: int = 90
    probes_a_day: int = 4
    checks_a_day: int = 4
    seed: int = 2019

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(self, name) <= most:
                raise WrongSize(
                    f"{name} 应在 {least} 与 {most} 之间，未写入任何数据。 "
                    f"{name} has to lie between {least} and {most}; nothing was written."
                )

    @property
    def websites(self) -> int:
        return round(self.channels * WEBSITES)

    @property
    def units(self) -> int:
        """The office, its supervisors, and an operator for every ten channels."""
        return 1 + SUPERVISORS + self.channels // 10

    @property
    def first(self) -> date:
        """The first day with results."""
        return self.until - timedelta(days=self.days - 1)

    @property
    def all_days(self) -> list[date]:
        return [self.first + timedelta(days=step) for step in range(self.days)]

    def chance(self, topic: int) -> np.random.Generator:
        """Random numbers of one chapter, so that chapters do not disturb each other."""
        return np.random.default_rng([self.seed, topic])


def instant(day: date, seconds: int = 0) -> datetime:
    """So many seconds after midnight of a day in Asia/Shanghai, in UTC."""
    return (datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=seconds)).astimezone(UTC)
