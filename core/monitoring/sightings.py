"""Keyed problems on their way to being confirmed: each key has to be seen as often as its check says."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.common.outcome import Outcome, Problem, Report
from db.models import Finding, FindingState, Sighting


def confirmed(session: Session, report: Report, *, confirmations: int, lasts: timedelta) -> Sequence[Problem]:
    """The problems of `report` that were seen often enough; the others are remembered until next time.

    A key that was not seen, though the check could look, begins anew; so does one whose first sighting is
    further from this one than a suspicion `lasts`."""
    if report.outcome not in (Outcome.PROBLEM, Outcome.OK, Outcome.EXEMPT):
        return ()
    known = {row.key: row for row in _rows(session, report)}
    there = _found_keys(session, report)
    ready: list[Problem] = []
    for problem in report.problems:
        row = known.pop(problem.key, None)
        if row is not None and abs(report.at - row.first_seen_at) > lasts:
            row.times, row.first_seen_at = 0, report.at
        times = (row.times if row else 0) + 1
        if problem.key in there or times > confirmations:
            ready.append(problem)
            if row is not None:
                session.delete(row)
        elif row is not None:
            row.times = times
        else:
            session.add(
                Sighting(
                    channel_id=report.channel_id, check=report.check, key=problem.key, first_seen_at=report.at
                )
            )
    _forget(session, report, [key for key in known if key not in report.unsure])
    return ready


def _rows(session: Session, report: Report) -> Sequence[Sighting]:
    return (
        session.execute(
            select(Sighting).where(
                col(Sighting.channel_id) == report.channel_id, col(Sighting.check) == report.check
            )
        )
        .scalars()
        .all()
    )


def _found_keys(session: Session, report: Report) -> set[str]:
    return set(
        session.execute(
            select(col(Finding.key)).where(
                col(Finding.channel_id) == report.channel_id,
                col(Finding.check) == report.check,
                col(Finding.state) != FindingState.RESOLVED,
            )
        ).scalars()
    )


def _forget(session: Session, report: Report, keys: list[str]) -> None:
    if keys:
        session.execute(
            delete(Sighting).where(
                col(Sighting.channel_id) == report.channel_id,
                col(Sighting.check) == report.check,
                col(Sighting.key).in_(keys),
            )
        )
