"""One figure that a notice may print, and how it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.common.settings import settings
from core.common.text import t
from core.notices.rules import notice_rules

# A count or score, a share in per cent, a difference between two shares in percentage points.
Measure = Literal["count", "percent", "points"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None when there is nothing to divide by; a change has its sign. `medium` is websites,
    accounts or empty; `digits` are printed after the point of what is no count. Phrases that call it:
    `phrases`; those that do not name the medium themselves, in `loose`; those that mean it only where the
    text speaks of `group`, in `inner`; those that say it with the sign turned round, in `opposite`.
    `short` is its name beside its medium, also where that calls nothing."""

    key: str
    label: str
    value: float | None
    measure: Measure = "count"
    medium: str = ""
    digits: int = 0
    phrases: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    group: str = ""
    inner: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    short: str = ""

    @property
    def percent(self) -> bool:
        """Whether it is a share."""
        return self.measure == "percent"

    @property
    def name(self) -> str:
        """What it is called beside its medium."""
        return self.short or (self.loose[0] if self.loose else self.label)

    @property
    def words(self) -> str:
        """The value as a notice prints it."""
        if self.measure == "points":
            return points_words(self.value)
        if self.percent:
            return percent_words(self.value)
        if self.value is None:
            return count_words(self.value)
        return f"{self.value:.{self.digits}f}".removesuffix("." + "0" * self.digits)

    def as_data(self) -> dict[str, Any]:
        """As an issued notice keeps it."""
        return {
            "label": self.label,
            "value": self.value,
            "measure": self.measure,
            "digits": self.digits,
            "words": self.words,
        }

    @classmethod
    def of_data(cls, key: str, kept: Mapping[str, Any]) -> "Figure":
        """As it was kept, without phrases: nobody types into an issued notice. Notices issued by earlier
        versions keep only whether it is a share."""
        measure: Measure = kept.get("measure") or ("percent" if kept.get("percent") else "count")
        return cls(key, str(kept["label"]), kept["value"], measure, digits=kept.get("digits", 0))


Figures = dict[str, Figure]


def count_words(value: float | None) -> str:
    """A count, without separators as notices have it."""
    return t("common.none") if value is None else f"{value:.0f}"


def percent_words(value: float | None) -> str:
    """Per cent; never rounded up to 100 or down to 0 when it is not. With as many digits as the office set;
    without its word zeros at the end are left out."""
    if value is None:
        return t("common.none")
    chosen = settings().notice_percent_digits
    digits = notice_rules().percent_digits if chosen is None else chosen
    words, step = f"{value:.{digits}f}", 10.0**-digits
    if float(words) >= 100 > value:
        words = f"{100 - step:.{digits}f}"
    elif float(words) <= 0 < value:
        words = f"{step:.{digits}f}"
    whole = chosen is None or value in (0, 100)
    return (words.removesuffix("." + "0" * digits) if whole else words) + "%"


def points_words(value: float | None) -> str:
    """Percentage points with their sign; at least one digit, or a change of half a point would be none."""
    if value is None:
        return t("common.none")
    return t("notice.points", value=("+" if value > 0 else "") + change_words(value))


def change_words(value: float) -> str:
    """A change in points or per cent, with as many digits as percentages have, and at least one."""
    chosen = settings().notice_percent_digits
    digits = max(1, notice_rules().percent_digits if chosen is None else chosen)
    words = f"{value:.{digits}f}"
    return words.removesuffix("." + "0" * digits) if chosen is None else words
