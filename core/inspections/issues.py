"""Which issues belong to an inspection: those it opened, and those of the checker that its marks joined."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col

from db.models import InspectionChannel, InspectionMark, Issue, JudgedAs


def belongs(inspection_id: int) -> ColumnElement[bool]:
    """The condition on `Issue`."""
    joined = (
        select(col(InspectionMark.issue_id))
        .join(InspectionChannel, col(InspectionChannel.id) == col(InspectionMark.inspection_channel_id))
        .where(col(InspectionChannel.inspection_id) == inspection_id, *_failed())
    )
    return or_(col(Issue.inspection_id) == inspection_id, col(Issue.id).in_(joined))


def pairs() -> Select[tuple[int | None, int | None]]:
    """Every (inspection, issue), each once."""
    opened = select(col(Issue.inspection_id), col(Issue.id)).where(col(Issue.inspection_id).is_not(None))
    joined = (
        select(col(InspectionChannel.inspection_id), col(InspectionMark.issue_id))
        .join(InspectionMark, col(InspectionMark.inspection_channel_id) == col(InspectionChannel.id))
        .where(*_failed())
    )
    every = opened.union(joined).subquery()
    return select(every.c[0], every.c[1])


def _failed() -> tuple[ColumnElement[bool], ...]:
    return col(InspectionMark.judged_as) == JudgedAs.FAILED, col(InspectionMark.issue_id).is_not(None)
