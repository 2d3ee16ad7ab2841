"""Doing one job in this process, from its row to its end."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex

from core.access import require
from core.common.errors import DomainError
from core.common.text import LANGUAGES, use_language
from core.jobs.kind import Cancelled, Kind, Outcome, Sentence
from core.jobs.work import Lost, Work, set_current
from db.engine import reading
from db.models import Job, JobState

log = logging.getLogger(__name__)
BEAT_EVERY_S = 5.0


def perform(job_id: int, attempt: int, kinds: Mapping[str, Kind], stopping: threading.Event) -> None:
    """Do the job that was claimed as `attempt`, in the language and on behalf of whoever asked for it. Every
    end is written to its row; an end that nobody foresaw with a reference to the log. Once `stopping` is
    set, the job ends after the step it is at and is given back."""
    with reading() as session:
        job = session.get(Job, job_id)
    if job is None or job.attempt != attempt:
        return
    for language in LANGUAGES:
        if language == job.language:
            use_language(language)
    work = Work(job, stopping)
    set_current(work)
    try:
        with _beating(work):
            _perform(work, kinds.get(job.kind))
    except Lost:
        log.warning("job %s was taken up by another process", job_id)
    finally:
        set_current(None)


def _perform(work: Work, kind: Kind | None) -> None:
    if kind is None:
        work.end(JobState.FAILED, Outcome(Sentence("jobs.unknown_kind")))
        return
    try:
        require(work.actor, kind.least)
        work.end(JobState.DONE, kind.run(work))
    except DomainError as why:
        work.end(JobState.FAILED, Outcome(Sentence.of(why)))
    except Cancelled:
        _cancelled(work)
    except Lost:
        raise
    except Exception as error:
        reference = token_hex(4)
        log.error("reference %s: job %s", reference, work.id, exc_info=error)
        work.end(JobState.FAILED, Outcome(Sentence("jobs.broke", {"reference": reference})))


def _cancelled(work: Work) -> None:
    if work.stopping:
        work.give_back()
    else:
        work.end(JobState.CANCELLED, Outcome())


@contextmanager
def _beating(work: Work) -> Iterator[None]:
    """Say every few seconds that the process is alive, whatever the work is at."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_EVERY_S):
            work.beat()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
