"""The process that takes jobs up: claims what waits, gives each a process of its own, and ends honestly what
died. Several may run, on one machine or more; who claims first has the job."""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from time import monotonic

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from core.common import clock
from core.common.parent import orphaned
from core.jobs.kind import Sentence
from db.engine import changed, reading, writing
from db.models import Job, JobState
from db.trouble import words_of

log = logging.getLogger(__name__)
SILENT_FOR = timedelta(seconds=60)
MOST_LOST = 3
CANCEL_PATIENCE_S = 20.0
END_PATIENCE_S = 15.0
Perform = Callable[[int, int], None]


@dataclass(slots=True)
class Running:
    """A process at work; `cancelled` is when its job was first seen called off."""

    process: BaseProcess
    attempt: int
    cancelled: float | None = None


class Worker:
    """Takes jobs up, `at_once` of them side by side. `perform(job_id, attempt)` is a function of a module:
    it is called in a process of its own. Durations are seconds."""

    def __init__(
        self,
        perform: Perform,
        *,
        at_once: int = 2,
        every: float = 0.2,
        cancel_patience: float = CANCEL_PATIENCE_S,
    ) -> None:
        self._perform = perform
        self._at_once = at_once
        self._every = every
        self._cancel_patience = cancel_patience
        self._running: dict[int, Running] = {}
        self._processes = _processes(perform.__module__)

    def work_until(self, stop: threading.Event) -> None:
        """Look again and again until `stop`; then let running jobs end their step and give them back."""
        trouble = ""
        while not stop.wait(self._every) and not orphaned():
            try:
                self.look()
                trouble = ""
            except SQLAlchemyError as error:
                # The database may be away for long; a line each time would bury everything else.
                if words_of(error) != trouble:
                    trouble = words_of(error)
                    log.warning("cannot look for jobs: %s", trouble)
        self._end()

    def look(self) -> None:
        """See to what has ended or was called off, and take up what waits."""
        self._reap()
        self._insist()
        while len(self._running) < self._at_once:
            claimed = claim()
            if claimed is None:
                return
            job_id, attempt = claimed
            process = self._processes.Process(target=self._perform, args=claimed, name=f"job-{job_id}")
            process.start()
            self._running[job_id] = Running(process, attempt)

    def _reap(self) -> None:
        for job_id, running in list(self._running.items()):
            if not running.process.is_alive():
                running.process.join()
                del self._running[job_id]
                given_up(job_id, running.attempt)

    def _insist(self) -> None:
        """Kill a process whose job was called off and that does not come to the end of its step."""
        if not self._running:
            return
        with reading() as session:
            called_off = select(col(Job.id)).where(
                col(Job.id).in_(list(self._running)), col(Job.cancelled_by) != ""
            )
            ids = set(session.execute(called_off).scalars())
        for job_id in ids:
            running = self._running[job_id]
            running.cancelled = running.cancelled or monotonic()
            if monotonic() > running.cancelled + self._cancel_patience:
                running.process.kill()

    def _end(self) -> None:
        for running in self._running.values():
            running.process.terminate()
        until = monotonic() + END_PATIENCE_S
        for running in self._running.values():
            running.process.join(max(until - monotonic(), 0))
            if running.process.is_alive():
                running.process.kill()
                running.process.join()
        for job_id, running in self._running.items():
            given_up(job_id, running.attempt)


def _processes(module: str) -> ForkServerContext | SpawnContext:
    """How processes are made. Forked from one that has imported the work already, and runs no threads, a job
    starts within milliseconds; where there is no fork, it begins from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload([module])
    return forked


def claim() -> tuple[int, int] | None:
    """Take up the oldest job that waits, or whose process has been silent for too long; returns its id and
    the number of this attempt, None when there is none. A stamp in the future is no sign of life."""
    with reading() as session:
        found = session.execute(select(Job).where(_ready()).order_by(col(Job.id)).limit(1)).scalar()
    if found is None:
        return None
    if found.state is JobState.RUNNING:
        given_up(found.id, found.attempt)
        return claim()
    with writing() as session:
        now = clock.now()
        same = update(Job).where(
            col(Job.id) == found.id, col(Job.attempt) == found.attempt, col(Job.state) == JobState.WAITING
        )
        values = {"state": JobState.RUNNING, "attempt": found.attempt + 1, "heartbeat_at": now}
        if not changed(session, same.values(started_at=found.started_at or now, **values)):
            return None
    return found.id, found.attempt + 1


def given_up(job_id: int, attempt: int) -> None:
    """The process of this attempt is gone: if it left no end, the job waits for the next one, or, called off
    or lost too often, ends here. What was done stays, and can be taken back like that of a whole one."""
    with writing() as session:
        job = session.get(Job, job_id)
        if job is None or job.attempt != attempt or job.state is not JobState.RUNNING:
            return
        log.warning("the process of job %s (%s) died", job_id, job.kind)
        job.lost += 1
        job.heartbeat_at = None
        if job.cancelled_by:
            job.state = JobState.CANCELLED
        elif job.lost < MOST_LOST:
            job.state = JobState.WAITING
        else:
            job.state, job.said = JobState.FAILED, Sentence("jobs.died", {"times": job.lost}).kept()
        if job.state is not JobState.WAITING:
            job.finished_at, job.once = clock.now(), None
        # Another worker may have seen the same: the fence goes up with each of them.
        job.attempt += 1
        session.add(job)


def _ready() -> ColumnElement[bool]:
    now = clock.now()
    silent = or_(
        col(Job.heartbeat_at).is_(None),
        col(Job.heartbeat_at) < now - SILENT_FOR,
        col(Job.heartbeat_at) > now + SILENT_FOR,
    )
    return or_(col(Job.state) == JobState.WAITING, (col(Job.state) == JobState.RUNNING) & silent)


def until_asked_to_end() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    return stop
