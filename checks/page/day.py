"""The day on which a page is read, and until when what was concluded from it holds.

Nearly all facts of a page depend on its bytes alone; a few on the day: a date to come is none yet, and
"yesterday" is another day tomorrow. A fact that is kept has to be read again on the first day on which it may
differ."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
_EVER = date.max.toordinal()
_YEAR, _MONTH, _DAY = (cast(Any, date.__dict__[part]).__get__ for part in ("year", "month", "day"))


class Day(date):
    """A day that notes what it was compared with. `until`: the ordinal of the first later day on which any
    of those comparisons comes out otherwise; all that was asked is the same on each day before."""

    __slots__ = ("until",)
    until: int

    @classmethod
    def of(cls, day: date) -> "Day":
        """`day`, nothing noted yet."""
        return cls.numbered(day.toordinal())

    @classmethod
    def numbered(cls, ordinal: int) -> "Day":
        """The day of this ordinal, nothing noted yet."""
        made = cls.fromordinal(ordinal)
        made.until = _EVER
        return made

    def narrow(self, until: int) -> None:
        """What was concluded holds before the day `until` at most."""
        self.until = min(self.until, until)

    def _compared(self, other: object) -> None:
        if isinstance(other, date):
            own, number = self.toordinal(), other.toordinal()
            if number >= own:
                self.narrow(max(number, own + 1))

    def __eq__(self, other: object) -> bool:
        self._compared(other)
        return date.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self._compared(other)
        return date.__ne__(self, other)

    def __lt__(self, other: date) -> bool:
        self._compared(other)
        return date.__lt__(self, other)

    def __le__(self, other: date) -> bool:
        self._compared(other)
        return date.__le__(self, other)

    def __gt__(self, other: date) -> bool:
        self._compared(other)
        return date.__gt__(self, other)

    def __ge__(self, other: date) -> bool:
        self._compared(other)
        return date.__ge__(self, other)

    __hash__ = date.__hash__

    @property
    def year(self) -> int:
        year: int = _YEAR(self)
        self.narrow(date(year + 1, 1, 1).toordinal() if year < date.max.year else _EVER)
        return year

    @property
    def month(self) -> int:
        self.narrow(self.toordinal() + 1)
        return int(_MONTH(self))

    @property
    def day(self) -> int:
        self.narrow(self.toordinal() + 1)
        return int(_DAY(self))

    def __sub__(self, other: Any) -> Any:
        self.narrow(self.toordinal() + 1)
        return date.fromordinal(self.toordinal()) - other

    def __rsub__(self, other: date) -> timedelta:
        self.narrow(self.toordinal() + 1)
        return other - date.fromordinal(self.toordinal())

    def __add__(self, other: timedelta) -> Any:
        self.narrow(self.toordinal() + 1)
        return date.fromordinal(self.toordinal()) + other


def kept_by_day(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `lru_cache(size)` for a function whose last argument is the day; given by its place.

    Each later day that asks notes the same of what is kept."""

    def decorated(read: Callable[P, R]) -> Callable[P, R]:
        of_day = cast(Callable[..., R], read)

        @lru_cache(maxsize=size)
        def kept(number: int, *given: Any) -> tuple[R, int]:
            day = Day.numbered(number)
            return of_day(*given, day), day.until

        @wraps(read)
        def asked(text: Any, today: date) -> R:  # nearly all have one text
            value, until = kept(today.toordinal(), text)
            if type(today) is Day and until < today.until:
                today.until = until
            return value

        @wraps(read)
        def asked_of_several(*given: Any) -> R:
            *texts, today = given
            value, until = kept(today.toordinal(), *texts)
            if type(today) is Day and until < today.until:
                today.until = until
            return value

        alone = read.__code__.co_argcount == 2
        return cast(Callable[P, R], asked if alone else asked_of_several)

    return decorated
