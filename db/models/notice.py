"""The text of a notice from first draft to issue, what it speaks of, and what each unit answered."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from db.models.issue import NoticeKind, Severity
from db.types import Instant, Json, OrderedWord, word


class PaperState(OrderedWord):
    DRAFT = "draft"
    ISSUED = "issued"
    DISCARDED = "discarded"


class NoticePaper(SQLModel, table=True):
    """What a notice says. While a draft its figures are computed anew; issuing it makes the `Notice`, sets
    `notice_id` and freezes `figures` with everything else. `sections` are {key, heading, body} in order."""

    __tablename__ = "notice_paper"
    __table_args__ = (Index("ux_notice_paper_notice", "notice_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    kind: NoticeKind = Field(sa_type=word(NoticeKind))
    state: PaperState = Field(default=PaperState.DRAFT, index=True, sa_type=word(PaperState))
    title: str = Field(max_length=200)
    office: str = Field(default="", max_length=100, description="Issuing office: red head and signature")
    recipients: str = Field(default="", description="Whom it is addressed to (主送)")
    copies: str = Field(default="", description="Who gets a copy (抄送)")
    first: date
    last: date
    reply_by: date | None = None
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    previous_id: int | None = Field(default=None, foreign_key="notice.id")
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    language: str = Field(default="zh", max_length=8)
    sections: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    rule_version: str = ""
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    version: int = 1


class NoticeEntry(SQLModel, table=True):
    """One channel as a notice found it: a line of its annexes, and what its figures are counted from.

    The facts are copied, so that a later change of the registry does not change an issued notice. `grade`
    is passed, basic, failed, unjudged or unchecked; `vetoed` when a single indicator failed it.
    Where a person gave the score, `score_reason` says why, and `machine_score` what the checklist gave."""

    __tablename__ = "notice_entry"
    __table_args__ = (Index("ux_notice_entry", "paper_id", "channel_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="notice_paper.id")
    channel_id: int = Field(foreign_key="channel.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    medium: str = Field(max_length=16)
    kind: str = Field(max_length=32)
    category: str = Field(default="", max_length=32)
    level: str = Field(default="", max_length=16)
    name: str
    unit: str
    site_code: str = ""
    address: str = ""
    grade: str = Field(max_length=16)
    vetoed: bool = False
    score: float | None = None
    machine_score: float | None = None
    score_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    problem: str = ""
    last_post_on: date | None = None


class NoticeIssue(SQLModel, table=True):
    """One issue that a notice names. `problem` is its class: the name of a check, or a source."""

    __tablename__ = "notice_issue"

    paper_id: int = Field(foreign_key="notice_paper.id", primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", primary_key=True, index=True)
    unit_id: int = Field(foreign_key="unit.id")
    channel_id: int | None = Field(default=None, foreign_key="channel.id")
    problem: str = Field(max_length=48)
    severity: Severity = Field(sa_type=word(Severity))
    number: str
    title: str
    unit: str
    channel: str = ""
    due_on: date


class NoticeReceipt(SQLModel, table=True):
    """One unit's answer to an issued notice: seen, then reported back."""

    __tablename__ = "notice_receipt"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    issues: int = Field(default=0, description="Issues of this unit that the notice names")
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    received_by: str = ""
    replied_on: date | None = None
    replied_by: str = ""
    reply: str = ""
    digest: str = Field(default="", max_length=64, description="SHA-256 of the receipt's file, if one came")
    file_name: str = Field(default="", max_length=200)
    version: int = 1
