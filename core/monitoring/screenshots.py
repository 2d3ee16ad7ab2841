"""Pages as a browser showed them: of readings that needed one, and of faults before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.common import stored_files
from core.common.outcome import Picture, Report
from db.engine import reading
from db.models import Moment, Screenshot

# Of one channel, pages that a browser read.
KEPT = 12


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
