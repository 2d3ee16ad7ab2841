"""What one report does to what is known of a channel: pure, no database.

A failed visit is a suspicion until it is seen again; only then is it a problem. A visit that decides
nothing (refused, or in doubt) neither confirms nor clears: a problem stands and a suspicion stays until a
visit settles it. A suspicion that nothing confirmed in time is forgotten."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.common.outcome import Outcome, Report


class Turn(StrEnum):
    """What changed for the finding."""

    NONE = "none"
    CONFIRMED = "confirmed"
    STILL = "still"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before a report: the outcome, since when, and a suspicion under way."""

    outcome: Outcome | None = None
    since: datetime | None = None
    suspected_at: datetime | None = None
    times_suspected: int = 0
    confirm_at: datetime | None = None


def after(
    known: Known,
    report: Report,
    *,
    confirmations: int | None,
    confirm_after: timedelta | None,
    expires_after: timedelta | None = None,
    standing: bool | None = None,
) -> tuple[Known, Turn]:
    """What is known after `report`, and what that means for the finding.

    `confirmations`: further sightings needed; None when none suffices, because the suspicion waits for a
    person or its keys are counted one by one. `confirm_after`: when to look again on purpose; None
    leaves it to the next run. `expires_after`: how long a suspicion lasts from its first failed visit; None
    is for ever. `standing`: whether findings outlast a report that sees no problem; None where their keys
    do not say, and then only a visit that decides ends a problem."""
    if expires_after is not None:
        known = _unexpired(known, report.at, expires_after)
    match report.outcome:
        case Outcome.OK | Outcome.EXEMPT if known.outcome is Outcome.PROBLEM and standing:
            return known, Turn.CLEARED
        case Outcome.PROBLEM if known.outcome is Outcome.PROBLEM:
            return known, Turn.STILL
        case Outcome.PROBLEM:
            return _doubt(known, report, confirmations, confirm_after)
        case Outcome.OK | Outcome.EXEMPT:
            return _settle(known, report), Turn.CLEARED
        case Outcome.SUSPECT if known.outcome is Outcome.PROBLEM and standing is False:
            return _settle(known, report), Turn.NONE
        case _:
            return _undecided(known, report), Turn.NONE


def _doubt(
    known: Known, report: Report, confirmations: int | None, confirm_after: timedelta | None
) -> tuple[Known, Turn]:
    times = known.times_suspected + 1
    began = known.suspected_at or report.at
    if confirmations is not None and times > confirmations:
        return Known(outcome=Outcome.PROBLEM, since=began), Turn.CONFIRMED
    suspicion = Known(
        outcome=Outcome.SUSPECT,
        since=known.since if known.outcome is Outcome.SUSPECT else report.at,
        suspected_at=began,
        times_suspected=times,
        confirm_at=report.at + confirm_after if confirm_after is not None else None,
    )
    return suspicion, Turn.NONE


def _settle(known: Known, report: Report) -> Known:
    since = known.since if known.outcome is report.outcome else report.at
    return Known(outcome=report.outcome, since=since)


def _undecided(known: Known, report: Report) -> Known:
    if known.outcome is Outcome.PROBLEM:
        return known
    if known.suspected_at is None:
        return _settle(known, report)
    # The next regular visit settles it: to knock at a closed door every minute settles nothing.
    since = known.since if known.outcome is Outcome.SUSPECT else known.suspected_at
    return replace(known, outcome=Outcome.SUSPECT, since=since, confirm_at=None)


def _unexpired(known: Known, at: datetime, expires_after: timedelta) -> Known:
    """What is left of a suspicion that began too long ago to be the same fault: nothing."""
    if known.suspected_at is None or abs(at - known.suspected_at) <= expires_after:
        return known
    outcome = None if known.outcome is Outcome.SUSPECT else known.outcome
    return Known(outcome=outcome, since=known.since)
