"""Jobs as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Actor
from core.common import clock
from core.jobs import beside
from core.jobs.asking import UNFINISHED, asked_by
from core.jobs.kind import Sentence
from db.engine import reading
from db.models import Job, JobItem, JobState

SHOWN_FOR = timedelta(days=1)
MOST = 5
MOST_REFUSED = 500


@dataclass(frozen=True, slots=True)
class View:
    """A job on a page. `title`, `said` and `refused` are sentences in the reader's language; `values` are the
    plain values of `said`, such as the id of what was made. `done` of
    `total` items are through; `share`, 0 to 1, is how far it is. `items` are the names of what was done,
    `ending`: it was called off and comes to its end. `can_undo`: it can be taken back now."""

    id: int
    kind: str
    parameters: Mapping[str, Any]
    title: str
    state: JobState
    done: int
    total: int
    share: float
    items: tuple[str, ...]
    refused: tuple[str, ...]
    said: str
    values: Mapping[str, Any]
    ending: bool
    can_undo: bool
    undo_of: int | None

    @property
    def under_way(self) -> bool:
        return self.state in UNFINISHED


def views(area: str, *, actor: Actor) -> list[View]:
    """The actor's jobs whose kind is `area` or begins with `area.`: those under way, and those that ended
    within a day and were not put away; the newest first. What was taken back gives way to its undo."""
    since = clock.now() - SHOWN_FOR
    with reading() as session:
        rows = session.execute(
            select(Job)
            .where(
                *asked_by(actor),
                (col(Job.kind) == area) | col(Job.kind).startswith(f"{area}.", autoescape=True),
                col(Job.seen_at).is_(None),
                col(Job.state).in_(UNFINISHED) | (col(Job.finished_at) >= since),
            )
            .order_by(col(Job.id).desc())
            .limit(MOST)
        ).scalars()
        kept = list(rows)
        taken_back = {job.undo_of: job for job in kept if job.undo_of}
        return [_view(session, job) for job in kept if not _gives_way(taken_back.get(job.id))]


def view(job_id: int) -> View | None:
    """One job; None when there is none of this number."""
    with reading() as session:
        job = session.get(Job, job_id)
        return _view(session, job) if job else None


def _gives_way(back: Job | None) -> bool:
    """An undo that did not come about leaves the button of the first job standing."""
    return back is not None and back.state not in (JobState.FAILED, JobState.CANCELLED)


def _view(session: Session, job: Job) -> View:
    items = _items(session, job)
    refused = _refused(session, job)
    return View(
        id=job.id,
        kind=job.kind,
        parameters=job.parameters,
        title=str(Sentence.read(job.title) or ""),
        state=job.state,
        done=job.done,
        total=job.total,
        share=min(job.done / job.total if job.total else _share(job), 1.0),
        items=items,
        refused=refused,
        said=str(Sentence.read(job.said) or ""),
        values=job.said.get("values", {}),
        ending=bool(job.cancelled_by) and job.state in UNFINISHED,
        can_undo=job.state not in UNFINISHED and bool(job.undo) and (bool(items) or not job.undo["items"]),
        undo_of=job.undo_of,
    )


def _share(job: Job) -> float:
    """How far it is: what its process said last, in the row or beside it."""
    return max(job.share, beside.heard(job.id, job.attempt)) if job.state in UNFINISHED else job.share


def _items(session: Session, job: Job) -> tuple[str, ...]:
    """The names of what was done; while it is under way only counts are drawn."""
    if job.state in UNFINISHED:
        return ()
    rows = session.execute(
        select(col(JobItem.item))
        .where(col(JobItem.job_id) == job.id, ~col(JobItem.is_refused))
        .order_by(func.length(col(JobItem.item)), col(JobItem.item))
    )
    return tuple(rows.scalars())


def _refused(session: Session, job: Job) -> tuple[str, ...]:
    rows: Sequence[dict[str, object]] = (
        session.execute(
            select(col(JobItem.refused))
            .where(col(JobItem.job_id) == job.id, col(JobItem.is_refused))
            .order_by(func.length(col(JobItem.item)), col(JobItem.item))
            .limit(MOST_REFUSED)
        )
        .scalars()
        .all()
    )
    return tuple(str(Sentence.read(row)) for row in rows)
