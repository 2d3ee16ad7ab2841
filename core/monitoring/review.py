"""What people say of findings: confirmed, a false alarm, not applicable. Rejected ones stay rejected until
the evidence changes or their day has come; how often a check was right is a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.sheet import Slice
from db.engine import changed, reading, writing
from db.models import (
    UNSETTLED,
    Channel,
    Finding,
    FindingReview,
    FindingState,
    Issue,
    IssueState,
    ReviewVerdict,
    Unit,
)
from db.ordering import in_order

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Precision:
    """How often people agreed with a check; `share` is None while nobody has judged."""

    check: str
    confirmed: int
    rejected: int
    open: int

    @property
    def share(self) -> float | None:
        """confirmed / (confirmed + rejected)."""
        judged = self.confirmed + self.rejected
        return self.confirmed / judged if judged else None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding that is not resolved, with the newest word on it (None when nobody has said any)."""

    id: int
    channel_id: int
    channel: str
    unit: str
    check: str
    key: str
    state: FindingState
    failure: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    evidence: dict[str, object]
    verdict: ReviewVerdict | None
    reason: str
    until: date | None

    @property
    def age_days(self) -> int:
        """Days since it was first seen."""
        return (clock.today() - clock.day_of(self.first_seen_at)).days


def judge(
    ids: Sequence[int],
    verdict: ReviewVerdict,
    *,
    actor: Actor,
    reason: str = "",
    until: date | None = None,
) -> int:
    """Say of unresolved findings what they are; returns how many. Supervisors only.

    A rejection needs a reason and holds for this evidence, and until `until` when that is given; "not
    applicable" needs a reason and holds whatever the evidence. Raises `DomainError`."""
    require(actor, Role.SUPERVISOR)
    why = reason.strip()[:LONGEST_REASON]
    if verdict is not ReviewVerdict.CONFIRMED and not why:
        raise DomainError("reason_missing")
    if until is not None and until <= clock.today():
        raise DomainError("until_past")
    with writing() as session:
        return sum(_judge_one(session, number, verdict, actor, why, until) for number in dict.fromkeys(ids))


def precision() -> tuple[Precision, ...]:
    """Every check that has findings or words on them, by name."""
    newest = select(func.max(FindingReview.id)).group_by(col(FindingReview.finding_id))
    with reading() as session:
        words = session.execute(
            select(col(FindingReview.check), col(FindingReview.verdict), func.count())
            .where(col(FindingReview.id).in_(newest))
            .group_by(col(FindingReview.check), col(FindingReview.verdict))
        ).all()
        open_ = dict(
            session.execute(
                select(col(Finding.check), func.count())
                .where(col(Finding.state) == FindingState.OPEN)
                .group_by(col(Finding.check))
            ).all()
        )
    counts = {(check, verdict): number for check, verdict, number in words}
    return tuple(
        Precision(
            check,
            counts.get((check, ReviewVerdict.CONFIRMED), 0),
            counts.get((check, ReviewVerdict.REJECTED), 0),
            open_.get(check, 0),
        )
        for check in sorted({check for check, _ in counts} | set(open_))
    )


def unresolved(
    *, check: str = "", unit_id: int | None = None, limit: int = 25, offset: int = 0
) -> Slice[FindingRow]:
    """Findings that are open or set aside, open ones first and among them the oldest first."""
    wanted: list[ColumnElement[bool]] = [
        # By their place, so that the index that gives the order ends where the resolved ones begin.
        in_order(Finding.state) < FindingState.RESOLVED.position
    ]
    if check:
        wanted.append(col(Finding.check) == check)
    if unit_id is not None:
        wanted.append(col(Channel.unit_id) == unit_id)
    newest = (
        select(col(FindingReview.finding_id), func.max(FindingReview.id).label("id"))
        .group_by(col(FindingReview.finding_id))
        .subquery()
    )
    base = select(Finding, Channel, Unit, FindingReview).select_from(Finding)
    joined = (
        base.join(Channel, col(Channel.id) == col(Finding.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .outerjoin(newest, newest.c.finding_id == col(Finding.id))
        .outerjoin(FindingReview, col(FindingReview.id) == newest.c.id)
        .where(*wanted)
    )
    with reading() as session:
        total = _total(session, wanted, of_unit=unit_id is not None)
        rows = session.execute(
            joined.order_by(in_order(Finding.state), col(Finding.first_seen_at), col(Finding.id))
            .limit(limit)
            .offset(offset)
        ).all()
        return Slice(rows=tuple(_row(*row) for row in rows), total=total)


def _total(session: Session, wanted: list[ColumnElement[bool]], *, of_unit: bool) -> int:
    query = select(func.count()).select_from(Finding)
    if of_unit:
        query = query.join(Channel, col(Channel.id) == col(Finding.channel_id))
    return int(session.execute(query.where(*wanted)).scalar_one())


def _row(finding: Finding, channel: Channel, unit: Unit, said: FindingReview | None) -> FindingRow:
    return FindingRow(
        id=finding.id,
        channel_id=finding.channel_id,
        channel=channel.name,
        unit=unit.name,
        check=finding.check,
        key=finding.key,
        state=finding.state,
        failure=finding.failure,
        first_seen_at=finding.first_seen_at,
        last_seen_at=finding.last_seen_at,
        evidence=dict(finding.evidence),
        verdict=said.verdict if said else None,
        reason=said.reason if said else "",
        until=said.until if said else None,
    )


def _judge_one(
    session: Session, number: int, verdict: ReviewVerdict, actor: Actor, reason: str, until: date | None
) -> bool:
    finding = session.get(Finding, number)
    if finding is None or finding.state is FindingState.RESOLVED:
        return False
    session.add(
        FindingReview(
            finding_id=number,
            check=finding.check,
            verdict=verdict,
            reason=reason,
            until=until,
            fingerprint=finding.fingerprint,
            actor=actor.name,
            at=clock.now(),
        )
    )
    before = finding.state
    if verdict is ReviewVerdict.CONFIRMED:
        finding.state, finding.dismissed_until, finding.dismissed_fingerprint = FindingState.OPEN, None, None
    else:
        finding.state, finding.dismissed_until = FindingState.DISMISSED, until
        rejected = verdict is ReviewVerdict.REJECTED
        finding.dismissed_fingerprint = finding.fingerprint if rejected else None
    session.flush()
    if finding.state is FindingState.DISMISSED:
        _settle_issue(session, finding, reason, until)
    changes = {"state": (before.value, finding.state.value), "verdict": (None, verdict.value)}
    record(
        session, actor=actor, action="review", noun="finding", noun_id=number, changes=changes, reason=reason
    )
    return True


def _settle_issue(session: Session, finding: Finding, reason: str, until: date | None) -> None:
    """Where no open finding of the check is left, its issue was a false alarm, too."""
    same = (col(Finding.channel_id) == finding.channel_id, col(Finding.check) == finding.check)
    left = select(col(Finding.id)).where(*same, col(Finding.state) == FindingState.OPEN)
    if session.execute(left).first():
        return
    changed(
        session,
        update(Issue)
        .where(
            col(Issue.channel_id) == finding.channel_id,
            col(Issue.check) == finding.check,
            col(Issue.finding_id).is_not(None),
            col(Issue.state).in_(UNSETTLED),
        )
        .values(
            state=IssueState.DISMISSED,
            reason=reason,
            dismissed_until=until,
            version=col(Issue.version) + 1,
        ),
    )
