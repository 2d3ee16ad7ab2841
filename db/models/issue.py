"""Issues: work items for people, and the inspections and notices they come from."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, Json, OrderedWord, word


class IssueState(OrderedWord):
    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPORTED = "reported"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    DISMISSED = "dismissed"
    WAIVED = "waived"


UNSETTLED = (
    IssueState.OPEN,
    IssueState.ACCEPTED,
    IssueState.RETURNED,
    IssueState.REPORTED,
    IssueState.VERIFYING,
)

# As the indexes of unsettled issues say it.
IS_UNSETTLED = f"state IN ({', '.join(repr(state.value) for state in UNSETTLED)})"


class IssueSource(StrEnum):
    FINDING = "finding"
    INSPECTION = "inspection"
    CONTENT = "content"
    VULNERABILITY = "vulnerability"
    MLPS = "mlps"
    NOTICE = "notice"
    ERROR_REPORT = "error-report"
    MESSAGE = "message"
    ALERT = "alert"
    PERSON = "person"


class Severity(OrderedWord):
    """`VETO` fails a channel by itself (单项否决)."""

    VETO = "veto"
    SERIOUS = "serious"
    GENERAL = "general"


class Issue(SQLModel, table=True):
    """Automatic issues carry `finding_id`, one unsettled at most per finding; their title is made from
    `check` in the reader's language, others carry the words a person wrote. `category`: what the office's own
    list calls such a problem, under which notices name it; empty where it does not say."""

    __table_args__ = (
        Index("ix_issue_state_due", "state", "due_on"),
        Index(
            "ix_issue_opened_on",
            *("opened_on", "unit_id", "source", "state", "due_on", "times_returned", "verified_on"),
        ),
        Index("ix_issue_verified_on", "verified_on", "state"),
        Index("ix_issue_source", "source", "verified_on"),
        Index("ix_issue_channel", "channel_id", "check", "opened_on", "verified_on"),
        Index(
            "ix_issue_inspection",
            "inspection_id",
            sqlite_where=text("inspection_id IS NOT NULL"),
            postgresql_where=text("inspection_id IS NOT NULL"),
        ),
        Index("ix_issue_waiting", "unit_id", "state", "due_on"),
        # Each holds all that the signs of a rectification in name only ask of it.
        Index("ix_issue_returned", "times_returned", "verified_on", "state"),
        Index("ix_issue_check", "check", "verified_on", "state", "finding_id", "channel_id"),
        Index(
            "ix_issue_again_on",
            "again_on",
            "again_at",
            "again_outcome",
            sqlite_where=text("again_on IS NOT NULL"),
            postgresql_where=text("again_on IS NOT NULL"),
        ),
        Index(
            "ux_issue_unsettled_finding",
            "finding_id",
            unique=True,
            sqlite_where=text(f"finding_id IS NOT NULL AND {IS_UNSETTLED}"),
            postgresql_where=text(f"finding_id IS NOT NULL AND {IS_UNSETTLED}"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=32)
    channel_id: int | None = Field(default=None, foreign_key="channel.id")
    unit_id: int = Field(foreign_key="unit.id")
    source: IssueSource = Field(sa_type=word(IssueSource))
    severity: Severity = Field(sa_type=word(Severity))
    title: str = ""
    category: str = Field(default="", max_length=48, sa_column_kwargs={"server_default": ""})
    check: str | None = Field(default=None, max_length=32)
    finding_id: int | None = Field(default=None, foreign_key="finding.id", index=True)
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    state: IssueState = Field(default=IssueState.OPEN, sa_type=word(IssueState))
    opened_on: date
    first_due_on: date
    due_on: date
    reported_at: datetime | None = Field(default=None, sa_type=Instant)
    reported_by: str = ""
    report_note: str = ""
    verified_on: date | None = None
    times_returned: int = 0
    dismissed_until: date | None = None
    reason: str = ""
    rule_version: str = ""
    again_on: date | None = Field(default=None, description="When to look once more")
    again_at: datetime | None = Field(default=None, sa_type=Instant)
    again_outcome: str = Field(default="", max_length=16)
    version: int = 1


class Inspection(SQLModel, table=True):
    """A quarterly self-inspection or spot check (季度自查, 抽查). Nothing of it changes after `ended_on`.

    `scope` says how its channels were chosen: kinds, levels, share, and the seed of the draw. Those
    recorded on paper have no scope and no channels of their own."""

    id: int = Field(default=None, primary_key=True)
    name: str
    started_on: date
    ended_on: date | None = None
    scope: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    rule_version: str = Field(default="", max_length=64)
    made_by: str = ""
    closed_by: str = ""
    version: int = 1


class NoticeKind(StrEnum):
    SUPERVISION = "supervision"
    ASSESSMENT = "assessment"
    ALERT = "alert"


class Notice(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    kind: NoticeKind = Field(index=True, sa_type=word(NoticeKind))
    number: str = Field(unique=True, max_length=64)
    title: str
    issued_on: date = Field(index=True)
    reply_by: date | None = None
