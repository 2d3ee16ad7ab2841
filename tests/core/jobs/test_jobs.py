"""Long work as jobs: started once, done once, called off, taken up again after a crash, and taken back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import update
from sqlmodel import col

from core import jobs
from core.access import Actor, Role
from core.commands.jobs import KINDS, work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.text import LANGUAGES, catalogue, use_language
from core.issues import bulk
from core.jobs.kind import Kind, Outcome, Sentence
from core.jobs.perform import perform
from core.jobs.views import View, view
from core.jobs.work import GIVE_WAY_S, Lost, Work
from core.jobs.worker import MOST_LOST, SILENT_FOR, claim, given_up
from db.engine import writing
from db.models import Issue, IssueState, Job, JobItem, JobState
from db.settings import DatabaseSettings
from tests.rows import all_of, an_issue

STAFF, SUPERVISOR = Actor("甲", Role.STAFF), Actor("乙", Role.SUPERVISOR)
TITLE = Sentence("issues.action.report")


def test_a_sentence_within_one_within_one_is_said_in_words():
    inner = Sentence("records.file.job", {"chapter": Sentence("records.chapter.drill"), "name": "表.xlsx"})
    kept = Sentence.read(inner.kept())
    undo = Sentence.read(Sentence("jobs.undo_of", {"title": kept}).kept())
    assert "应急演练" in str(undo)
    assert "{" not in str(undo)


def issues() -> list[Issue]:
    return sorted(all_of(Issue), key=lambda issue: issue.id)


def states() -> list[IssueState]:
    return [issue.state for issue in issues()]


def seen(job_id: int) -> View:
    found = view(job_id)
    assert found is not None
    return found


def elsewhere(act: Callable[[], None]) -> None:
    """Do something as another process would, outside of the step under way."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(act).result()


def done_by(run: Callable[[Work], Outcome], *, stopping: bool = False) -> int:
    """Start a job of a kind of its own and do it here; returns its id."""
    job = jobs.start("test", {}, actor=STAFF, title=TITLE)
    claimed = claim()
    assert claimed is not None
    stop = threading.Event()
    if stopping:
        stop.set()
    perform(*claimed, {"test": Kind("test", run, Role.STAFF)}, stop)
    return job


def test_a_move_over_many_is_done_counted_and_taken_back(either_database: str) -> None:
    ids = [an_issue() for _ in range(12)]
    with writing() as session:
        session.execute(update(Issue).where(col(Issue.id) == ids[0]).values(state=IssueState.VERIFIED))
    job = bulk.ask("report", ids, words="统一整改", actor=STAFF)
    assert seen(job).under_way
    assert work_off() == 1
    after = seen(job)
    assert (after.state, after.done, after.total, len(after.items)) == (JobState.DONE, 12, 12, 11)
    assert len(after.refused) == 1
    assert states() == [IssueState.VERIFIED, *[IssueState.REPORTED] * 11]
    back = jobs.undo(job, actor=STAFF)
    work_off()
    assert states() == [IssueState.VERIFIED, *[IssueState.OPEN] * 11]
    assert [one.id for one in jobs.views("issues", actor=STAFF)] == [back]


def test_a_double_click_starts_one(either_database: str) -> None:
    ids = [an_issue() for _ in range(3)]

    def ask(_: int) -> int:
        return bulk.ask("report", ids, actor=STAFF, once="dialog-1")

    with ThreadPoolExecutor(8) as threads:
        asked = set(threads.map(ask, range(8)))
    assert len(asked) == len(all_of(Job)) == 1


def test_what_no_issue_could_be_moved_with_is_refused_before_anything_is_started(database: Path) -> None:
    for wrong in ({"words": ""}, {"words": "x" * 5_000}):
        with pytest.raises(DomainError):
            bulk.ask("waive", [an_issue()], actor=SUPERVISOR, **wrong)
    with pytest.raises(DomainError):
        bulk.ask("waive", [an_issue()], actor=STAFF, words="理由")
    assert all_of(Job) == []


def test_cancelled_in_the_middle_it_stops_and_keeps_what_was_done(either_database: str) -> None:
    ids = [an_issue() for _ in range(10)]
    job = bulk.ask("report", ids, actor=STAFF)

    def run(work: Work) -> Outcome:
        def step(number: int) -> None:
            if number == 4:
                elsewhere(lambda: jobs.cancel(work.id, actor=STAFF))
            with writing() as session:
                session.get_one(Issue, ids[number]).report_note = "改了"

        work.can_be_undone(jobs.Undo(bulk.TAKE_BACK, {"job": work.id, "move": "withdraw"}))
        work.each(range(10), step)
        return Outcome()

    claimed = claim()
    assert claimed is not None
    perform(*claimed, {bulk.MOVE: Kind(bulk.MOVE, run, Role.STAFF)}, threading.Event())
    after = seen(job)
    assert (after.state, len(after.items), after.can_undo) == (JobState.CANCELLED, 5, True)
    assert [issue.report_note for issue in issues()] == ["改了"] * 5 + [""] * 5
    with pytest.raises(DomainError):
        jobs.cancel(job, actor=STAFF)


def test_one_that_waits_is_called_off_at_once_and_never_done(database: Path) -> None:
    job = bulk.ask("report", [an_issue()], actor=STAFF)
    jobs.cancel(job, actor=STAFF)
    assert work_off() == 0
    assert (seen(job).state, states()) == (JobState.CANCELLED, [IssueState.OPEN])
    assert not seen(job).can_undo


def test_a_process_that_dies_in_the_middle_is_followed_by_one_that_does_the_rest_once(
    either_database: str,
) -> None:
    ids = [an_issue() for _ in range(6)]
    times: dict[int, int] = dict.fromkeys(ids, 0)
    job = jobs.start("test", {}, actor=STAFF, title=TITLE)

    def run(work: Work) -> Outcome:
        def step(issue_id: int) -> None:
            with writing() as session:
                session.get_one(Issue, issue_id).report_note = f"第 {work.attempt} 次"
            times[issue_id] += 1
            if issue_id == ids[2] and work.attempt == 1:
                raise Lost  # as a killed process: no end is written

        work.each(ids, step)
        return Outcome()

    first = claim()
    assert first == (job, 1)
    perform(*first, {"test": Kind("test", run, Role.STAFF)}, threading.Event())
    assert seen(job).under_way
    given_up(*first)
    again = claim()
    assert again is not None
    perform(*again, {"test": Kind("test", run, Role.STAFF)}, threading.Event())
    assert (seen(job).state, len(seen(job).items)) == (JobState.DONE, 6)
    assert list(times.values()) == [1] * 6


def test_a_process_that_was_given_up_on_writes_nothing_more(either_database: str) -> None:
    ids = [an_issue() for _ in range(3)]

    def run(work: Work) -> Outcome:
        def step(issue_id: int) -> None:
            if issue_id == ids[1]:
                elsewhere(lambda: given_up(work.id, work.attempt))
            with writing() as session:
                session.get_one(Issue, issue_id).report_note = "改了"

        work.each(ids, step)
        return Outcome()

    job = done_by(run)
    assert [issue.report_note for issue in issues()] == ["改了", "", ""]
    assert (seen(job).state, len(all_of(JobItem))) == (JobState.WAITING, 1)


def test_one_whose_processes_all_die_ends_honestly_and_can_be_asked_for_again(database: Path) -> None:
    ids = [an_issue()]
    job = bulk.ask("report", ids, actor=STAFF, once="again")
    for _ in range(MOST_LOST):
        claimed = claim()
        assert claimed is not None
        given_up(*claimed)
    assert (seen(job).state, claim()) == (JobState.FAILED, None)
    assert f"{MOST_LOST} 次" in seen(job).said
    assert bulk.ask("report", ids, actor=STAFF, once="again") != job


@pytest.mark.parametrize("stamp", [-SILENT_FOR, 400 * SILENT_FOR])
def test_one_whose_process_is_silent_is_taken_up_also_when_its_clock_ran_ahead(
    database: Path, stamp: timedelta
) -> None:
    job = bulk.ask("report", [an_issue()], actor=STAFF)
    assert claim() == (job, 1)
    assert claim() is None
    with writing() as session:
        beat = clock.now() + stamp - timedelta(seconds=1)
        session.execute(update(Job).values(heartbeat_at=beat))
    assert work_off() == 1
    assert (seen(job).state, states()) == (JobState.DONE, [IssueState.REPORTED])


def test_a_process_that_has_to_end_gives_the_job_back(database: Path) -> None:
    def run(work: Work) -> Outcome:
        work.each(range(5), lambda _number: None)
        return Outcome()

    job = done_by(run, stopping=True)
    assert (seen(job).state, all_of(Job)[0].lost) == (JobState.WAITING, 0)


def test_its_words_are_in_the_readers_language_and_its_papers_in_that_of_who_asked(database: Path) -> None:
    use_language("en")
    job = bulk.ask("report", [999], actor=STAFF)
    use_language("zh")
    work_off()
    use_language("zh")
    assert "不存在" in seen(job).refused[0]
    use_language("en")
    assert "999" in seen(job).refused[0]
    assert "不存在" not in seen(job).refused[0]
    assert all_of(Job)[0].language == "en"


def test_what_nobody_foresaw_ends_it_with_a_reference_and_keeps_what_was_done(database: Path) -> None:
    def run(work: Work) -> Outcome:
        def step(number: int) -> None:
            with writing():
                pass
            if number == 2:
                raise RuntimeError("secret detail")

        work.each(range(5), step)
        return Outcome()

    after = seen(done_by(run))
    assert (after.state, len(after.items)) == (JobState.FAILED, 3)
    assert "secret" not in after.said


def test_only_its_own_person_or_a_supervisor_ends_it_and_only_its_own_sees_it(database: Path) -> None:
    job = bulk.ask("report", [an_issue()], actor=STAFF)
    with pytest.raises(DomainError):
        jobs.cancel(job, actor=Actor("丙", Role.STAFF))
    assert jobs.views("issues", actor=SUPERVISOR) == []
    jobs.cancel(job, actor=SUPERVISOR)
    jobs.put_away(job, actor=STAFF)
    assert jobs.views("issues", actor=STAFF) == []


def test_how_far_it_is_shows_while_its_own_transaction_shuts_out_its_row(
    either_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.work.TELL_EVERY_S", 0.0)
    shares: list[float] = []

    def run(work: Work) -> Outcome:
        with writing() as session:
            session.execute(update(Issue).values(title="anders"))
            for share in (0.2, 0.7):
                work.progress(share)
                elsewhere(lambda: shares.append(seen(work.id).share))
        return Outcome()

    job = done_by(run)
    assert shares == [0.2, 0.7]
    assert seen(job).state is JobState.DONE
    assert list((DatabaseSettings().data_dir / "jobs").glob("*")) == []


def test_others_write_between_its_steps(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite serves no writer in turn: without a pause, a click would wait until the last step."""
    pauses: list[float] = []

    def another_writes(seconds: float) -> None:
        def write() -> None:
            with writing(wait_s=0.0) as session:
                session.execute(update(Issue).values(title="anders"))

        elsewhere(write)
        pauses.append(seconds)

    monkeypatch.setattr("core.jobs.work.sleep", another_writes)

    def run(work: Work) -> Outcome:
        def step(_number: int) -> None:
            with writing():
                sleep(0.01)

        work.each(range(5), step)
        return Outcome()

    assert seen(done_by(run)).state is JobState.DONE
    assert len(pauses) == 5
    assert all(0.0025 <= seconds <= GIVE_WAY_S for seconds in pauses)


@pytest.mark.parametrize("role", list(Role))
def test_a_kind_of_job_is_begun_for_who_may_ask_for_it_only(database: Path, role: Role) -> None:
    begun: list[str] = []

    def run(work: Work) -> Outcome:
        begun.append(str(work.parameters["kind"]))
        return Outcome()

    for kind in KINDS:
        jobs.start(kind, {"kind": kind}, actor=Actor("甲", role), title=TITLE)
    kinds = {name: replace(kind, run=run) for name, kind in KINDS.items()}
    while (claimed := claim()) is not None:
        perform(*claimed, kinds, threading.Event())
    allowed = {name for name, kind in KINDS.items() if role.allows(kind.least)}
    assert set(begun) == allowed
    assert {job.kind for job in all_of(Job) if job.state is JobState.DONE} == allowed
    assert {job.kind for job in all_of(Job) if job.state is JobState.FAILED} == set(KINDS) - allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_work_has_its_word_in_the_trail(language):
    known = catalogue(language)
    assert {one for one in KINDS if f"jobs.kind.{one}" not in known} == set()
