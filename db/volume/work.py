"""What people work on: findings of a year with their issues, and cases of channels that left."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from db.bulk import load, table_of
from db.models import (
    Case,
    CaseKind,
    CaseState,
    Finding,
    FindingState,
    Issue,
    IssueSource,
    IssueState,
    Severity,
)
from db.volume.registry import Lives
from db.volume.results import CHECKS
from db.volume.size import Size, instant

RULES = "national-2019.1"
SETTLED_A_SITE = 3
FINDING = (
    *("id", "channel_id", "check", "key", "state", "failure", "first_seen_at", "confirmed_at"),
    *("last_seen_at", "resolved_at", "times_seen", "rule_version", "evidence", "fingerprint"),
)
ISSUE = (
    *("id", "number", "channel_id", "unit_id", "source", "severity", "title", "check", "finding_id", "state"),
    *("opened_on", "first_due_on", "due_on", "verified_on", "reported_by", "report_note", "times_returned"),
    *("reason", "rule_version", "again_outcome", "version"),
)
CASE = (
    *("id", "number", "channel_id", "kind", "state", "batch", "opened_on", "due_on", "ended_on", "reason"),
    *("rule_version", "times_reopened", "version"),
)
# Every unsettled state in turn, most of them with the unit.
WAITING = (IssueState.OPEN, IssueState.ACCEPTED, IssueState.OPEN, IssueState.RETURNED, IssueState.REPORTED)


def write_work(connection: Connection, size: Size, lives: Lives, wrong: Sequence[tuple[int, str]]) -> None:
    """Write the findings and issues of the year and those open now, and the cases."""
    past = list(_past(size, lives))
    load(connection, table_of(Finding), FINDING, _findings(size, past, wrong))
    load(connection, table_of(Issue), ISSUE, _issues(size, past, wrong))
    load(connection, table_of(Case), CASE, _cases(lives))


def _past(size: Size, lives: Lives) -> Iterator[tuple[int, str, date, date]]:
    """(channel, check, found, mended) of faults long mended."""
    chance = size.chance(4)
    shape = (size.websites, SETTLED_A_SITE)
    ages, kinds = chance.integers(8, max(9, size.days), shape), chance.integers(0, len(CHECKS), shape)
    lasted = chance.integers(1, 8, shape)
    for place in range(size.websites):
        for age, kind, days in zip(ages[place], kinds[place], lasted[place], strict=True):
            found = size.until - timedelta(days=int(age))
            if found >= lives.entered[place]:
                yield place + 1, CHECKS[int(kind)], found, found + timedelta(days=int(days))


def _findings(
    size: Size, past: Sequence[tuple[int, str, date, date]], wrong: Sequence[tuple[int, str]]
) -> Iterator[tuple[Any, ...]]:
    for number, (channel, check, day, mended) in enumerate(past, start=1):
        seen, gone = instant(day), instant(mended)
        state = FindingState.RESOLVED
        yield number, channel, check, "", state, None, seen, seen, gone, gone, 2, RULES, {}, ""
    for number, (channel, check) in enumerate(wrong, start=len(past) + 1):
        seen, last = instant(_opened(size, channel)), instant(size.until)
        yield number, channel, check, "", FindingState.OPEN, None, seen, seen, last, None, 5, RULES, {}, ""


def _issues(
    size: Size, past: Sequence[tuple[int, str, date, date]], wrong: Sequence[tuple[int, str]]
) -> Iterator[tuple[Any, ...]]:
    for number, (channel, check, day, mended) in enumerate(past, start=1):
        state = IssueState.DISMISSED if number % 25 == 0 else IssueState.VERIFIED
        verified = mended if state is IssueState.VERIFIED else None
        yield _issue(size, number, channel, check, state, day, verified)
    for number, (channel, check) in enumerate(wrong, start=len(past) + 1):
        state = WAITING[number % len(WAITING)]
        yield _issue(size, number, channel, check, state, _opened(size, channel), None)


def _issue(
    size: Size, number: int, channel: int, check: str, state: IssueState, day: date, verified: date | None
) -> tuple[Any, ...]:
    severity = Severity.VETO if check in ("home_freshness", "availability_week") else Severity.GENERAL
    due = day + timedelta(days=14)
    return (
        *(
            number,
            f"{day.year}-{number:06}",
            channel,
            1 + channel % size.units,
            IssueSource.FINDING,
            severity,
        ),
        *("", check, number, state, day, due, due, verified, "", "", 0, "", RULES, "", 1),
    )


def _opened(size: Size, channel: int) -> date:
    return size.until - timedelta(days=1 + channel % 60)


def _cases(lives: Lives) -> Iterator[tuple[Any, ...]]:
    number = 0
    for place, gone in enumerate(lives.left):
        if gone is not None:
            number += 1
            opened = gone - timedelta(days=30)
            row = (number, f"C{gone.year}-{number:05}", place + 1, CaseKind.CLOSE, CaseState.VERIFIED, "")
            yield *row, opened, gone, gone, "", RULES, 0, 1
