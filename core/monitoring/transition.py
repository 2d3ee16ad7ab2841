"""What one report does to what is known of a channel: pure, no database.

A failed visit is a suspicion until it is seen again; only then is it a problem. What could not be
checked neither confirms nor clears anything."""

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
    known: Known, report: Report, *, confirmations: int, confirm_after: timedelta | None
) -> tuple[Known, Turn]:
    """What is known after `report`, and what that means for the finding.

    `confirmations`: further sightings needed. `confirm_after`: when to look again on purpose; None
    leaves it to the next run."""
    match report.outcome:
        case Outcome.PROBLEM if known.outcome is Outcome.PROBLEM:
            return known, Turn.STILL
        case Outcome.PROBLEM:
            return _doubt(known, report, confirmations, confirm_after)
        case Outcome.OK | Outcome.EXEMPT:
            return _settle(known, report), Turn.CLEARED
        case _:
            return _settle(known, report), Turn.NONE


def _doubt(
    known: Known, report: Report, confirmations: int, confirm_after: timedelta | None
) -> tuple[Known, Turn]:
    times = known.times_suspected + 1
    began = known.suspected_at or report.at
    if times > confirmations:
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
    settled = Known(outcome=report.outcome, since=since)
    if report.outcome is Outcome.BLOCKED and known.suspected_at:
        # Being refused says nothing about the suspicion: it stays until a visit settles it.
        return replace(
            settled,
            suspected_at=known.suspected_at,
            times_suspected=known.times_suspected,
            confirm_at=None,
        )
    return settled
