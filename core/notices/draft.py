"""A paper with everything that belongs to it: what it speaks of, its figures, its words, its faults."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.errors import NoticeRefused
from core.notices import wording
from core.notices.check import Disagreement, disagreements
from core.notices.comparison import Earlier, earlier
from core.notices.figure import Figure, Figures
from core.notices.figures import as_data, computed
from core.notices.language import speaking
from core.notices.praise import Objections, objections
from core.notices.recheck import Unsettled, recheck_of
from core.notices.records import Records, records_of
from db.engine import reading
from db.models import Inspection, Notice, NoticeEntry, NoticeIssue, NoticePaper, PaperState


@dataclass(frozen=True, slots=True)
class Draft:
    """One paper, read at one moment. `number` and `issued_on` are empty until it is issued; what speaks
    `against` praising a unit is asked of drafts only."""

    paper: NoticePaper
    inspection: str
    number: str
    issued_on: date | None
    entries: tuple[NoticeEntry, ...]
    issues: tuple[NoticeIssue, ...]
    records: Records
    figures: Figures
    against: Objections
    compared: tuple[Earlier, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.paper.state is PaperState.DRAFT

    @property
    def silent(self) -> tuple[str, ...]:
        """The units that did not report back on the notice before; of an issued one as they were then."""
        if not self.is_draft:
            return tuple(self.paper.figures.get("silent", ()))
        return (self.records.last.not_reported or ()) if self.records.last else ()

    @property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """What the notice before named and is not rectified; of an issued one as it was then."""
        if not self.is_draft:
            return tuple(map(Unsettled.of_data, self.paper.figures.get("unsettled", ())))
        return self.records.last.unsettled if self.records.last else ()

    def frozen(self) -> dict[str, Any]:
        """What an issued paper keeps of its figures."""
        unsettled = [one.as_data() for one in self.unsettled]
        return {"counted": as_data(self.figures), "silent": list(self.silent), "unsettled": unsettled}

    @property
    def material(self) -> wording.Material:
        """What its words are made of."""
        return wording.Material(
            self.paper, self.inspection, self.entries, self.issues, self.records.last, self.figures,
            self.against, self.compared, self.records.regions,
        )  # fmt: skip


def read_draft(paper_id: int) -> Draft:
    """The paper with its rows. Raises `NoticeRefused` when there is none."""
    with reading() as session:
        paper = session.get(NoticePaper, paper_id)
        if paper is None or paper.state is PaperState.DISCARDED:
            raise NoticeRefused("no_paper")
        draft = drafted(session, paper)
        session.expunge_all()
        return draft


def drafted(session: Session, paper: NoticePaper) -> Draft:
    """`paper` with its rows. The figures of a draft are computed from them; an issued one keeps its own."""
    entries = (
        session.execute(
            select(NoticeEntry).where(col(NoticeEntry.paper_id) == paper.id).order_by(col(NoticeEntry.id))
        )
        .scalars()
        .all()
    )
    issues = (
        session.execute(
            select(NoticeIssue)
            .where(col(NoticeIssue.paper_id) == paper.id)
            .order_by(col(NoticeIssue.issue_id))
        )
        .scalars()
        .all()
    )
    inspection = session.get(Inspection, paper.inspection_id) if paper.inspection_id else None
    notice = session.get(Notice, paper.notice_id) if paper.notice_id else None
    with speaking(paper.language):
        records = records_of(
            session, paper.first, paper.last, recheck_of(session, paper.previous_id, entries)
        )
        compared = earlier(session, paper)
        figures = _kept(paper) or computed(entries, issues, records, compared)
    return Draft(
        paper,
        inspection.name if inspection else "",
        notice.number if notice else "",
        notice.issued_on if notice else None,
        tuple(entries),
        tuple(issues),
        records,
        figures,
        objections(session, paper, entries, issues) if paper.state is PaperState.DRAFT else {},
        compared,
    )


def faults(draft: Draft, sections: Sequence[dict[str, str]] | None = None) -> tuple[Disagreement, ...]:
    """The typed figures of the paper, or of `sections`, that the records do not bear out."""
    typed = draft.paper.sections if sections is None else sections
    with speaking(draft.paper.language):
        drafted = [one["body"] for one in wording.sections(draft.material)]
        return disagreements(typed, draft.figures, names=known_names(draft), drafted=drafted)


def known_names(draft: Draft) -> frozenset[str]:
    """Names of channels, units, issues and papers, inside which numbers and words say nothing themselves."""
    names = {name for entry in draft.entries for name in (entry.name, entry.unit)}
    names |= {name for issue in draft.issues for name in (issue.title, issue.unit, issue.channel)}
    last = draft.records.last
    if last is not None:
        names |= {last.number, last.title, *(last.not_reported or ())}
        names |= {name for one in last.unsettled for name in (one.channel, one.unit, one.title)}
    names |= {one.source for one in draft.compared}
    names |= {one.name for one in draft.records.regions.values()}
    return frozenset(name for name in names | {draft.inspection} if name)


def _kept(paper: NoticePaper) -> Figures:
    """The frozen figures of an issued paper. Their phrases are not needed any more."""
    return {key: Figure.of_data(key, one) for key, one in paper.figures.get("counted", {}).items()}
