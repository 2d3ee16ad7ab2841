"""Evidence that an issue was rectified: pictures and PDF, known by their bytes, kept once by digest.

The store is the one that cases keep their papers in (`core.common.stored_files`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common import stored_files as store
from core.common.stored_files import Kept
from core.issues.store import Moved, each, set_issue
from core.rules.evidence_files import File, keep
from db.engine import reading
from db.models import UNSETTLED, Issue, IssueEvidence


@dataclass(frozen=True, slots=True)
class Shown:
    """One file of an issue. `round`: how often the issue had been returned when it was handed in."""

    id: int
    issue_id: int
    digest: str
    name: str
    media: str
    size: int
    round: int
    at: datetime
    actor: str

    def thumbnail(self) -> bytes | None:
        """The small copy of a picture that pages show; None for any other file."""
        return store.thumbnail(self.digest)

    def data(self) -> bytes | None:
        """The bytes; None when the file is gone or not whole any more."""
        return store.read(self.digest)


def add(session: Session, issue: Issue, kept: Sequence[Kept], actor: Actor) -> None:
    """Add stored files to an issue in the transaction under way; the same file counts once a round."""
    there = set(
        session.execute(
            select(col(IssueEvidence.digest)).where(
                col(IssueEvidence.issue_id) == issue.id, col(IssueEvidence.round) == issue.times_returned
            )
        ).scalars()
    )
    for file in kept:
        if file.digest not in there:
            there.add(file.digest)
            session.add(
                IssueEvidence(
                    issue_id=issue.id, digest=file.digest, name=file.name, media=file.media,
                    size=file.size, round=issue.times_returned, at=clock.now(), actor=actor.name,
                )
            )  # fmt: skip


def hand_in(ids: Sequence[int], files: Sequence[File], *, actor: Actor) -> Moved:
    """Add evidence to unsettled issues without moving them. Staff and above."""
    require(actor, Role.STAFF)
    kept = keep(files)

    def move(session: Session, issue: Issue) -> None:
        names = "、".join(file.name for file in kept)
        set_issue(session, issue, actor, "evidence", UNSETTLED, {}, names)
        add(session, issue, kept, actor)

    return each(ids, actor, move)


def of_issue(issue_id: int) -> tuple[Shown, ...]:
    """The files of one issue, the newest first."""
    return of_issues([issue_id]).get(issue_id, ())


def of_issues(ids: Sequence[int]) -> dict[int, tuple[Shown, ...]]:
    """The files of several issues, the newest first; issues without any are left out."""
    with reading() as session:
        rows = session.execute(
            select(IssueEvidence)
            .where(col(IssueEvidence.issue_id).in_(ids))
            .order_by(col(IssueEvidence.id).desc())
        ).scalars()
        found: dict[int, tuple[Shown, ...]] = {}
        for row in rows:
            shown = Shown(
                row.id, row.issue_id, row.digest, row.name, row.media, row.size, row.round, row.at,
                row.actor,
            )  # fmt: skip
            found[row.issue_id] = (*found.get(row.issue_id, ()), shown)
    return found
