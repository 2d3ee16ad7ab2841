"""An inspector's word on the lines of a checklist; a failure becomes an issue, or joins the one there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.notes import note_of
from core.inspections.lines import indicators, rules_for, same_fault
from core.inspections.making import locked
from core.issues.entry import Entry, open_in
from core.issues.store import Moved, set_issue
from core.rules.indicator import Indicator
from core.rules.rectification import rectification_rules
from db.engine import writing
from db.models import (
    AuditEntry,
    Channel,
    InspectionChannel,
    InspectionMark,
    Issue,
    IssueSource,
    IssueState,
    JudgedAs,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as the inspector saw it: `version` is that of its mark, 0 for none."""

    indicator: str
    version: int = 0


def mark(
    row_id: int, lines: Sequence[Seen], judged_as: JudgedAs, *, note: str = "", faults: int = 1, actor: Actor
) -> Moved:
    """Judge lines of one channel's checklist. Inspectors and above. What was refused is keyed by the line's
    place in `lines`. Raises `DomainError` for a role that may not."""
    require(actor, Role.INSPECTOR)
    text, done = note_of(note), []
    refused: dict[int, str] = {}
    for place, seen in enumerate(lines):
        try:
            mark_one(row_id, seen, judged_as, note=text, faults=faults, actor=actor)
            done.append(place)
        except DomainError as why:
            refused[place] = str(why)
    return Moved(tuple(done), refused)


def mark_one(
    row_id: int, seen: Seen, judged_as: JudgedAs, *, note: str = "", faults: int = 1, actor: Actor
) -> None:
    """Judge one line of a channel's checklist in one transaction. Raises `DomainError` when it was changed
    since it was seen, or is none of this checklist's."""
    require(actor, Role.INSPECTOR)
    try:
        with writing() as session:
            _mark(session, row_id, seen, judged_as, note, max(faults, 1), actor)
    except IntegrityError:
        raise DomainError("number_taken") from None


def _mark(
    session: Session, row_id: int, seen: Seen, judged_as: JudgedAs, note: str, faults: int, actor: Actor
) -> None:
    row = session.get(InspectionChannel, row_id)
    if row is None:
        raise DomainError("inspection_unknown", number=row_id)
    inspection = locked(session, row.inspection_id)
    channel = session.get_one(Channel, row.channel_id)
    indicator = indicators(channel, rules_for(channel)).get(seen.indicator)
    if indicator is None:
        raise DomainError("inspection_line", indicator=seen.indicator)
    there = session.execute(
        select(InspectionMark).where(
            col(InspectionMark.inspection_channel_id) == row_id,
            col(InspectionMark.indicator) == seen.indicator,
        )
    ).scalar_one_or_none()
    if (there.version if there else 0) != seen.version:
        raise _changed(there)
    before = there.judged_as.value if there else None
    kept = there or InspectionMark(
        inspection_channel_id=row_id, indicator=seen.indicator, judged_as=judged_as,
        marked_by=actor.name, marked_at=clock.now(), version=_earlier(session, row_id),
    )  # fmt: skip
    issue_id = _issue(session, kept, channel, indicator, judged_as, note, inspection.id, actor)
    kept.judged_as, kept.note, kept.faults, kept.issue_id = judged_as, note, faults, issue_id
    kept.marked_by, kept.marked_at, kept.version = actor.name, clock.now(), kept.version + 1
    session.add(kept)
    session.flush()
    record(
        session, actor=actor, action="mark", noun="inspection_channel", noun_id=row_id,
        changes={seen.indicator: (before, judged_as.value)}, reason=note,
    )  # fmt: skip


def _earlier(session: Session, row_id: int) -> int:
    """How often this checklist was judged: a mark made again after it was removed has another version."""
    count: int = session.execute(
        select(func.count())
        .select_from(AuditEntry)
        .where(col(AuditEntry.noun) == "inspection_channel", col(AuditEntry.noun_id) == row_id)
    ).scalar_one()
    return count


def _changed(there: InspectionMark | None) -> DomainError:
    when = there.marked_at if there else "-"
    return DomainError("inspection_changed", who=there.marked_by if there else "-", when=when)


def _issue(
    session: Session,
    kept: InspectionMark,
    channel: Channel,
    indicator: Indicator,
    judged_as: JudgedAs,
    note: str,
    inspection_id: int,
    actor: Actor,
) -> int | None:
    """The issue of a failure; none, and the one opened before set aside, where it is a failure no more."""
    if judged_as is JudgedAs.FAILED:
        return kept.issue_id or _opened(session, kept, channel, indicator, note, inspection_id, actor)
    if kept.issue_id is not None:
        issue_taken_back(session, kept.issue_id, inspection_id, actor)
    return None


def _opened(
    session: Session,
    kept: InspectionMark,
    channel: Channel,
    indicator: Indicator,
    note: str,
    inspection_id: int,
    actor: Actor,
) -> int:
    entry = Entry(
        title=f"{indicator.name_zh}：{note}" if note else indicator.name_zh,
        severity=rectification_rules().inspection.severities[indicator.group.value],
        source=IssueSource.INSPECTION,
        channel_id=channel.id,
        inspection_id=inspection_id,
        checks=same_fault(kept.indicator),
    )
    return open_in(session, entry, actor).issue_id


def issue_taken_back(session: Session, issue_id: int, inspection_id: int, actor: Actor) -> None:
    """Set the issue aside that a mark opened, in the transaction under way; one that it only joined stays.
    Raises `DomainError` when somebody has begun with it."""
    issue = session.get(Issue, issue_id)
    if issue is None or issue.inspection_id != inspection_id or issue.finding_id:
        return
    if issue.state is not IssueState.OPEN:
        raise DomainError("inspection_issue_moved", number=issue.number)
    values = {"state": IssueState.DISMISSED}
    set_issue(session, issue, actor, "dismiss", (IssueState.OPEN,), values)
