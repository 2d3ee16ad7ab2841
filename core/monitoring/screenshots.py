"""Pages as a browser showed them: of readings that needed one, and of faults before and after."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlmodel import Session, col

from core.common import clock, stored_files
from core.common.outcome import Picture, Report
from core.monitoring.lease import LeaseToken, insist
from db.engine import reading, writing
from db.models import UNSETTLED, Finding, FindingState, Issue, IssueState, Moment, Screenshot

# Of one channel, pages that a browser read.
KEPT = 12
# What could not be drawn is tried again another day, and given up after so many.
AGAIN, GIVEN_UP = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture as it is shown."""

    moment: Moment
    address: str
    digest: str
    marked: bool
    taken_at: datetime

    def data(self) -> bytes | None:
        """The bytes; None when the file is gone or not whole any more."""
        return stored_files.read(self.digest)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that an issue lacks: of its fault, or of the place after it was mended."""

    channel_id: int
    issue_id: int
    moment: Moment
    address: str
    marks: tuple[str, ...]


def wanted(limit: int) -> tuple[Wanted, ...]:
    """The pictures that issues lack, the newest issues first."""
    old = clock.today() - GIVEN_UP
    mended = (
        col(Issue.state) == IssueState.VERIFIED,
        col(Issue.verified_on) >= old,
        _has(Moment.FAULT),
    )
    standing = (col(Issue.state).in_(UNSETTLED), col(Finding.state) == FindingState.OPEN)
    found = [
        *_lacking(Moment.FAULT, (*standing, col(Finding.confirmed_at) >= clock.start_of(old)), limit),
        *_lacking(Moment.MENDED, mended, limit),
    ]
    return tuple(found[:limit])


def _lacking(moment: Moment, conditions: tuple[ColumnElement[bool], ...], limit: int) -> list[Wanted]:
    tried = exists().where(
        col(Screenshot.issue_id) == col(Issue.id),
        col(Screenshot.moment) == moment,
        (col(Screenshot.digest) != "") | (col(Screenshot.taken_at) > clock.now() - AGAIN),
    )
    query = (
        select(col(Issue.id), col(Issue.channel_id), col(Issue.check), col(Finding.evidence))
        .join(Finding, col(Finding.id) == col(Issue.finding_id))
        .where(col(Issue.check).in_(tuple(_places())), ~tried, *conditions)
        .order_by(col(Issue.id).desc())
        .limit(limit)
    )
    with reading() as session:
        rows = session.execute(query).all()
    return [
        Wanted(channel_id, issue_id, moment, address, marks)
        for issue_id, channel_id, check, evidence in rows
        for address, marks in [_place(check, evidence or {})]
        if address
    ]


def _has(moment: Moment) -> ColumnElement[bool]:
    return exists().where(
        col(Screenshot.issue_id) == col(Issue.id),
        col(Screenshot.moment) == moment,
        col(Screenshot.digest) != "",
    )


def _place(check: str, evidence: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """On which page the fault stands, and by what it is found there."""
    row = _places()[check]
    marks = (str(evidence.get(name) or "").strip() for name in row["marks"])
    address = str(evidence.get(row["page"]) or "")
    return address if address.startswith(("http://", "https://")) else "", tuple(filter(None, marks))


@lru_cache(maxsize=1)
def _places() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def taken(token: LeaseToken, want: Wanted, picture: Picture | None) -> None:
    """Keep the picture of an issue, or that none could be taken. Raises `LeaseLost`."""
    if picture is not None:
        keep(picture)
    row = (
        row_of(want.channel_id, want.moment, picture, want.issue_id)
        if picture is not None
        else Screenshot(
            channel_id=want.channel_id,
            issue_id=want.issue_id,
            moment=want.moment,
            address=want.address[:2_000],
            taken_at=clock.now(),
        )
    )
    with writing() as session:
        insist(session, token)
        session.add(row)


def store(reports: Iterable[Report]) -> None:
    """Keep the bytes of the reports' pictures, before the rows that name them are written."""
    for picture in {picture.digest: picture for report in reports for picture in report.pictures}.values():
        keep(picture)


def keep(picture: Picture) -> str:
    """Keep the bytes of one picture. Returns their digest; raises `ValueError` for what is no PNG."""
    if stored_files.kind_of(picture.data) != "png":
        raise ValueError("not a PNG")
    return stored_files.keep_bytes(picture.data)


def note(session: Session, report: Report) -> None:
    """Name the report's pictures, each once for a channel; the oldest make room."""
    for picture in report.pictures:
        known = select(col(Screenshot.id)).where(
            col(Screenshot.channel_id) == report.channel_id, col(Screenshot.digest) == picture.digest
        )
        if session.execute(known).first():
            continue
        session.add(row_of(report.channel_id, Moment.READING, picture))
        session.flush()
        newest = (
            select(col(Screenshot.id))
            .where(
                col(Screenshot.channel_id) == report.channel_id,
                col(Screenshot.moment) == Moment.READING,
            )
            .order_by(col(Screenshot.id).desc())
            .limit(KEPT)
        )
        session.execute(
            delete(Screenshot).where(
                col(Screenshot.channel_id) == report.channel_id,
                col(Screenshot.moment) == Moment.READING,
                col(Screenshot.id).not_in(session.execute(newest).scalars().all()),
            )
        )


def row_of(channel_id: int, moment: Moment, picture: Picture, issue_id: int | None = None) -> Screenshot:
    """The row of a picture whose bytes are kept."""
    return Screenshot(
        channel_id=channel_id,
        issue_id=issue_id,
        moment=moment,
        address=picture.address[:2_000],
        digest=picture.digest,
        marked=picture.marked,
        taken_at=picture.at,
    )


def by_digest(channel_id: int, digest: str) -> Shown | None:
    """The picture that evidence of the channel names; None when it made room for newer ones."""
    with reading() as session:
        row = session.execute(
            select(Screenshot)
            .where(col(Screenshot.channel_id) == channel_id, col(Screenshot.digest) == digest)
            .limit(1)
        ).scalar_one_or_none()
    return _shown(row) if row is not None else None


def of_issue(issue_id: int) -> tuple[Shown, ...]:
    """The pictures of an issue's fault and of its place afterwards, in their order."""
    with reading() as session:
        rows = session.execute(
            select(Screenshot)
            .where(col(Screenshot.issue_id) == issue_id, col(Screenshot.digest) != "")
            .order_by(col(Screenshot.id))
        ).scalars()
        return tuple(_shown(row) for row in rows)


def _shown(row: Screenshot) -> Shown:
    return Shown(row.moment, row.address, row.digest, row.marked, row.taken_at)
