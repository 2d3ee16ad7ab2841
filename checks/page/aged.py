"""Until when the mark holds that a site suits old and disabled people: two years from its test."""

import re
from datetime import date

from .patterns import normal

_YEARS = 2
_DAY = r"(20\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})\s?日?"
_ABOUT = re.compile(r"适老化|无障碍|长者助手|信息无障碍")
_TERM = re.compile(rf"有效期[^\d。]{{0,12}}{_DAY}(?:\s?(?:至|到|-|—|~)+\s?{_DAY})?")
_TESTED = re.compile(rf"(?:评测|认证|测评|颁发|发证|授予|通过)(?:时间|日期|日|于)?[^\d。]{{0,8}}{_DAY}")
_AROUND = 120


def mark_until(text: str) -> date | None:
    """The last day of the mark as the page says it, by its term or by the day of its test; None where it says
    neither."""
    if "有效期" not in text and not any(word in text for word in ("评测", "认证", "测评", "颁发", "授予")):
        return None
    plain = normal(text)
    found: list[date] = []
    for about in list(_ABOUT.finditer(plain))[:50]:
        near = plain[max(0, about.start() - _AROUND) : about.end() + _AROUND]
        if term := _TERM.search(near):
            ends = term.groups()[3:] if term[4] else term.groups()[:3]
            found += _day(*ends)
        elif tested := _TESTED.search(near):
            found += _day(*tested.groups(), later=_YEARS)
    return max(found, default=None)


def _day(year: str, month: str, day: str, *, later: int = 0) -> list[date]:
    try:
        return [date(int(year) + later, int(month), int(day))]
    except ValueError:
        return []
