"""What findings rest on, what people said of them, and when the checker keeps quiet."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlmodel import Field, Index, SQLModel

from db.types import Instant, word


class Sighting(SQLModel, table=True):
    """A keyed problem that was seen and is not confirmed yet."""

    channel_id: int = Field(foreign_key="channel.id", primary_key=True)
    check: str = Field(primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=64)
    first_seen_at: datetime = Field(sa_type=Instant)
    times: int = 1


class EvidenceSnapshot(SQLModel, table=True):
    """The piece of a page that a finding rests on, compressed (zlib), as it was first seen in this form.

    `fingerprint` says when evidence is the same; `truncated`: the piece was cut at the size limit."""

    __tablename__ = "evidence_snapshot"
    __table_args__ = (Index("ux_evidence_snapshot", "finding_id", "fingerprint", unique=True),)

    id: int = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id")
    at: datetime = Field(sa_type=Instant)
    address: str = ""
    status: int | None = None
    fingerprint: str = Field(max_length=32)
    rule_version: str = ""
    confidence: float | None = None
    piece: bytes = Field(default=b"", sa_type=LargeBinary)
    truncated: bool = False


class Moment(StrEnum):
    """What a screenshot shows: a page as a browser read it, a fault, or the place after it was mended."""

    READING = "reading"
    FAULT = "fault"
    MENDED = "mended"


class Screenshot(SQLModel, table=True):
    """A page as a visitor saw it; its bytes (PNG) lie under `data_dir/evidence` by their digest.

    `marked`: the place of the fault is framed in it. `digest` is empty where none could be taken: it is tried
    again another day. `issue_id`: the issue whose fault it shows."""

    __tablename__ = "screenshot"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    moment: Moment = Field(sa_type=word(Moment))
    address: str = ""
    digest: str = Field(default="", max_length=64, index=True, description="SHA-256 of the bytes")
    marked: bool = False
    taken_at: datetime = Field(sa_type=Instant)


class ReviewVerdict(StrEnum):
    """What a person says of a finding. `WITHDRAWN` takes back what was said before."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not-applicable"
    WITHDRAWN = "withdrawn"


class FindingReview(SQLModel, table=True):
    """One person's word on one finding; the newest counts, none is altered.

    `fingerprint` is that of the evidence the person saw: a rejection holds for it alone, and until
    `until` when that is set. `issue_id`: the issue through which it was said, empty for a finding alone."""

    __tablename__ = "finding_review"

    id: int = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", index=True)
    check: str = Field(index=True, max_length=32)
    verdict: ReviewVerdict = Field(sa_type=word(ReviewVerdict))
    reason: str = ""
    until: date | None = None
    fingerprint: str = Field(default="", max_length=32)
    actor: str
    at: datetime = Field(sa_type=Instant)
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)


class Repeat(StrEnum):
    """How a maintenance window comes back."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Maintenance(SQLModel, table=True):
    """When a channel, or every channel when `channel_id` is empty, is not judged.

    `starts` is a time of day in Asia/Shanghai and the window lasts `minutes`, over midnight if need be.
    It begins on `first_day`, and comes back on `days` (ISO weekdays 1–7, or days of the month, separated
    by commas) until `last_day`. `ended_at` is set when a person calls it off."""

    __tablename__ = "maintenance"

    id: int = Field(default=None, primary_key=True)
    channel_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    repeats: Repeat = Field(default=Repeat.ONCE, sa_type=word(Repeat))
    first_day: date
    last_day: date | None = None
    days: str = Field(default="", max_length=100)
    starts: time
    minutes: int
    reason: str = ""
    created_by: str
    created_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class AccountProof(SQLModel, table=True):
    """What a person saw of an account that nobody can read from outside: the day of its last post, and
    the proof (a screenshot, say) when one was handed in; its bytes lie under `data_dir/evidence`."""

    __tablename__ = "account_proof"

    id: int = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    last_post_on: date
    note: str = ""
    digest: str = Field(default="", max_length=64, description="SHA-256 of the proof; empty without one")
    name: str = Field(default="", max_length=200)
    media: str = Field(default="", max_length=100, description="Media type, read from the bytes")
    size: int = 0
    actor: str
    at: datetime = Field(sa_type=Instant)
