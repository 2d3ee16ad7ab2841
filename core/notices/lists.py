"""Notices and drafts as lists show them, and the units' answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit
from db.engine import reading
from db.models import Inspection, Notice, NoticeKind, NoticePaper, NoticeReceipt, PaperState, Unit

Stage = Literal["", "draft", "issued"]
Answered = Literal["", "waiting", "overdue", "replied", "missing"]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice or draft. `units` were named, `received` acknowledged and `replied` reported back; those
    issued before replies were tracked have no units, and no paper when their text is not here."""

    paper_id: int | None
    notice_id: int | None
    kind: NoticeKind
    number: str
    title: str
    issued_on: date | None
    reply_by: date | None
    units: int
    received: int
    replied: int

    @property
    def is_draft(self) -> bool:
        return self.notice_id is None

    @property
    def late(self) -> bool:
        """Whether a reply is missing after its day."""
        return bool(self.reply_by and self.replied < self.units and self.reply_by < clock.today())


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What one unit did with one notice."""

    notice_id: int
    number: str
    title: str
    reply_by: date | None
    unit_id: int
    unit: str
    issues: int
    received_at: datetime | None
    received_by: str
    replied_on: date | None
    replied_by: str
    reply: str
    digest: str = ""
    file_name: str = ""

    @property
    def state(self) -> str:
        """replied, received, overdue or waiting: a key of the catalogue `notices.reply_state`."""
        if self.replied_on:
            return "replied"
        if self.reply_by and self.reply_by < clock.today():
            return "overdue"
        return "received" if self.received_at else "waiting"


@dataclass(frozen=True, slots=True)
class Counts:
    """`issued` this year; `waiting` units whose reply is not due yet, `overdue` whose is past."""

    drafts: int
    issued: int
    waiting: int
    overdue: int


def counts() -> Counts:
    """The figures above the list, as of today."""
    year = clock.today().replace(month=1, day=1)
    with reading() as session:
        drafts = session.execute(
            select(func.count()).select_from(NoticePaper).where(col(NoticePaper.state) == PaperState.DRAFT)
        ).scalar_one()
        issued = session.execute(
            select(func.count()).select_from(Notice).where(col(Notice.issued_on) >= year)
        ).scalar_one()
        waiting, overdue = session.execute(
            select(*(func.count().filter(and_(*_answered(which))) for which in ("waiting", "overdue")))
            .select_from(NoticeReceipt)
            .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        ).one()
    return Counts(drafts, issued, waiting, overdue)


def listed(
    *,
    kind: str = "",
    stage: Stage = "",
    words: str = "",
    since: date | None = None,
    limit: int = 25,
    offset: int = 0,
) -> Slice[NoticeRow]:
    """Drafts first, then the newest notices; `since` keeps those issued on that day or later."""
    every = union_all(_issued(), _drafts()).subquery()
    conditions: list[ColumnElement[bool]] = []
    if kind:
        conditions.append(every.c.kind == kind)
    if stage:
        conditions.append(every.c.notice_id.is_(None) if stage == "draft" else every.c.notice_id.is_not(None))
    if since:
        conditions.append(every.c.issued_on >= since)
    for word in words.split():
        conditions.append(
            or_(*(every.c[name].icontains(word, autoescape=True) for name in ("number", "title")))
        )
    with reading() as session:
        total = session.execute(select(func.count()).select_from(every).where(*conditions)).scalar_one()
        rows = session.execute(
            select(every)
            .where(*conditions)
            .order_by(
                every.c.notice_id.is_not(None), every.c.issued_on.desc(), every.c.notice_id.desc(),
                every.c.paper_id.desc(),
            )
            .limit(limit)
            .offset(offset)
        ).all()  # fmt: skip
    return Slice(tuple(NoticeRow(*row) for row in rows), total)


def replies(
    *,
    notice_id: int | None = None,
    unit_id: int | None = None,
    own_only: bool = False,
    which: Answered = "",
    limit: int = 25,
    offset: int = 0,
) -> Slice[ReplyRow]:
    """The units' answers, of a unit and those below it, or of all: the missing ones first."""
    conditions = _answered(which)
    if notice_id is not None:
        conditions.append(col(NoticeReceipt.notice_id) == notice_id)
    if unit_id is not None:
        conditions.append(of_unit(col(NoticeReceipt.unit_id), unit_id, own_only=own_only))
    query = _replies().where(*conditions)
    with reading() as session:
        total = session.execute(
            query.with_only_columns(func.count(), maintain_column_froms=True)
        ).scalar_one()
        order = (
            col(NoticeReceipt.replied_on).is_not(None), col(Notice.reply_by), col(NoticeReceipt.unit_id)
        )  # fmt: skip
        rows = session.execute(query.order_by(*order).limit(limit).offset(offset)).all()
    return Slice(tuple(ReplyRow(*row) for row in rows), total)


def inspections(limit: int = 20) -> dict[int, str]:
    """The newest inspections: id → name."""
    with reading() as session:
        rows = session.execute(
            select(col(Inspection.id), col(Inspection.name))
            .order_by(col(Inspection.started_on).desc(), col(Inspection.id).desc())
            .limit(limit)
        ).all()
    return {row[0]: row[1] for row in rows}


def last_paper() -> tuple[str, str, str]:
    """Office, recipients and copies of the newest paper, to begin the next one with."""
    with reading() as session:
        row = session.execute(
            select(col(NoticePaper.office), col(NoticePaper.recipients), col(NoticePaper.copies))
            .order_by(col(NoticePaper.id).desc())
            .limit(1)
        ).first()
    return (row[0], row[1], row[2]) if row else ("", "", "")


def paper_of(notice_id: int) -> int | None:
    """The paper of an issued notice, None when its text is not here."""
    with reading() as session:
        return session.execute(
            select(col(NoticePaper.id)).where(col(NoticePaper.notice_id) == notice_id)
        ).scalar_one_or_none()


def _issued() -> Select[*tuple[Any, ...]]:
    receipts = (
        select(
            col(NoticeReceipt.notice_id),
            func.count().label("units"),
            func.count(col(NoticeReceipt.received_at)).label("received"),
            func.count(col(NoticeReceipt.replied_on)).label("replied"),
        )
        .group_by(col(NoticeReceipt.notice_id))
        .subquery()
    )
    return (
        select(
            col(NoticePaper.id).label("paper_id"),
            col(Notice.id).label("notice_id"),
            col(Notice.kind).label("kind"),
            col(Notice.number).label("number"),
            col(Notice.title).label("title"),
            col(Notice.issued_on).label("issued_on"),
            col(Notice.reply_by).label("reply_by"),
            func.coalesce(receipts.c.units, 0).label("units"),
            func.coalesce(receipts.c.received, 0).label("received"),
            func.coalesce(receipts.c.replied, 0).label("replied"),
        )
        .select_from(Notice)
        .outerjoin(NoticePaper, col(NoticePaper.notice_id) == col(Notice.id))
        .outerjoin(receipts, receipts.c.notice_id == col(Notice.id))
    )


def _drafts() -> Select[*tuple[Any, ...]]:
    # A bare NULL has no type on PostgreSQL, which refuses it beside a date or a number.
    return select(
        col(NoticePaper.id),
        col(NoticePaper.notice_id),
        col(NoticePaper.kind),
        literal(""),
        col(NoticePaper.title),
        func.nullif(col(NoticePaper.first), col(NoticePaper.first)),
        func.nullif(col(NoticePaper.first), col(NoticePaper.first)),
        literal(0),
        literal(0),
        literal(0),
    ).where(col(NoticePaper.state) == PaperState.DRAFT)


def _replies() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Notice.id),
            col(Notice.number),
            col(Notice.title),
            col(Notice.reply_by),
            col(Unit.id),
            col(Unit.name),
            col(NoticeReceipt.issues),
            col(NoticeReceipt.received_at),
            col(NoticeReceipt.received_by),
            col(NoticeReceipt.replied_on),
            col(NoticeReceipt.replied_by),
            col(NoticeReceipt.reply),
            col(NoticeReceipt.digest),
            col(NoticeReceipt.file_name),
        )
        .select_from(NoticeReceipt)
        .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        .join(Unit, col(Unit.id) == col(NoticeReceipt.unit_id))
    )


def _answered(which: str) -> list[ColumnElement[bool]]:
    if not which:
        return []
    missing, past = col(NoticeReceipt.replied_on).is_(None), col(Notice.reply_by) < clock.today()
    if which == "replied":
        return [~missing]
    if which == "missing":
        return [missing]
    return [missing, past] if which == "overdue" else [missing, ~past]
