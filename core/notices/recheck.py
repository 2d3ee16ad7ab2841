"""What became of the notice before: which issues are settled, and which units did not report back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.issues.filters import title_of
from core.rules.results import Grade
from db.models import (
    Channel,
    Issue,
    IssueState,
    Notice,
    NoticeEntry,
    NoticeIssue,
    NoticePaper,
    NoticeReceipt,
    Unit,
)

SETTLED = (IssueState.VERIFIED, IssueState.DISMISSED, IssueState.WAIVED)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An issue of the last notice that is not verified as rectified. `returned`: it was reported as
    rectified, and looked at again, was not."""

    issue_id: int
    number: str
    title: str
    unit: str
    channel: str
    state: IssueState
    returned: bool = False

    def as_data(self) -> dict[str, Any]:
        """As an issued notice keeps it."""
        return asdict(self)

    @classmethod
    def of_data(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(**{**kept, "state": IssueState(kept["state"])})


@dataclass(frozen=True, slots=True)
class Recheck:
    """`not_reported` are the names of units whose reply is missing; None when replies were not tracked.
    `still_failing` counts channels by medium that failed then and fail again."""

    number: str
    title: str
    named: int
    units: int
    unsettled: tuple[Unsettled, ...]
    not_reported: tuple[str, ...] | None
    still_failing: dict[str, int]

    def counts(self) -> dict[str, int]:
        """The figures of the re-check."""
        found = {
            "recheck.named": self.named,
            "recheck.units": self.units,
            "recheck.settled": self.named - len(self.unsettled),
            "recheck.unsettled": len(self.unsettled),
            "recheck.returned": sum(one.returned for one in self.unsettled),
            "recheck.still_failing.websites": self.still_failing.get("website", 0),
            "recheck.still_failing.accounts": self.still_failing.get("account", 0),
        }
        if self.not_reported is not None:
            found["recheck.not_reported"] = len(self.not_reported)
        return found


def recheck_of(session: Session, notice_id: int | None, entries: Sequence[NoticeEntry]) -> Recheck | None:
    """Look at the notice `notice_id` again; `entries` are those of the notice being drafted."""
    notice = session.get(Notice, notice_id) if notice_id else None
    if notice is None:
        return None
    paper = session.execute(
        select(NoticePaper).where(col(NoticePaper.notice_id) == notice_id)
    ).scalar_one_or_none()
    issues = _issues(session, notice.id, paper)
    unsettled = tuple(
        Unsettled(
            issue.id,
            issue.number,
            title_of(issue.check, issue.title),
            unit,
            channel or "",
            issue.state,
            issue.times_returned > 0,
        )
        for issue, unit, channel in issues
        if issue.state not in SETTLED
    )
    return Recheck(
        notice.number,
        notice.title,
        len(issues),
        len({issue.unit_id for issue, _, _ in issues}),
        unsettled,
        _not_reported(session, notice.id),
        _still_failing(session, paper, entries),
    )


def _issues(
    session: Session, notice_id: int, paper: NoticePaper | None
) -> Sequence[tuple[Issue, str, str | None]]:
    mine = col(Issue.notice_id) == notice_id
    if paper is not None:
        named = select(col(NoticeIssue.issue_id)).where(col(NoticeIssue.paper_id) == paper.id)
        mine = or_(mine, col(Issue.id).in_(named))
    rows = session.execute(
        select(Issue, col(Unit.name), col(Channel.name))
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(mine)
        .order_by(col(Unit.id), col(Issue.id))
    ).all()
    return [(issue, unit, channel) for issue, unit, channel in rows]


def _not_reported(session: Session, notice_id: int) -> tuple[str, ...] | None:
    rows = session.execute(
        select(col(Unit.name), col(NoticeReceipt.replied_on))
        .join(Unit, col(Unit.id) == col(NoticeReceipt.unit_id))
        .where(col(NoticeReceipt.notice_id) == notice_id)
        .order_by(col(Unit.id))
    ).all()
    return tuple(name for name, replied in rows if replied is None) if rows else None


def _still_failing(
    session: Session, paper: NoticePaper | None, entries: Sequence[NoticeEntry]
) -> dict[str, int]:
    if paper is None:
        return {}
    failed = set(
        session.execute(
            select(col(NoticeEntry.channel_id)).where(
                col(NoticeEntry.paper_id) == paper.id, col(NoticeEntry.grade) == Grade.FAILED
            )
        ).scalars()
    )
    found: dict[str, int] = {}
    for entry in entries:
        if entry.grade == Grade.FAILED and entry.channel_id in failed:
            found[entry.medium] = found.get(entry.medium, 0) + 1
    return found
