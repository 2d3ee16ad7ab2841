"""The only clock: instants in UTC, days in Asia/Shanghai, both replaceable in tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _source()


# Clocks of machines that work together differ by seconds; a stamp further ahead was made by a wrong clock.
SKEW = timedelta(minutes=1)


def is_ahead(instant: datetime) -> bool:
    """Whether `instant` lies so far in the future that the clock it was read from was wrong."""
    return instant > now() + SKEW


def never_planned(instant: datetime, longest: timedelta) -> bool:
    """Whether `instant`, for which something waits, lies further ahead than anything is planned (`longest`):
    a clock that ran ahead wrote it, and waiting for it would be waiting for ever."""
    return instant > now() + longest + SKEW


def day_of(instant: datetime) -> date:
    """The calendar day in Asia/Shanghai on which `instant` falls."""
    return instant.astimezone(SHANGHAI).date()


def today() -> date:
    """The calendar day in Asia/Shanghai."""
    return day_of(now())


def start_of(day: date) -> datetime:
    """The first instant of `day` in Asia/Shanghai, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def days_back(days: int, *, until: date | None = None) -> list[date]:
    """The last `days` days up to and including `until` (today), oldest first."""
    last = until or today()
    return [last - timedelta(days=back) for back in range(days - 1, -1, -1)]


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` (aware) while the block runs."""
    global _source
    before = _source
    _source = lambda: instant  # noqa: E731
    try:
        yield
    finally:
        _source = before
