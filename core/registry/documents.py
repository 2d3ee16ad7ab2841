"""Files that stand in a channel's file: evidence of the steps of its cases and of its rectified issues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all
from sqlmodel import col

from db.engine import reading
from db.models import Case, CaseEvidence, CaseStep, Issue, IssueEvidence


@dataclass(frozen=True, slots=True)
class Document:
    """`of`: number of the case or issue it belongs to. `size` in bytes."""

    at: datetime
    name: str
    of: str
    media: str
    size: int
    actor: str


def documents(channel_id: int) -> tuple[Document, ...]:
    """Every file handed in about the channel, newest first."""
    of_cases = (
        select(*_fields(CaseEvidence, Case))
        .join(CaseStep, col(CaseStep.id) == col(CaseEvidence.step_id))
        .join(Case, col(Case.id) == col(CaseStep.case_id))
        .where(col(Case.channel_id) == channel_id)
    )
    of_issues = (
        select(*_fields(IssueEvidence, Issue))
        .join(Issue, col(Issue.id) == col(IssueEvidence.issue_id))
        .where(col(Issue.channel_id) == channel_id)
    )
    both = union_all(of_cases, of_issues).subquery()
    with reading() as session:
        rows = session.execute(select(both).order_by(both.c.at.desc(), both.c.name)).all()
    return tuple(Document(*row) for row in rows)


def _fields(file: type[CaseEvidence] | type[IssueEvidence], owner: type[Case] | type[Issue]) -> list[Any]:
    return [
        col(file.at).label("at"),
        col(file.name).label("name"),
        col(owner.number).label("of"),
        col(file.media).label("media"),
        col(file.size).label("size"),
        col(file.actor).label("actor"),
    ]
