"""A job while it is done: its steps, its progress, its end. Every write of it passes the fence, so that a
process that was given up on writes nothing more."""

from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from threading import Event
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.jobs import beside
from core.jobs.kind import Cancelled, Outcome, Sentence, Undo
from db.engine import changed, engines, on_its_own, reading, with_each_transaction, writing
from db.models import Job, JobItem, JobState
from db.trouble import DatabaseTrouble, kind_of

T = TypeVar("T", bound=Hashable)
TELL_EVERY_S = 0.3
GIVE_WAY_S = 0.25

_current: ContextVar["Work | None"] = ContextVar("current_work", default=None)


class Lost(Exception):
    """Another process took the job up, or a person ended it: this one has nothing more to say."""


class Work:
    """The job under way in this process; `stopping` is set when the process has to end."""

    def __init__(self, job: Job, stopping: Event) -> None:
        self.id = job.id
        self.parameters: dict[str, Any] = dict(job.parameters)
        self.actor = Actor(job.actor, Role(job.role), job.unit_id)
        self.undo_of = job.undo_of
        self.attempt = job.attempt
        self._stopping = stopping
        self.finished = False
        self._said_at = 0.0

    @property
    def stopping(self) -> bool:
        """Whether the process has to end, rather than the job."""
        return self._stopping.is_set()

    def can_be_undone(self, undo: Undo) -> None:
        """Say at the beginning what takes the items back that will be done, be it all of them or only those
        before a cancellation or a crash."""
        with on_its_own(), writing() as session:
            same = update(Job).where(*self._mine())
            session.execute(same.values(undo={**_plain(undo), "items": True}))

    def check(self) -> None:
        """Go on, or raise `Cancelled` when somebody called the job off or the process has to end."""
        with reading() as session:
            by = session.execute(select(col(Job.cancelled_by)).where(*self._mine())).scalar_one_or_none()
        if by is None:
            raise Lost
        if by or self.stopping:
            raise Cancelled

    def progress(self, share: float) -> None:
        """Say how far the work is, 0 to 1. May be called very often, also inside a write transaction: on
        SQLite that shuts out the row until its end, and a file beside the database says it."""
        if monotonic() < self._said_at + TELL_EVERY_S:
            return
        self._said_at = monotonic()
        self.check()
        beside.say(self.id, self.attempt, min(share, 1.0))
        self._set(share=min(share, 1.0))

    def beat(self) -> None:
        """Say that the process is alive."""
        self._set()

    def each(
        self,
        items: Sequence[T],
        step: Callable[[T], object],
        kept: Callable[[Session, T], dict[str, Any]] = lambda _session, _item: {},
    ) -> tuple[tuple[T, ...], dict[T, DomainError]]:
        """Do `step` for every item, each in its own transaction, in which is noted that it was done: an item
        is done once, however often the job is taken up again. Returns what was done, and what was refused
        and why. `kept` says what taking the item back needs; it is asked at the end of the transaction."""
        wanted = list(dict.fromkeys(items))
        there = self._there()
        self._set(total=len({*map(str, wanted), *there}), done=len(there))
        done = [item for item in wanted if there.get(str(item)) is False]
        refused: dict[T, DomainError] = {}
        for item in wanted:
            if str(item) in there:
                continue
            self.check()
            began = monotonic()
            try:
                with with_each_transaction(self._noting(item, kept)):
                    step(item)
                done.append(item)
            except DomainError as why:
                refused[item] = why
                self._refuse(item, why)
            _give_way(monotonic() - began)
        return tuple(done), refused

    def finish(self, session: Session, outcome: Outcome) -> None:
        """End the job as done in the transaction of its only write. Raises `Lost` when it is not ours."""
        self._end(session, JobState.DONE, outcome)
        self.finished = True

    def end(self, state: JobState, outcome: Outcome) -> None:
        """End the job in a transaction of its own, unless `finish` did."""
        if not self.finished:
            with on_its_own(), writing() as session:
                self._end(session, state, outcome)

    def give_back(self) -> None:
        """Let the next process take the job up: this one has to end."""
        with on_its_own(), writing() as session:
            session.execute(
                update(Job).where(*self._mine()).values(state=JobState.WAITING, heartbeat_at=None)
            )

    def _end(self, session: Session, state: JobState, outcome: Outcome) -> None:
        values: dict[str, Any] = {"state": state, "finished_at": clock.now()}
        if outcome.said:
            values["said"] = outcome.said.kept()
        if outcome.undo:
            values["undo"] = {**_plain(outcome.undo), "items": False}
        if state is not JobState.DONE:
            values["once"] = None
        if not changed(session, update(Job).where(*self._mine()).values(values)):
            raise Lost
        beside.forget(self.id)

    def _mine(self) -> tuple[Any, ...]:
        return (col(Job.id) == self.id, col(Job.attempt) == self.attempt, col(Job.state) == JobState.RUNNING)

    def _set(self, **values: Any) -> None:
        """Write about the job, unless somebody else is writing just now: it is only for people to look at."""
        try:
            with on_its_own(), writing(wait_s=0.05) as session:
                session.execute(update(Job).where(*self._mine()).values(heartbeat_at=clock.now(), **values))
        except SQLAlchemyError as error:
            if kind_of(error) is not DatabaseTrouble.BUSY:
                raise

    def _there(self) -> dict[str, bool]:
        with reading() as session:
            rows = session.execute(
                select(col(JobItem.item), col(JobItem.is_refused)).where(col(JobItem.job_id) == self.id)
            )
            return {row[0]: row[1] for row in rows}

    def _noting(self, item: T, kept: Callable[[Session, T], dict[str, Any]]) -> Callable[[Session], None]:
        noted = False

        def note(session: Session) -> None:
            nonlocal noted
            if not noted:
                session.flush()
                self._note(session, str(item), kept=kept(session, item))
            noted = True

        return note

    def _refuse(self, item: T, why: DomainError) -> None:
        with on_its_own(), writing() as session:
            self._note(session, str(item), is_refused=True, refused=Sentence.of(why).kept())

    def _note(self, session: Session, item: str, **values: Any) -> None:
        further = update(Job).where(*self._mine()).values(done=col(Job.done) + 1, heartbeat_at=clock.now())
        if not changed(session, further):
            raise Lost
        row = {"is_refused": False, "refused": {}, "kept": {}, **values}
        session.execute(insert(JobItem).values(job_id=self.id, item=item, **row))


def _give_way(spent_s: float) -> None:
    """Let others write. SQLite does not queue its writers: who waits looks again every tenth of a second, and
    a job that went on at once would shut out everybody, the button that calls it off included."""
    if engines().write.dialect.name == "sqlite":
        sleep(min(spent_s / 4, GIVE_WAY_S))


def _plain(undo: Undo) -> dict[str, Any]:
    return {"kind": undo.kind, "parameters": dict(undo.parameters)}


def current() -> Work | None:
    """The job under way in this thread; None outside of one."""
    return _current.get()


def set_current(work: Work | None) -> None:
    """Make `work` the one that `current` and `each` go by."""
    _current.set(work)


def each(
    items: Sequence[T],
    step: Callable[[T], object],
    kept: Callable[[Session, T], dict[str, Any]] = lambda _session, _item: {},
) -> tuple[tuple[T, ...], dict[T, DomainError]]:
    """Do `step` for every item and collect the refusals; inside a job each is noted, see `Work.each`."""
    work = current()
    if work is not None:
        return work.each(items, step, kept)
    done: list[T] = []
    refused: dict[T, DomainError] = {}
    for item in dict.fromkeys(items):
        try:
            step(item)
            done.append(item)
        except DomainError as why:
            refused[item] = why
    return tuple(done), refused


def items_of(job_id: int) -> dict[str, dict[str, Any]]:
    """What a job did: name of the item → what was kept for taking it back."""
    with reading() as session:
        rows = session.execute(
            select(col(JobItem.item), col(JobItem.kept)).where(
                col(JobItem.job_id) == job_id, ~col(JobItem.is_refused)
            )
        )
        return {row[0]: row[1] for row in rows}
