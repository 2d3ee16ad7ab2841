"""A task over channels: asked, proved, accepted or sent back, exempted, by people and by files."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from core.access import Actor, Role
from core.assessment import measures
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.export import rows_xlsx
from core.jobs import undo
from core.rules.evidence_files import File
from core.tasks import files, lists, making, proving
from core.tasks.lists import Filter
from core.tasks.making import Form, Scope
from core.tasks.proving import Proof
from db.engine import reading, writing
from db.models import AuditEntry, ChannelEvent, EventKind, TaskKind, TaskState, UnitLevel
from tests.rows import NOON, a_unit, a_website, all_of

CHIEF, CLERK = Actor("丙", Role.SUPERVISOR), Actor("丁", Role.INSPECTOR)
TODAY = date(2026, 11, 23)
STARTED, DUE = TODAY - timedelta(days=20), TODAY - timedelta(days=3)
PDF = File("截图.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


@pytest.fixture
def units(either_database):
    """A bureau with a site and a school below it with a site and an account; another bureau with a site."""
    with clock.frozen(NOON):
        bureau = a_unit(level=UnitLevel.INDUSTRY, name="教育局")
        school = a_unit(name="一中", parent_id=bureau)
        other = a_unit(level=UnitLevel.INDUSTRY, name="财政局")
        for unit, name, kind in (
            (bureau, "教育网", "website"), (school, "一中网", "website"), (school, "一中微博", "weibo"),
            (other, "财政网", "website"),
        ):  # fmt: skip
            running(a_website(unit_id=unit, name=name, kind=kind))
        a_website(unit_id=other, name="已关的网")
        yield bureau, school, other


def running(channel):
    with writing() as session:
        session.add(ChannelEvent(channel_id=channel, kind=EventKind.OPENED, delta=1, day=date(2020, 1, 1)))


def a_task(**more):
    form = {"title": "转发通知", "kind": TaskKind.REPOST, "starts_on": STARTED, "due_on": DUE}
    return making.make(Form(**form | more), actor=CHIEF)


def lines(task, **wanted):
    return {row.channel: row for row in lists.channels(task, Filter(**wanted)).rows}


def test_it_asks_every_running_channel_of_its_scope_once(units):
    bureau, school, _ = units
    for scope, count in (
        (Scope(), 4), (Scope(kinds=("website",)), 3), (Scope(units=(bureau, school)), 3),
        (Scope(("weibo",), (bureau,)), 1),
    ):  # fmt: skip
        task = lists.task(a_task(scope=scope))
        assert (task.asked, task.done, task.share, task.late) == (count, 0, 0, count)
    for wrong in (
        {"title": " "}, {"due_on": STARTED - timedelta(days=1)}, {"starts_on": TODAY + timedelta(days=1)},
        {"address": "javascript:1"}, {"scope": Scope(kinds=("douyin",))}, {"words": "字" * 201},
    ):  # fmt: skip
        with pytest.raises(DomainError):
            a_task(**wrong)
    assert lists.tasks().total == 4


def test_it_is_proved_sent_back_accepted_and_exempted_and_counted_by_unit(units):
    bureau, school, _other = units
    task = a_task()
    found = lines(task)
    mine = Actor("校长", Role.STAFF, unit_id=school)
    with pytest.raises(DomainError):
        proving.prove([Proof(found["教育网"].id, DUE, note="已转")], actor=mine)
    for wrong in (Proof(found["一中网"].id, STARTED - timedelta(days=1), note="早"),
                  Proof(found["一中网"].id, DUE), Proof(found["一中网"].id, DUE, "ftp://x")):  # fmt: skip
        with pytest.raises(DomainError):
            proving.prove([wrong], actor=mine)
    both = [Proof(found[name].id, DUE, "https://a.example.cn/1") for name in ("一中网", "一中微博")]
    assert proving.prove(both, [PDF], actor=mine) == 2
    with pytest.raises(DomainError, match="不能这样办理"):
        proving.prove(both[:1], actor=mine)
    proving.send_back([found["一中微博"].id], "图不清楚", actor=CLERK)
    proving.accept([found["一中网"].id], actor=CLERK)
    proving.exempt([found["财政网"].id], "正在关停", actor=CHIEF)
    line = lists.task(task)
    assert (line.asked, line.done, line.in_time, line.proved, line.exempt, line.late) == (3, 1, 1, 0, 1, 2)
    (one,) = [row for row in lists.by_unit(task) if row.asked]
    assert (one.unit_id, one.asked, one.done, one.in_time) == (bureau, 3, 1, 1)
    assert lines(task)["一中网"].file_name == "截图.pdf"
    assert set(lines(task, state=TaskState.RETURNED)) == {"一中微博"}
    assert set(lines(task, late=True)) == {"一中微博", "教育网"} == set(lines(task, undone_late=True))
    assert set(lines(task, in_time=True)) == {"一中网"}
    assert set(lines(task, unit_id=bureau, own_only=True)) == {"教育网"}
    proving.take_back([found["一中网"].id, found["财政网"].id], actor=CLERK)
    assert {row.state for row in lines(task).values()} == {TaskState.WAITING, TaskState.RETURNED}
    assert {"open", "prove", "return", "accept", "waive", "reopen"} == {
        one.action for one in all_of(AuditEntry)
    }


def test_a_closed_task_asks_nothing_and_can_be_resumed(units):
    task = a_task()
    found = lines(task)["教育网"]
    making.change(task, 1, TODAY, "请于今日完成", actor=CHIEF)
    with pytest.raises(DomainError, match="刷新"):
        making.close(task, 1, actor=CHIEF)
    making.close(task, 2, actor=CHIEF)
    with pytest.raises(DomainError, match="已经结束"):
        proving.prove([Proof(found.id, TODAY, note="晚了")], actor=CLERK)
    assert [lists.tasks(when).total for when in ("open", "late", "over", None)] == [0, 0, 1, 1]
    making.reopen(task, 3, actor=CHIEF)
    proving.prove([Proof(found.id, TODAY, note="还来得及")], actor=CLERK)
    assert lists.task(task).proved == 1


def test_a_file_proves_many_after_a_look_and_is_taken_back(units):
    task = a_task()
    book = openpyxl.load_workbook(BytesIO(rows_xlsx(files.template(task))))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
        if row[1].value in ("教育网", "一中网"):
            row[3].value, row[5].value = DUE, "已转发"
        if row[1].value == "财政网":
            row[3].value = TODAY + timedelta(days=1)
    sheet.append(["C-none", "别处的网", "", DUE, "", "没有"])
    buffer = BytesIO()
    book.save(buffer)
    rows = files.planned(task, buffer.getvalue(), "佐证.xlsx")
    assert (sum(row.proof is not None for row in rows), sum(bool(row.fault) for row in rows)) == (2, 2)
    assert lists.task(task).proved == 0
    job = files.ask(task, buffer.getvalue(), "佐证.xlsx", actor=CLERK)
    work_off()
    assert lists.task(task).proved == 2
    undo(job, actor=CLERK)
    work_off()
    assert (lists.task(task).proved, {row.note for row in lines(task).values()}) == (0, {""})
    for wrong in (b"no book", rows_xlsx(files.template(task)).replace(b"PK", b"XX", 1)):
        with pytest.raises(DomainError):
            files.planned(task, wrong, "佐证.xlsx")


def test_units_are_scored_by_what_they_did_in_time(units):
    bureau, _, other = units
    task = a_task()
    found = lines(task)
    for name, day in (("教育网", DUE), ("一中网", DUE + timedelta(days=1))):
        proving.prove([Proof(found[name].id, day, note="已转")], actor=CLERK)
        proving.accept([found[name].id], actor=CLERK)
    proving.prove([Proof(found["一中微博"].id, DUE, note="待审")], actor=CLERK)
    with reading() as session:
        rows = measures.counted(session, "tasks", measures.month_of(TODAY.replace(day=1)))
        sums = measures.by_unit(rows, measures.scored_above(session))
    assert sums == {bureau: (1, 2), other: (0, 1)}
