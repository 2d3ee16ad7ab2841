"""Issuing a notice: its number, its day, and from then on nothing of it changes."""

import re
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import NoticeRefused
from core.notices.draft import Draft, drafted
from core.notices.drafting import audit, someone_first
from core.notices.obstacles import obstacles, of_form
from core.notices.rules import notice_rules
from db.engine import changed, reading, writing
from db.models import (
    Issue,
    Notice,
    NoticeKind,
    NoticePaper,
    NoticeReceipt,
    PaperState,
)


def next_number(kind: NoticeKind, year: int) -> str:
    """The number that follows the last one of this kind in `year`; the first of a year keeps the head of
    the newest number there is."""
    rules = notice_rules()
    with reading() as session:
        numbers = session.execute(
            select(col(Notice.number)).where(col(Notice.kind) == kind).order_by(col(Notice.id).desc())
        ).scalars()
        parts = [match for number in numbers if (match := re.match(rules.number.pattern, number))]
    head = parts[0]["head"] if parts else rules.sign[kind]
    counts = [int(part["count"]) for part in parts if int(part["year"]) == year and part["head"] == head]
    return rules.number.form.format(head=head, year=year, count=max(counts, default=0) + 1)


def issue(
    paper_id: int,
    version: int,
    *,
    number: str,
    issued_on: date | None,
    reply_by: date | None,
    actor: Actor,
    reason: str = "",
) -> int:
    """Issue a draft and return the notice's id. Typed figures that no record knows need a `reason`, which
    is kept in the audit trail. Supervisors only. Raises `NoticeRefused` naming every obstacle."""
    require(actor, Role.SUPERVISOR)
    if missing := of_form(number, issued_on, reply_by):
        raise NoticeRefused("obstacles", all="".join(map(str, missing)).strip())
    assert issued_on is not None
    assert reply_by is not None
    _refuse_days(issued_on, reply_by)
    try:
        with writing() as session:
            draft = _ready(session, paper_id, issued_on, reason)
            notice = Notice(
                kind=draft.paper.kind,
                number=number.strip()[:64],
                title=draft.paper.title,
                issued_on=issued_on,
                reply_by=reply_by,
            )
            session.add(notice)
            session.flush()
            _freeze(session, draft, version, notice.id, reply_by)
            _name_units(session, draft, notice.id)
            changes = {"state": (PaperState.DRAFT.value, PaperState.ISSUED.value), "number": (None, number)}
            audit(session, actor, "issue", paper_id, changes, reason.strip())
            return notice.id
    except IntegrityError as taken:
        raise NoticeRefused("number_taken", number=number.strip()) from taken


def _refuse_days(issued_on: date, reply_by: date) -> None:
    if issued_on > clock.today():
        raise NoticeRefused("issued_on")
    if reply_by <= issued_on:
        raise NoticeRefused("reply_by")


def _ready(session: Session, paper_id: int, issued_on: date, reason: str) -> Draft:
    paper = session.get(NoticePaper, paper_id)
    if paper is None or paper.state is PaperState.DISCARDED:
        raise NoticeRefused("no_paper")
    if paper.state is not PaperState.DRAFT:
        raise NoticeRefused("not_a_draft")
    if issued_on < paper.last:
        raise NoticeRefused("before_period", last=paper.last.isoformat())
    draft = drafted(session, paper)
    if found := obstacles(session, draft, reason=reason):
        raise NoticeRefused("obstacles", all="".join(map(str, found)).strip())
    return draft


def _freeze(session: Session, draft: Draft, version: int, notice_id: int, reply_by: date) -> None:
    paper_id = draft.paper.id
    session.expunge(draft.paper)
    same = update(NoticePaper).where(
        col(NoticePaper.id) == paper_id,
        col(NoticePaper.version) == version,
        col(NoticePaper.state) == PaperState.DRAFT,
    )
    frozen = {
        "state": PaperState.ISSUED,
        "notice_id": notice_id,
        "figures": draft.frozen(),
        "reply_by": reply_by,
        "version": version + 1,
    }
    if not changed(session, same.values(**frozen)):
        raise someone_first(session, paper_id)


def _name_units(session: Session, draft: Draft, notice_id: int) -> None:
    """A receipt for every unit that the notice names; issues not yet of a notice become this one's."""
    named: dict[int, int] = {}
    for one in draft.issues:
        named[one.unit_id] = named.get(one.unit_id, 0) + 1
    for entry in draft.entries:
        if entry.grade == "failed":
            named.setdefault(entry.unit_id, 0)
    for unit_id, count in sorted(named.items()):
        session.add(NoticeReceipt(notice_id=notice_id, unit_id=unit_id, issues=count))
    ids = [one.issue_id for one in draft.issues]
    session.execute(
        update(Issue)
        .where(col(Issue.id).in_(ids), col(Issue.notice_id).is_(None))
        .values(notice_id=notice_id)
    )
