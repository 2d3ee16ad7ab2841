"""Files that stand in a channel's file: evidence of its cases, its rectified issues and its recorded exit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all
from sqlmodel import col

from db.engine import reading
from db.models import Case, CaseEvidence, CaseStep, ChannelExit, Issue, IssueEvidence


@dataclass(frozen=True, slots=True)
class Document:
    """`of`: number of the case, issue or paper it belongs to. `size` in bytes."""

    at: datetime
    name: str
    of: str
    media: str
    size: int
    actor: str


def documents(channel_id: int) -> tuple[Document, ...]:
    """Every file handed in about the channel, newest first."""
    of_cases = (
        select(*_fields(CaseEvidence, col(Case.number)))
        .join(CaseStep, col(CaseStep.id) == col(CaseEvidence.step_id))
        .join(Case, col(Case.id) == col(CaseStep.case_id))
        .where(col(Case.channel_id) == channel_id)
    )
    of_issues = (
        select(*_fields(IssueEvidence, col(Issue.number)))
        .join(Issue, col(Issue.id) == col(IssueEvidence.issue_id))
        .where(col(Issue.channel_id) == channel_id)
    )
    of_exits = select(*_fields(ChannelExit, col(ChannelExit.paper))).where(
        col(ChannelExit.channel_id) == channel_id, col(ChannelExit.digest) != ""
    )
    both = union_all(of_cases, of_issues, of_exits).subquery()
    with reading() as session:
        rows = session.execute(select(both).order_by(both.c.at.desc(), both.c.name)).all()
    return tuple(Document(*row) for row in rows)


def _fields(file: type[CaseEvidence] | type[IssueEvidence] | type[ChannelExit], of: Any) -> list[Any]:
    return [
        col(file.at).label("at"),
        col(file.name).label("name"),
        of.label("of"),
        col(file.media).label("media"),
        col(file.size).label("size"),
        col(file.actor).label("actor"),
    ]
