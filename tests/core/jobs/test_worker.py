"""The process that does long work, for real: started, killed in the middle, started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.access import Actor, Role
from core.issues import bulk
from core.jobs.views import view
from db.models import AuditEntry, Issue, IssueState, Job, JobState
from tests.rows import all_of, an_issue
from tests.server import ROOT

STAFF = Actor("甲", Role.STAFF)
PATIENCE_S = 180.0  # only a failing test waits so long
MANY = 400


@contextmanager
def a_worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "core", "jobs"], cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE_S)


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def done(job: int) -> int:
    found = view(job)
    assert found is not None
    return found.done


def test_killed_in_the_middle_with_all_its_processes_the_next_worker_does_the_rest_once(
    either_database: str,
) -> None:
    ids = [an_issue() for _ in range(MANY)]
    job = bulk.ask("report", ids, actor=STAFF)
    with a_worker() as first:
        until(lambda: done(job) > 5)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert done(job) < MANY
    silent(job)
    with a_worker():
        until(lambda: all_of(Job)[0].state is JobState.DONE)
    assert {issue.state for issue in all_of(Issue)} == {IssueState.REPORTED}
    reports = [entry.noun_id for entry in all_of(AuditEntry) if entry.action == "report"]
    assert sorted(reports) == ids


def test_asked_to_end_in_the_middle_it_gives_the_job_back_and_ends(either_database: str) -> None:
    job = bulk.ask("report", [an_issue() for _ in range(MANY)], actor=STAFF)
    with a_worker() as first:
        until(lambda: done(job) > 5)
        first.terminate()
        assert first.wait(PATIENCE_S) == 0
    kept = all_of(Job)[0]
    assert (kept.state, kept.lost) == (JobState.WAITING, 0)
    with a_worker():
        until(lambda: all_of(Job)[0].state is JobState.DONE)
    assert {issue.state for issue in all_of(Issue)} == {IssueState.REPORTED}


def silent(job: int) -> None:
    """Let the last sign of life be long ago, instead of waiting for that."""
    from datetime import timedelta

    from sqlalchemy import update

    from core.common import clock
    from core.jobs.worker import SILENT_FOR
    from db.engine import writing

    with writing() as session:
        session.execute(update(Job).values(heartbeat_at=clock.now() - SILENT_FOR - timedelta(seconds=1)))
