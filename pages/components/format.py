"""Numbers, shares, days and instants as a reader sees them, in Shanghai's time."""

import re
from datetime import date, datetime

from core.common import clock
from core.common import text as sentences
from core.common.outcome import standing_of
from core.common.text import actor as actor
from core.common.text import has, t
from core.common.vocabulary import without_digit

MINUTE, HOUR, DAY = 60, 3600, 86400
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.]{0,16}(?:Z|[+-]\d\d:\d\d)")


def number(value: float | None) -> str:
    """A count with separators; a dash for what is not known."""
    return t("common.none") if value is None else f"{value:,.0f}"


def decimal(value: float) -> str:
    """A number with two decimals at most, and none that say nothing: 97.3, not 97.30."""
    return f"{value:,.2f}".rstrip("0").removesuffix(".")


def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 as per cent. Never rounded up to 100 or down to 0 when it is not."""
    if share is None:
        return t("common.none")
    shown = round(100 * share, digits)
    step = 10**-digits
    if shown >= 100 and share < 1:
        shown = 100 - step
    elif shown <= 0 < share:
        shown = step
    return t("common.percent", value=f"{shown:.{digits}f}".removesuffix(".0"))


def signed(value: float, *, unit: str = "", digits: int = 1) -> str:
    """A change with its sign; one that rounds to nothing is said in words."""
    shown = round(value, digits)
    return f"{shown:+,g}{unit}" if shown else t("common.unchanged")


def day(value: date | None) -> str:
    """A calendar day as 2026-11-23."""
    return t("common.none") if value is None else value.isoformat()


def instant(value: datetime | None) -> str:
    """An instant as the wall clock in Shanghai: 14:02 today, with the day before that."""
    if value is None:
        return t("common.none")
    whole = sentences.instant(value)
    return whole.split()[-1] if clock.day_of(value) == clock.today() else whole


def ago(value: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = max((clock.now() - value).total_seconds(), 0)
    if seconds < 5:
        return t("common.age.now")
    for limit, unit, size in ((MINUTE, "seconds", 1), (HOUR, "minutes", MINUTE), (2 * DAY, "hours", HOUR)):
        if seconds < limit:
            return t(f"common.age.{unit}", n=int(seconds // size))
    return t("common.age.days", n=int(seconds // DAY))


def word(topic: str, value: str | None) -> str:
    """The word for a value of a vocabulary, such as `word("state.issue", "open")`.

    A value the catalogue does not know is looked for as older releases wrote it, then shown as it is: the
    trail and data of another version are never rewritten."""
    if not value:
        return t("common.none")
    keys = (f"{topic}.{value}", f"{topic}.{without_digit(value)}")
    return next((t(key) for key in keys if has(key)), value)


def action(name: str) -> str:
    """What was done, as the audit trail keeps it."""
    return word("issue.action", name)


def recorded(value: object) -> str:
    """A value out of the audit trail: an instant as the wall clock in Shanghai, a yes or no as a word."""
    if isinstance(value, bool):
        return t("field.yes" if value else "field.no")
    text = str(value)
    if not _INSTANT.fullmatch(text):
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return sentences.instant(at)


def failure(name: str | None) -> str:
    """The name of a class of failure, such as `dns`."""
    return word("failure", f"{name}.name") if name and has(f"failure.{name}.name") else name or ""


def outcome_word(outcome: str, failure: str | None) -> str:
    """What a check said, apart from what it could not say yet (`standing_of`)."""
    return word("state.outcome", standing_of(outcome, failure))


def plain(text: str) -> str:
    """Text from outside for a widget that reads Markdown: its marks are shown, not obeyed."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:-])", r"\\\1", text)


def check_name(check: str | None) -> str:
    """The name of a check; the word itself for one of another version."""
    return word("check", f"{check}.name") if check and has(f"check.{check}.name") else check or ""
