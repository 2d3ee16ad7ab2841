"""The periods that reports speak of: a day, a month, a quarter, a year."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.common import clock
from core.common.errors import DomainError
from core.common.past import FIRST
from core.common.text import t
from core.reporting.figures.counting import Year

Kind = Literal["daily", "monthly", "quarterly", "yearly"]
KINDS: tuple[Kind, ...] = ("daily", "monthly", "quarterly", "yearly")
MONTHS: dict[Kind, int] = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included: exactly one day, month, quarter or year."""

    kind: Kind
    first: date
    last: date

    @property
    def key(self) -> str:
        """As it is typed: 2019, 2019Q4, 2019-12 or 2019-12-31."""
        if self.kind == "yearly":
            return f"{self.first:%Y}"
        if self.kind == "quarterly":
            return f"{self.first:%Y}Q{self.quarter}"
        return f"{self.first:%Y-%m}" if self.kind == "monthly" else self.first.isoformat()

    @property
    def quarter(self) -> int:
        """1 to 4: the quarter in which it begins."""
        return (self.first.month + 2) // 3

    @property
    def name(self) -> str:
        """As a title writes it, in the language in use."""
        first = self.first
        return t(
            f"report.period.{self.kind}",
            year=first.year, quarter=self.quarter, month=first.month, day=first.day,
        )  # fmt: skip

    @property
    def complete(self) -> bool:
        """Whether it is over, so that it may be compared with others."""
        return self.last < clock.today()

    @property
    def counted(self) -> Year:
        """The days that its figures are counted over: up to today where it is under way."""
        return Year(self.first, min(self.last, clock.today()))

    def before(self) -> "Period":
        """The one before it (环比)."""
        return period_of(self.kind, self.first - timedelta(days=1))

    def year_before(self) -> "Period":
        """The same one of the year before (同比); 28 February stands for the 29th."""
        year, month = self.first.year - 1, self.first.month
        return period_of(self.kind, date(year, month, min(self.first.day, monthrange(year, month)[1])))


def period_of(kind: Kind, day: date) -> Period:
    """The period of that kind in which a day lies."""
    if kind == "daily":
        return Period(kind, day, day)
    months = MONTHS[kind]
    month = (day.month - 1) // months * months + 1
    end = month + months - 1
    return Period(kind, date(day.year, month, 1), date(day.year, end, monthrange(day.year, end)[1]))


def read_period(kind: str, text: str) -> Period:
    """The period that `text` names, as `Period.key` writes it.

    Raises `DomainError` for another form, a period to come, or one before anything was supervised."""
    known = next((one for one in KINDS if one == kind), None)
    day = None if known is None else _first_day(known, text.strip().upper())
    if known is None or day is None:
        raise DomainError("report_period", given=text, form=t(f"report.form.{known or 'quarterly'}"))
    if day > clock.today():
        raise DomainError("report_to_come", given=text)
    if day < FIRST:
        raise DomainError("day_too_early", day=text)
    return period_of(known, day)


def recent(kind: Kind, count: int) -> tuple[Period, ...]:
    """The last `count` periods, the one under way first."""
    found = [period_of(kind, clock.today())]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(found)


def newest_complete(kind: Kind) -> Period:
    """The last period that is over."""
    return period_of(kind, clock.today()).before()


def _first_day(kind: Kind, text: str) -> date | None:
    year, _, rest = text.partition("Q" if kind == "quarterly" else "-")
    try:
        if kind == "daily":
            return date.fromisoformat(text)
        if len(year) != len("2019"):
            return None
        if kind == "yearly":
            return None if rest else date(int(year), 1, 1)
        month = int(rest) if kind == "monthly" else 3 * int(rest) - 2
        return date(int(year), month, 1)
    except ValueError:
        return None
