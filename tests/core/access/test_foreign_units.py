"""Staff of one unit call every action they may with the ids of another unit's rows: refused, nothing changed.

The same call by that unit's own staff goes through, so none is refused for another reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import count
from typing import Any

from sqlmodel import SQLModel

from core import jobs
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.intake.moves import Form
from core.intake.reading import Ready
from core.issues.entry import Entry
from core.jobs import Sentence
from core.lifecycle.opening import Wanted
from core.lifecycle.steps import next_step
from core.lifecycle.writes import steps_of
from core.monitoring import account_proofs
from core.monitoring.maintaining import Plan
from core.notices.receipts import Line, Returned
from core.rules.evidence_files import File
from core.tasks.proving import Proof
from db.engine import reading, writing
from db.models import (
    AppealState,
    AssessmentAppeal,
    AssessmentRound,
    CaseKind,
    Census,
    CensusEntry,
    CensusResult,
    ChannelTask,
    CitizenMessage,
    ColumnLevel,
    ColumnMigration,
    Crawl,
    CrawlSpeed,
    CrawlState,
    IssueState,
    Job,
    JobItem,
    Maintenance,
    Notice,
    NoticeKind,
    NoticeReceipt,
    Repeat,
    RoundState,
    Severity,
    SiteColumn,
    TaskChannel,
    TaskKind,
    TaskState,
    UnitAssessment,
)
from tests.core.access.actions import actions, everything
from tests.core.access.rights import BY_ANOTHER_RULE, LEAST
from tests.rows import NOON, a_unit, a_website, an_issue

PDF = File("照片.pdf", b"%PDF-1.7 photo")
EARLIER = NOON.date() - timedelta(days=10)
NUMBER = count(1)
# What these ask for becomes a job, which is then done; its own rows are no change of the unit's.
ASKING = {"issues.bulk.ask", "lifecycle.closing_many.ask_to_close", "lifecycle.jobs.ask_to_answer"}
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A unit with one of everything, and its staff."""

    unit: int
    staff: Actor
    site: int
    account: int

    def row(self, made: SQLModel) -> int:
        with writing() as session:
            session.add(made)
            session.flush()
            return int(made.id)  # type: ignore[attr-defined]

    def issue(self, state: IssueState = IssueState.OPEN) -> int:
        return an_issue(unit_id=self.unit, channel_id=self.site, state=state)

    def crawl(self, state: CrawlState = CrawlState.WAITING) -> int:
        asked = {"asked_by": "某", "asked_at": clock.now(), "speed": CrawlSpeed.POLITE}
        return self.row(Crawl(channel_id=self.site, state=state, **asked))

    def notice(self, **receipt: Any) -> int:
        made = self.row(
            Notice(
                number=f"〔2026〕{next(NUMBER)}号",
                title="通报",
                kind=NoticeKind.SUPERVISION,
                issued_on=EARLIER,
            )
        )
        with writing() as session:
            session.add(NoticeReceipt(notice_id=made, unit_id=self.unit, **receipt))
        return made

    def census(self, *, asked: bool = True) -> int:
        made = self.row(Census(name="普查", day=EARLIER))
        if asked:
            with writing() as session:
                session.add(
                    CensusEntry(
                        census_id=made, channel_id=self.site, unit_id=self.unit, result=CensusResult.UNKNOWN
                    )
                )
        return made

    def case(self) -> int:
        return actions()["lifecycle.opening.open_case"](
            self.site, Wanted(CaseKind.CLOSE, "职能调整"), actor=Actor("监", Role.SUPERVISOR)
        )

    def step(self) -> Arguments:
        case = self.case()
        with reading() as session:
            step = next_step(steps_of(session, case))
            assert step is not None
            return {"case_id": case, "key": step.key, "files": [PDF]}

    def migration(self) -> int:
        column = self.row(
            SiteColumn(channel_id=self.site, level=ColumnLevel.MAIN, name="要闻", opened_on=EARLIER)
        )
        return self.row(ColumnMigration(column_id=column, from_channel_id=self.site, planned=9, moved=0))

    def message(self) -> int:
        return self.row(
            CitizenMessage(
                topic="咨询", text="何时公示", unit_id=self.unit, received_on=EARLIER, opened_by="某"
            )
        )

    def window(self) -> int:
        return self.row(
            Maintenance(
                channel_id=self.site, repeats=Repeat.ONCE, first_day=NOON.date() + timedelta(1), days="",
                starts=time(1), minutes=60, reason="升级", created_by="某", created_at=clock.now(),
            )
        )  # fmt: skip

    def extension(self) -> int:
        issue = self.issue()
        actions()["issues.extensions.ask"]([issue], until=tomorrow(), reason="x", actor=self.staff)
        return issue

    def job(self, *, over: bool = False) -> int:
        ids = {"move": "accept", "ids": [], "words": "", "until": "2026-12-01", "files": []}
        made = jobs.start("issues.move", ids, actor=self.staff, title=Sentence("issues.action.accept"))
        if over:
            work_off()
        return made

    def score(self, state: AppealState | None = None) -> int:
        """A published score, or the appeal against one."""
        month = EARLIER.replace(day=1) - timedelta(days=next(NUMBER) * 31)
        month = month.replace(day=1)
        with writing() as session:
            session.add(
                AssessmentRound(
                    month=month, state=RoundState.PUBLISHED, counted_at=NOON, counted_by="丁",
                    appeals_until=tomorrow(),
                )
            )  # fmt: skip
        score = self.row(UnitAssessment(month=month, unit_id=self.unit, computed=80))
        if state is None:
            return score
        said = {"words": "不服", "asked_by": "某", "asked_at": NOON}
        return self.row(AssessmentAppeal(assessment_id=score, unit_id=self.unit, state=state, **said))

    def task(self, state: TaskState = TaskState.WAITING) -> int:
        """The place's site in a task."""
        task = self.row(
            ChannelTask(
                title="转发",
                kind=TaskKind.REPOST,
                starts_on=EARLIER,
                due_on=tomorrow(),
                made_by="某",
                made_at=NOON,
            )
        )
        return self.row(TaskChannel(task_id=task, channel_id=self.site, state=state))

    def receipt(self) -> Returned:
        notice, issue = self.notice(), self.issue()
        line = Line(issue, "1", "已改", EARLIER, True)
        return Returned("r.pdf", "", notice, self.unit, "1", "x", (line,), (), PDF.data)


def tomorrow() -> Any:
    return clock.today() + timedelta(days=1)


# Every action that staff may do → what it is called with for a place. A new one needs a row.
CALLS: dict[str, Callable[[Place], Arguments]] = {
    "assessment.appeals.appeal": lambda it: {"assessment_id": it.score(), "words": "不服"},
    "assessment.appeals.withdraw": lambda it: {"appeal_id": it.score(AppealState.ASKED)},
    "intake.moves.answer": lambda it: {"kind": "message", "ids": [it.message()], "reply": "已答"},
    "intake.moves.enter": lambda it: {"kind": "report", "form": Form("打不开", EARLIER, channel_id=it.site)},
    "intake.taking.take_back": lambda it: {"kind": "message", "ids": [it.message()]},
    "intake.taking.take_in": lambda it: {
        "kind": "report",
        "rows": [Ready(1, "打不开", received_on=EARLIER, channel_id=it.site, unit_id=it.unit)],
    },
    "issues.bulk.ask": lambda it: {"move": "accept", "ids": [it.issue()]},
    "issues.entry.enter": lambda it: {"entry": Entry("错链", Severity.GENERAL, channel_id=it.site)},
    "issues.evidence.hand_in": lambda it: {"ids": [it.issue()], "files": [PDF]},
    "issues.extensions.ask": lambda it: {"ids": [it.issue()], "until": tomorrow(), "reason": "采购"},
    "issues.extensions.withdraw": lambda it: {"ids": [it.extension()]},
    "issues.transitions.accept": lambda it: {"ids": [it.issue()]},
    "issues.transitions.report_fixed": lambda it: {"ids": [it.issue()], "note": "已改"},
    "issues.transitions.withdraw_report": lambda it: {"ids": [it.issue(IssueState.REPORTED)]},
    "lifecycle.after.look_now": lambda it: {"channel_ids": [it.site]},
    "lifecycle.census.answer": lambda it: {
        "census_id": it.census(), "channel_ids": [it.site], "result": CensusResult.CONFIRMED,
    },
    "lifecycle.census.found": lambda it: {"census_id": it.census(asked=False), "channel_id": it.site},
    "lifecycle.closing_many.ask_to_close": lambda it: {"ids": [it.account], "reason": "长期未更新"},
    "lifecycle.jobs.ask_to_answer": lambda it: {
        "census_id": it.census(), "channel_ids": [it.site], "result": CensusResult.CONFIRMED,
    },
    "lifecycle.migration.add_samples": lambda it: {
        "migration_id": it.migration(), "pairs": [("http://old.example/1", "")],
    },
    "lifecycle.migration.report_moved": lambda it: {"migration_id": it.migration(), "moved": 3},
    "lifecycle.moves.withdraw": lambda it: {"case_id": it.case(), "reason": "不关了"},
    "lifecycle.opening.open_case": lambda it: {
        "channel_id": it.site, "wanted": Wanted(CaseKind.CLOSE, "职能调整"),
    },
    "lifecycle.opening.open_cases": lambda it: {
        "channel_ids": [it.site], "wanted": Wanted(CaseKind.CLOSE, "职能调整"),
    },
    "lifecycle.steps.attach": lambda it: it.step(),
    "lifecycle.steps.take": lambda it: it.step(),
    "monitoring.account_proofs.give": lambda it: {"channel_id": it.account, "last_post_on": EARLIER},
    "monitoring.account_proofs.give_many": lambda it: {"seen": [account_proofs.Seen(it.account, EARLIER)]},
    "monitoring.channel_checks.check_now": lambda it: {"channel_id": it.site},
    "monitoring.crawls.ask": lambda it: {"channel_ids": [it.site]},
    "monitoring.crawls.ask_one": lambda it: {"channel_id": it.site},
    "monitoring.crawls.cancel": lambda it: {"crawl_id": it.crawl()},
    "monitoring.crawls.each": lambda it: {"ids": [it.crawl()], "action": "cancel"},
    "monitoring.crawls.pause": lambda it: {"crawl_id": it.crawl()},
    "monitoring.crawls.resume": lambda it: {"crawl_id": it.crawl(CrawlState.PAUSED)},
    "monitoring.maintaining.announce": lambda it: {
        "plan": Plan(it.site, Repeat.ONCE, tomorrow(), time(1), 60, "升级"),
    },
    "monitoring.maintaining.call_off": lambda it: {"window_id": it.window()},
    "monitoring.requests.ask_now": lambda it: {"channel_id": it.site, "checks": ["availability"]},
    "notices.receipts.take_in": lambda it: {"file": it.receipt()},
    "notices.replies.acknowledge": lambda it: {"notice_id": it.notice(), "unit_id": it.unit},
    "notices.replies.reply": lambda it: {"notice_id": it.notice(), "unit_id": it.unit, "text": "已改"},
    "notices.replies.withdraw_reply": lambda it: {
        "notice_id": it.notice(replied_on=EARLIER, replied_by="某", reply="x"), "unit_id": it.unit,
    },
    "records.publication.report": lambda it: {
        "year": 2025, "channel_id": it.site, "address": "http://x.example/form", "seen": 0,
    },
    "tasks.proving.prove": lambda it: {"proofs": [Proof(it.task(), EARLIER, note="已转发")]},
    "tasks.proving.unprove": lambda it: {"ids": [it.task(TaskState.PROVED)]},
    "jobs.asking.cancel": lambda it: {"job_id": it.job()},
    "jobs.asking.put_away": lambda it: {"job_id": it.job(over=True)},
}  # fmt: skip
# Actions of staff that take no id of a row, and why nothing of another unit can be reached by them.
WITHOUT_IDS = {
    "intake.jobs.ask_to_take_in": "a file; `take_in` refuses its rows",
    "tasks.files.ask": "a file; `prove` refuses its rows",
    "lifecycle.closing_many.preview": "writes nothing, and reads what its reading session may see",
    "lifecycle.census.answerable": "only asks whether an answer could be given",
}


def _place(name: str) -> Place:
    unit = a_unit()
    account = a_website(unit_id=unit, kind="weibo", url="", account="slq")
    site = a_website(unit_id=unit, registered="running")
    return Place(unit, Actor(name, Role.STAFF, unit), site, account)


def test_every_action_of_staff_is_tried() -> None:
    of_staff = {name for name, least in LEAST.items() if least is Role.STAFF}
    # One for all channels is for supervisors; one for a channel for its staff.
    of_staff.add("monitoring.maintaining.announce")
    own = {name for name in BY_ANOTHER_RULE if name.startswith("jobs.asking.")}
    assert of_staff - CALLS.keys() - WITHOUT_IDS.keys() == set()
    assert CALLS.keys() - of_staff - own == set()


def test_a_foreign_unit_is_refused_and_its_own_staff_is_not(database: object) -> None:
    wrote, refused = [], []
    with clock.frozen(NOON):
        for name, arguments in CALLS.items():
            mine, theirs = _place("张三"), _place("张三")
            given = arguments(theirs)
            before = _rows(name)
            _done(name, given, mine.staff)
            if _rows(name) != before:
                wrote.append(name)
            _done(name, given, theirs.staff)
            if _rows(name) == before:
                refused.append(name)
    assert wrote == [], "done to a foreign unit"
    assert refused == [], "not done for the own unit: the call proves nothing"


def _done(name: str, given: Arguments, actor: Actor) -> None:
    try:
        actions()[name](**given, actor=actor)
    except DomainError:
        return
    if name in ASKING:
        work_off()


def _rows(name: str) -> dict[str, list[tuple[Any, ...]]]:
    rows = everything()
    if name in ASKING:
        del rows[Job.__tablename__], rows[JobItem.__tablename__]
        rows["audit_entry"] = [row for row in rows["audit_entry"] if "job" not in row]
    return rows
