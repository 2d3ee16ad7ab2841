"""`python -m core jobs`: the process that does long work, and the table of the kinds there are."""

import argparse
import logging
import signal
import threading

from core.common.settings import settings
from core.imports import chapter_files as record_files
from core.imports import jobs as imports_jobs
from core.inspections import confirming
from core.inspections import jobs as inspection_jobs
from core.intake import jobs as intake_jobs
from core.issues import bulk
from core.jobs.kind import Kind
from core.jobs.perform import perform
from core.jobs.worker import Worker, claim, until_asked_to_end
from core.lifecycle import closing_many
from core.lifecycle import jobs as lifecycle_jobs
from core.notices import jobs as notice_jobs
from core.registry.importing import jobs as importing_jobs
from core.reporting.pack import files as pack
from core.tasks import files as task_files

LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *bulk.KINDS,
        *confirming.KINDS,
        *inspection_jobs.KINDS,
        *intake_jobs.KINDS,
        *importing_jobs.KINDS,
        *imports_jobs.KINDS,
        *closing_many.KINDS,
        *lifecycle_jobs.KINDS,
        *notice_jobs.KINDS,
        *record_files.KINDS,
        *pack.KINDS,
        *task_files.KINDS,
    )
}  # fmt: skip


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None so far."""


def main(_args: argparse.Namespace) -> int:
    """Take jobs up until asked to end, or until the dashboard that started this is gone."""
    logging.basicConfig(level=logging.INFO, format=LOG)
    Worker(in_own_process, at_once=settings().jobs_at_once).work_until(until_asked_to_end())
    return 0


def in_own_process(job_id: int, attempt: int) -> None:
    """Do one job; SIGTERM ends it after the step it is at. The worker alone answers to the keyboard."""
    logging.basicConfig(level=logging.INFO, format=LOG)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    perform(job_id, attempt, KINDS, stopping)


def work_off() -> int:
    """Do every job that waits, here and now, and return how many there were; for commands and tests."""
    count = 0
    while (claimed := claim()) is not None:
        perform(*claimed, KINDS, threading.Event())
        count += 1
    return count
