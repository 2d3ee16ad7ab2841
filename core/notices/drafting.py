"""Writing a notice: begin, edit, draft anew, discard. Each write is compare-and-set on the version."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import NoticeRefused
from core.common.text import language, printable
from core.notices import wording
from core.notices.draft import drafted
from core.notices.language import speaking
from core.notices.rules import notice_rules
from core.notices.scope import Examined, examined_now, write_entries, write_issues
from core.rules import rule_set
from db.engine import changed, reading, writing
from db.models import (
    AuditEntry,
    Notice,
    NoticeEntry,
    NoticeIssue,
    NoticeKind,
    NoticePaper,
    PaperState,
)

TEXT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new notice is about. `examined` None: all running channels by what is known of them now;
    empty: none, only issues. `previous_id` None: the last notice of the same kind."""

    kind: NoticeKind
    title: str
    first: date
    last: date
    office: str = ""
    recipients: str = ""
    issue_ids: Sequence[int] = ()
    examined: Sequence[Examined] | None = ()
    inspection_id: int | None = None
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person changed on the page; `bodies` maps the key of a section to its text."""

    title: str
    office: str
    recipients: str
    copies: str
    reply_by: date | None
    bodies: dict[str, str]


def asked(wanted: Wanted, *, actor: Actor) -> None:
    """Refuse what is refused before anything is examined: `NoticeRefused`. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    if wanted.first > wanted.last:
        raise NoticeRefused("period")
    if not wanted.title.strip():
        raise NoticeRefused("title")
    _short(wanted.title, 200)
    _short(wanted.office, 100)
    _text(wanted.recipients)


def begin(
    wanted: Wanted, *, actor: Actor, done: Callable[[Session, int], None] = lambda _session, _id: None
) -> int:
    """Draft a notice from records and return the id of its paper. Supervisors only. `done` is given the id at
    the end of the transaction."""
    asked(wanted, actor=actor)
    examined = examined_now() if wanted.examined is None else wanted.examined
    if not examined and not wanted.issue_ids:
        raise NoticeRefused("nothing")
    with writing() as session:
        paper = NoticePaper(
            kind=wanted.kind,
            title=_short(wanted.title, 200),
            office=_short(wanted.office, 100),
            recipients=_text(wanted.recipients),
            first=wanted.first,
            last=wanted.last,
            reply_by=clock.today() + timedelta(days=notice_rules().reply_days),
            inspection_id=wanted.inspection_id,
            previous_id=wanted.previous_id or _previous(session, wanted.kind),
            language=language(),
            rule_version=rule_set().version,
            made_by=actor.name,
            made_at=clock.now(),
        )
        session.add(paper)
        session.flush()
        write_entries(session, paper.id, examined)
        write_issues(session, paper.id, wanted.issue_ids)
        session.flush()
        paper.sections = _worded(session, paper)
        audit(session, actor, "begin", paper.id, {"title": (None, paper.title)})
        session.flush()
        done(session, paper.id)
        return paper.id


def edit(paper_id: int, version: int, given: Edit, *, actor: Actor) -> int:
    """Save what a person changed in a draft; returns the new version."""
    require(actor, Role.SUPERVISOR)
    if not given.title.strip():
        raise NoticeRefused("title")
    with writing() as session:
        paper = _draft(session, paper_id)
        sections = [
            {**section, "body": _text(given.bodies.get(section["key"], section["body"]))}
            for section in paper.sections
        ]
        values = {
            "title": _short(given.title, 200),
            "office": _short(given.office, 100),
            "recipients": _text(given.recipients),
            "copies": _text(given.copies),
            "reply_by": given.reply_by,
            "sections": sections,
        }
        if paper.version == version and all(getattr(paper, name) == new for name, new in values.items()):
            # Saved as it stood: nothing for the trail.
            return version
        return _save(session, paper, version, values, actor, "edit")


def check_version(paper_id: int, version: int, *, actor: Actor) -> str:
    """The title of a draft that still is as it was at `version`. Raises `NoticeRefused`. Supervisors only."""
    require(actor, Role.SUPERVISOR)
    with reading() as session:
        paper = _draft(session, paper_id)
        if paper.version != version:
            raise someone_first(session, paper_id)
        return paper.title


def draft_anew(
    paper_id: int,
    version: int,
    *,
    actor: Actor,
    only: Iterable[str] | None = None,
    done: Callable[[Session], None] = lambda _session: None,
) -> int:
    """Word the sections anew (or those of `only`) from the records of now; what was typed there is lost.
    `done` is called at the end of the transaction."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        paper = _draft(session, paper_id)
        fresh = {section["key"]: section for section in _worded(session, paper, only)}
        sections = [fresh.get(section["key"], section) for section in paper.sections]
        saved = _save(session, paper, version, {"sections": sections}, actor, "draft-anew")
        done(session)
        return saved


def examine_anew(
    paper_id: int,
    version: int,
    examined: Sequence[Examined] | None,
    *,
    actor: Actor,
    done: Callable[[Session], None] = lambda _session: None,
) -> int:
    """Take the verdicts of now (or `examined`) for the channels of a draft, without touching its words.
    `done` is called at the end of the transaction."""
    require(actor, Role.SUPERVISOR)
    if examined is None:
        examined = examined_now(_there(paper_id))
    with writing() as session:
        paper = _draft(session, paper_id)
        named = session.execute(
            select(col(NoticeIssue.issue_id)).where(col(NoticeIssue.paper_id) == paper_id)
        ).scalars()
        ids = list(named)
        for table in (NoticeEntry, NoticeIssue):
            session.execute(delete(table).where(col(table.paper_id) == paper_id))
        write_entries(session, paper_id, examined)
        write_issues(session, paper_id, ids)
        saved = _save(session, paper, version, {"rule_version": rule_set().version}, actor, "examine")
        done(session)
        return saved


def discard(paper_id: int, version: int, *, actor: Actor) -> None:
    """Put a draft away for good."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        paper = _draft(session, paper_id)
        _save(session, paper, version, {"state": PaperState.DISCARDED}, actor, "discard")


def audit(
    session: Session, actor: Actor, action: str, paper_id: int, changes: dict[str, Any], reason: str = ""
) -> None:
    """One audit row of a paper."""
    record(
        session, actor=actor, action=action, noun="notice", noun_id=paper_id, changes=changes, reason=reason
    )


def someone_first(session: Session, paper_id: int) -> NoticeRefused:
    """Somebody changed the paper: say who and when."""
    last = session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.noun) == "notice", col(AuditEntry.noun_id) == paper_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    when = last.at if last else "-"
    return NoticeRefused("someone_first", who=last.actor if last else "-", when=when)


def _there(paper_id: int) -> list[int]:
    with reading() as session:
        _draft(session, paper_id)
        mine = col(NoticeEntry.paper_id) == paper_id
        return list(session.execute(select(col(NoticeEntry.channel_id)).where(mine)).scalars())


def _draft(session: Session, paper_id: int) -> NoticePaper:
    paper = session.get(NoticePaper, paper_id)
    if paper is None or paper.state is PaperState.DISCARDED:
        raise NoticeRefused("no_paper")
    if paper.state is not PaperState.DRAFT:
        raise NoticeRefused("not_a_draft")
    return paper


def _worded(session: Session, paper: NoticePaper, only: Iterable[str] | None = None) -> list[dict[str, str]]:
    with speaking(paper.language):
        return wording.sections(drafted(session, paper).material, only)


def _save(
    session: Session, paper: NoticePaper, version: int, values: dict[str, Any], actor: Actor, action: str
) -> int:
    old = {name: getattr(paper, name) for name in values}
    paper_id = paper.id
    session.expunge(paper)
    same = update(NoticePaper).where(
        col(NoticePaper.id) == paper_id,
        col(NoticePaper.version) == version,
        col(NoticePaper.state) == PaperState.DRAFT,
    )
    if not changed(session, same.values(version=version + 1, **values)):
        raise someone_first(session, paper_id)
    audit(session, actor, action, paper_id, _differences(old, values))
    return version + 1


def _differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Changed fields; of the sections each changed one by its key."""
    changes = {name: (old[name], value) for name, value in new.items() if old[name] != value}
    before, after = changes.pop("sections", (None, None))
    if after is not None:
        were = {section["key"]: section["body"] for section in before}
        changes |= {
            section["key"]: (were.get(section["key"], ""), section["body"])
            for section in after
            if were.get(section["key"]) != section["body"]
        }
    return changes


def _previous(session: Session, kind: NoticeKind) -> int | None:
    return session.execute(
        select(col(Notice.id))
        .where(col(Notice.kind) == kind, col(Notice.issued_on) <= clock.today())
        .order_by(col(Notice.issued_on).desc(), col(Notice.id).desc())
        .limit(1)
    ).scalar_one_or_none()


def _short(text: str, limit: int) -> str:
    plain = printable(text).strip()
    if len(plain) > limit:
        raise NoticeRefused("too_long", limit=limit)
    return plain


def _text(text: str) -> str:
    return _short(text, TEXT_LIMIT)
