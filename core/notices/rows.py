"""The rows behind a figure of a paper: every printed figure can be traced."""

from collections.abc import Callable
from typing import get_args

from core.notices.comparison import Which, entries_then
from core.notices.draft import Draft
from core.notices.figures import class_of
from core.notices.groups import MEDIUM_OF, behind, reasons_of, score_bands, score_of, units_in_full
from core.rules.results import JUDGED, Grade
from db.models import NoticeEntry, NoticeIssue

# A figure that counts units: its rows are their channels.
OF_UNITS = "units_in_full"

Test = Callable[[NoticeEntry], bool]


def entries_behind(draft: Draft, key: str) -> tuple[NoticeEntry, ...] | None:
    """The examined channels that a figure was counted from; None when it was counted from other rows."""
    medium, _, name = key.partition(".")
    if medium not in MEDIUM_OF:
        return None
    name, which, was = _of_period(name)
    wanted = _test(medium, name)
    if wanted is None:
        return None
    entries = entries_then(draft.compared, which) if was else draft.entries
    mine = [entry for entry in entries if entry.medium == MEDIUM_OF[medium]]
    if name == OF_UNITS:
        whole = units_in_full(mine)
        return tuple(entry for entry in mine if entry.unit_id in whole and wanted(entry))
    return tuple(entry for entry in mine if wanted(entry))


def issues_behind(draft: Draft, key: str) -> tuple[NoticeIssue, ...] | None:
    """The named issues that a figure was counted from; None when it was counted from other rows."""
    if key in ("problems.issues", "problems.units"):
        return draft.issues
    if key.startswith("problem."):
        return tuple(one for one in draft.issues if class_of(one) == key.removeprefix("problem."))
    return None


def _of_period(name: str) -> tuple[str, str, bool]:
    """A compared figure: its name, the period it is compared with, and whether it is that period's own."""
    for which in get_args(Which):
        plain, found, what = name.partition(f".{which}.")
        if found:
            return plain, which, what == "was"
    return name, "", False


def _test(medium: str, name: str) -> Test | None:
    bands = score_bands(medium)
    known: dict[str, Test] = {
        "examined": lambda _entry: True,
        "share_examined": lambda _entry: True,
        "passed": lambda entry: entry.grade == Grade.PASSED,
        "basic": lambda entry: entry.grade == Grade.BASIC,
        "failed": lambda entry: entry.grade == Grade.FAILED,
        "unjudged": lambda entry: entry.grade == Grade.UNJUDGED,
        "unchecked": lambda entry: entry.grade == Grade.UNCHECKED,
        "pass_rate": lambda entry: entry.grade in JUDGED,
        "vetoed": lambda entry: entry.vetoed,
        "low": lambda entry: entry.grade == Grade.FAILED and not entry.vetoed,
        OF_UNITS: lambda entry: entry.grade in JUDGED,
        "over": lambda entry: _over(entry, bands[0]),
        "over_share": lambda entry: _over(entry, bands[0]),
        "beyond": lambda entry: _over(entry, bands[-1]),
    }
    return known.get(name) or _named(medium, name)


def _named(medium: str, name: str) -> Test | None:
    dimension, _, value = name.partition(".")
    if dimension == "band":
        high = next((band for band in score_bands(medium) if band > int(value)), None)
        return lambda entry: _over(entry, int(value)) and not (high is not None and _over(entry, high))
    if dimension == "problem":
        return lambda entry: entry.grade == Grade.FAILED and value in reasons_of(entry)
    return behind(medium, name)


def _over(entry: NoticeEntry, limit: int) -> bool:
    score = score_of(entry)
    return score is not None and score > limit
