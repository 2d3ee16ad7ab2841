"""What people do with jobs: start one, call it off, take it back, put its result away."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.access import Actor, Role, record
from core.common import clock
from core.common.errors import DomainError
from core.common.text import language
from core.jobs.kind import Sentence, Undo
from db.engine import changed, reading, writing
from db.models import Job, JobState

UNFINISHED = (JobState.WAITING, JobState.RUNNING)


def start(
    kind: str,
    parameters: Mapping[str, Any],
    *,
    actor: Actor,
    title: Sentence,
    once: str = "",
    undo_of: int | None = None,
) -> int:
    """Ask for work of `kind` on behalf of `actor`, in the language in use; returns the job's id.

    `once` names this one request, such as a token of the dialog it was made in: asked a second time, also
    at the same moment, the first job's id is returned. `parameters` are plain data."""
    once = once or uuid4().hex
    values = {
        "kind": kind, "parameters": dict(parameters), "title": title.kept(), "once": once,
        "actor": actor.name, "role": actor.role.value, "unit_id": actor.unit_id, "language": language(),
        "state": JobState.WAITING, "asked_at": clock.now(), "attempt": 0, "done": 0, "total": 0,
        "share": 0, "lost": 0, "cancelled_by": "", "said": {}, "undo": {}, "undo_of": undo_of,
    }  # fmt: skip
    try:
        with writing() as session:
            made: int = session.execute(insert(Job).values(values).returning(col(Job.id))).scalar_one()
            record(
                session, actor=actor, action="start", noun="job", noun_id=made, changes={"kind": (None, kind)}
            )
            return made
    except IntegrityError:
        with reading() as session:
            first: int = session.execute(select(col(Job.id)).where(col(Job.once) == once)).scalar_one()
            return first


def cancel(job_id: int, *, actor: Actor) -> None:
    """Call a job off: one that waits ends at once, one under way after the step it is at. What it did until
    then stays done and can be taken back. Raises `DomainError` when it is over, or another person's."""
    job = _own(job_id, actor)
    with writing() as session:
        this = col(Job.id) == job_id
        waiting = update(Job).where(this, col(Job.state) == JobState.WAITING, col(Job.attempt) == 0)
        ended = changed(
            session,
            waiting.values(
                state=JobState.CANCELLED, cancelled_by=actor.name, finished_at=clock.now(), once=None
            ),
        )
        asked = update(Job).where(this, col(Job.state).in_(UNFINISHED), col(Job.cancelled_by) == "")
        if not ended and not changed(session, asked.values(cancelled_by=actor.name)):
            raise DomainError("job_over", title=str(Sentence.read(job.title)))
        record(session, actor=actor, action="cancel", noun="job", noun_id=job_id, changes={})


def undo(job_id: int, *, actor: Actor) -> int:
    """Ask for the work that takes a job back, once; returns that job's id. Raises `DomainError` when there is
    nothing to take back, it is not over yet, or it is another person's."""
    job = _own(job_id, actor)
    title = Sentence.read(job.title) or Sentence(f"jobs.kind.{job.kind}")
    if job.state in UNFINISHED or not job.undo:
        raise DomainError("job_no_undo", title=str(title))
    back = Undo(job.undo["kind"], job.undo["parameters"])
    return start(
        back.kind, back.parameters, actor=actor, title=Sentence("jobs.undo_of", {"title": title}),
        once=f"undo:{job_id}", undo_of=job_id,
    )  # fmt: skip


def put_away(job_id: int, *, actor: Actor) -> None:
    """Do not show the result of a finished job any more."""
    with writing() as session:
        session.execute(
            update(Job)
            .where(
                or_(col(Job.id) == job_id, col(Job.undo_of) == job_id),
                *asked_by(actor),
                col(Job.state).not_in(UNFINISHED),
            )
            .values(seen_at=clock.now())
        )


def asked_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What makes a job this person's: people of two units may have the same name."""
    return col(Job.actor) == actor.name, col(Job.unit_id).is_not_distinct_from(actor.unit_id)


def _own(job_id: int, actor: Actor) -> Job:
    """The job, when it is the actor's own or the actor supervises."""
    with reading() as session:
        job = session.get(Job, job_id)
    if job is None:
        raise DomainError("job_unknown", number=job_id)
    own = (job.actor, job.unit_id) == (actor.name, actor.unit_id)
    if not own and not actor.role.allows(Role.SUPERVISOR):
        raise DomainError("job_of_another", who=job.actor)
    return job
