"""Files of everything besides the register: looked at, carried out as a job, taken back."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.export import rows_xlsx
from core.common.text import LANGUAGES, use_language
from core.imports.apply import dry_run
from core.imports.jobs import ask_to_import, ask_to_take_back
from core.imports.kinds import kind_of, kinds
from core.imports.reading import read_office_file
from core.imports.template import template
from core.imports.wording import sentences
from core.jobs.views import view
from core.lifecycle.migration_lists import progress
from core.registry.importing.learned import learned
from db.engine import writing
from db.models import (
    Accountability,
    AccountProof,
    AuditEntry,
    Channel,
    ChannelEvent,
    ChannelExit,
    ColumnMigration,
    DutyPerson,
    EventKind,
    FrozenMonth,
    ImportChange,
    Inspection,
    InspectionChannel,
    Issue,
    IssueState,
    JobState,
    Notice,
    NoticeReceipt,
    RegisteredState,
    SiteColumn,
    TrafficDay,
    Unit,
    UnitLevel,
)
from tests.core.imports import files
from tests.rows import NOON, all_of
from tests.server import ROOT

OFFICE = Actor("王某", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def looked_at(kind: str, data: bytes, name: str = "表.xlsx"):
    file = read_office_file(kind_of(kind), data, name, learned())
    return file, dry_run(file, actor=OFFICE)


def brought_in(kind: str, data: bytes, *, skip: bool = True):
    """The plan, and the job that carried it out."""
    file, plan = looked_at(kind, data)
    job = ask_to_import(file, data, plan, skip_wrong=skip, actor=OFFICE)
    work_off()
    return plan, view(job)


def refused(plan) -> dict[int, str]:
    return {row.number: " ".join(map(str, row.faults)) for row in plan.rows if row.faults}


def an_office() -> dict[str, int]:
    """Units from a file, and four channels of theirs; name → id."""
    plan, done = brought_in("units", files.UNITS)
    assert (refused(plan), done.state) == ({}, JobState.DONE)
    units = {one.name: one.id for one in all_of(Unit)}
    given = (
        ("示例门户", "website", "示例区人民政府办公室", {"url": "http://www.example.cn/"}),
        ("示例教育", "website", "示例区教育委员会", {"url": "http://edu.example.cn/"}),
        ("示例微信", "wechat_subscription", "示例区教育委员会", {}),
        ("示例微博", "weibo", "示例区第一中学", {}),
    )
    found = {}
    with writing() as session:
        for number, (name, kind, unit, further) in enumerate(given):
            channel = Channel(code=f"C{number}", name=name, kind=kind, unit_id=units[unit], **further)
            session.add(channel)
            session.flush()
            found[name] = channel.id
            session.add(
                ChannelEvent(channel_id=channel.id, day=date(2018, 1, 1), kind=EventKind.FOUND, delta=1)
            )
    return found


def everything() -> dict[str, list[dict]]:
    """All rows that an import may touch, without their versions."""
    tables = (
        Accountability, AccountProof, Channel, ChannelEvent, ChannelExit, DutyPerson, Inspection,
        InspectionChannel, Issue, Notice, NoticeReceipt, SiteColumn, TrafficDay, Unit,
    )  # fmt: skip
    return {
        one.__name__: sorted((row.model_dump(exclude={"version"}) for row in all_of(one)), key=str)
        for one in tables
    }


def test_units_come_with_their_superiors_contacts_and_persons_in_columns(database):
    an_office()
    units = {one.name: one for one in all_of(Unit)}
    top, education, school = (
        units[name] for name in ("示例区人民政府办公室", "示例区教育委员会", "示例区第一中学")
    )
    assert (top.level, education.level, school.level) == tuple(UnitLevel)
    assert (education.parent_id, school.parent_id) == (top.id, education.id)  # 区教委 is 示例区教育委员会
    assert (top.contact, top.phone, top.discloses, school.discloses) == ("王某", "023-68120001", True, False)
    assert [(one.unit_id, one.name, one.phone) for one in all_of(DutyPerson)] == [
        (top.id, "李某", ""), (education.id, "钱某", "68120002"),
    ]  # fmt: skip
    assert looked_at("units", files.UNITS)[1].counts == {"same": 3}


def test_a_changed_contact_is_shown_as_old_and_new_and_comes_back(database):
    an_office()
    data = files.a_book(["单位", "联系人", "联系电话"], ["区教委", "周某", "68129999"])
    plan, done = brought_in("units", data)
    assert sentences(plan.rows[0]) == [
        "联系人：赵某 → 周某",
        "电话：（空） → 68129999",
        "单位名称“区教委”按简称对应到网格中的单位，请核对。",
    ]
    education = next(one for one in all_of(Unit) if one.contact == "周某")
    assert done.said == "第 2 批已导入：新增 0 行，更改 1 行，不变 0 行，跳过 0 行。"
    ask_to_take_back(2, actor=OFFICE)
    work_off()
    assert next(one for one in all_of(Unit) if one.id == education.id).contact == "赵某"


KINDS = {
    "calls": (files.CALLS, {5: "", 6: "原因"}, 1),
    "columns": (files.COLUMNS, {}, 3),
    "issues": (
        files.ISSUES, {5: "没有的站", 6: "没有销号日期", 7: "明天"}, 3,
    ),
    "inspections": (files.INSPECTIONS, {}, 2),
    "notices": (files.NOTICES, {}, 3),
    "exits": (files.EXITS, {4: "文号"}, 2),
    "posts": (files.POSTS, {}, 2),
    "record-traffic": (
        files.a_book(["网站", "日期", "访问量", "新增独立访客"], ["示例门户", "2026-03-01", "1,200", 3]),
        {}, 1,
    ),
}  # fmt: skip


def test_a_clerks_files_are_read_row_by_row_entered_and_taken_back(either_database):
    an_office()
    before = everything()
    for batch, (kind, (data, wrong, count)) in enumerate(KINDS.items(), start=2):
        plan = looked_at(kind, data)[1]
        amiss = {number: said for number, said in refused(plan).items() if wrong.get(number, "?") not in said}
        assert (amiss, set(refused(plan)), plan.count("add")) == ({}, set(wrong), count), kind
        assert everything() == before, kind
        _, done = brought_in(kind, data)
        assert (done.state, everything() != before) == (JobState.DONE, True), (kind, done.said)
        again = looked_at(kind, data)[1]
        assert (again.count("add"), again.count("change"), set(refused(again))) == (0, 0, set(wrong)), kind
        ask_to_take_back(batch, actor=OFFICE)
        work_off()
        assert everything() == before, kind
        assert looked_at(kind, data)[1].fingerprint() == plan.fingerprint(), kind


def test_moves_between_columns_come_from_a_file_are_brought_up_to_date_and_taken_back(either_database):
    an_office()
    brought_in("columns", files.COLUMNS)
    plan = looked_at("migrations", files.MIGRATIONS)[1]
    wrong = {5: "没有的栏目", 6: "两次", 7: "没有的站", 8: "不能多于", 9: "已迁条数"}
    assert {number: wrong[number] in said for number, said in refused(plan).items()} == dict.fromkeys(
        wrong, True
    )
    assert (plan.count("add"), all_of(ColumnMigration)) == (2, [])
    brought_in("migrations", files.MIGRATIONS)
    ask_to_take_back(3, actor=OFFICE)
    work_off()
    assert all_of(ColumnMigration) == []
    brought_in("migrations", files.MIGRATIONS)
    moves = [(one.planned, one.moved, one.verified, one.finished_on) for one in all_of(ColumnMigration)]
    assert moves == [(300, 300, 280, date(2025, 11, 20)), (120, 0, 0, None)]
    assert progress(date(2025, 1, 1), date(2025, 12, 31)).items_moved == 0, "main columns are no sections"
    later = files.a_book(
        ["旧站", "栏目", "已迁", "迁移完成时间"], ["示例教育", "要闻", 310, "2025-11-20"],
        ["示例教育", "机构职能", 90, ""],
    )  # fmt: skip
    plan, done = brought_in("migrations", later)
    assert (plan.count("change"), done.state) == (2, JobState.DONE)
    moves = [(one.planned, one.moved, one.verified) for one in all_of(ColumnMigration)]
    assert moves == [(300, 310, 0), (120, 90, 0)], "more items have to be verified again"
    ask_to_take_back(5, actor=OFFICE)
    work_off()
    assert [(one.moved, one.verified) for one in all_of(ColumnMigration)] == [(300, 280), (0, 0)]


@pytest.mark.parametrize("name", ["表.xls", "表.et", "表.xlsx"])
@pytest.mark.parametrize("kind", ["units", "issues"])
def test_the_older_format_says_the_same_whatever_its_ending(database, kind, name):
    """Written by LibreOffice as Excel 97, which is what WPS writes into an `.et` as well."""
    an_office()
    old = (ROOT / f"tests/data/imports/{kind}.xls").read_bytes()
    new = {"units": files.UNITS, "issues": files.ISSUES}[kind]
    found, wanted = (looked_at(kind, data, given)[1] for data, given in ((old, name), (new, "表.xlsx")))
    assert len(found.rows) == len(wanted.rows) > 2
    assert [(row.number, row.action, row.writes) for row in found.rows] == [
        (row.number, row.action, row.writes) for row in wanted.rows
    ]
    assert refused(found) == refused(wanted)


def test_what_the_past_says_is_kept_with_its_days_and_marked_as_entered_later(database):
    channels = an_office()
    for kind in ("columns", "issues", "inspections", "notices", "posts", "exits"):
        brought_in(kind, KINDS[kind][0])
    columns = {one.name: one for one in all_of(SiteColumn)}
    assert columns["招生公告"].merged_into_id == columns["要闻"].id
    assert (columns["要闻"].opened_on, columns["招生公告"].retired_on) == (date(2019, 3, 1), date(2026, 3, 1))
    issues = {one.title: one for one in all_of(Issue)}
    hole = issues["首页可注入"]
    assert (hole.number, hole.state, hole.verified_on) == (
        "2026-00001",
        IssueState.VERIFIED,
        date(2026, 1, 15),
    )
    assert (hole.due_on, hole.source.value, hole.severity.value) == (
        date(2026, 1, 18),
        "vulnerability",
        "serious",
    )
    assert issues["电话打不通"].opened_on == date(2026, 2, 2)
    assert issues["栏目空白"].notice_id == issues["超过两周未更新"].notice_id == all_of(Notice)[0].id
    assert issues["首页超过两周未更新"].inspection_id == all_of(Inspection)[0].id
    assert [(one.grade, one.score) for one in all_of(InspectionChannel)] == [
        ("passed", 91.5),
        ("failed", None),
    ]
    assert [one.issues for one in all_of(NoticeReceipt)] == [2]
    assert [one.last_post_on.day for one in all_of(AccountProof)] == [20, 1]
    states = {one.name: (one.registered, one.successor_id) for one in all_of(Channel)}
    assert states["示例微博"] == (RegisteredState.CANCELLED, None)
    assert states["示例教育"] == (
        RegisteredState.RUNNING,
        None,
    )  # its issue is open: not before that is settled
    found = next(one for one in all_of(AuditEntry) if one.noun == "issue" and one.noun_id == hole.id)
    assert (found.action, found.changes["happened_on"]) == ("import", [None, "2026-01-08"])
    assert channels["示例门户"] == hole.channel_id


def test_what_somebody_touched_stops_the_whole_undo(either_database):
    an_office()
    brought_in("issues", files.ISSUES)
    with writing() as session:
        session.get_one(Issue, all_of(Issue)[1].id).version = 2
    back = ask_to_take_back(2, actor=OFFICE)
    work_off()
    assert (view(back).state, view(back).said) == (JobState.FAILED, "有 1 行在导入后又被改动，未作撤销。")
    assert len(all_of(Issue)) == 3


def test_wrong_rows_stop_an_import_unless_they_are_left_out(database):
    an_office()
    _, done = brought_in("issues", files.ISSUES, skip=False)
    assert (done.state, done.said) == (JobState.FAILED, "有 3 行有误，本次未导入。")
    assert all_of(Issue) == []


def test_a_row_of_a_frozen_month_is_entered_and_says_that_the_figures_stay(database):
    an_office()
    with writing() as session:
        session.add(FrozenMonth(month=date(2026, 1, 1), figures={"a": 1}, frozen_at=NOON, actor="王某"))
    plan, _ = brought_in("issues", files.ISSUES)
    noted = {row.number for row in plan.rows if any("2026-01" in str(note) for note in row.notes)}
    assert noted == {2}
    assert (len(all_of(Issue)), all_of(FrozenMonth)[0].figures) == (3, {"a": 1})


def test_a_plan_that_is_no_longer_true_is_not_carried_out(database):
    an_office()
    file, plan = looked_at("columns", files.COLUMNS)
    brought_in("columns", files.COLUMNS)
    job = ask_to_import(file, files.COLUMNS, plan, skip_wrong=True, actor=OFFICE)
    work_off()
    assert (view(job).state, "又有变化" in view(job).said) == (JobState.FAILED, True)
    assert len(all_of(SiteColumn)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_template_is_read_again_and_every_field_has_its_words(database, language):
    use_language(language)
    for kind in kinds().values():
        data = rows_xlsx(*template(kind))
        file = read_office_file(kind, data, "模板.xlsx", {})
        assert set(file.parts[0].headings.columns.values()) == set(kind.fields), kind.key
        assert dry_run(file, actor=OFFICE).rows == ()
    assert all_of(ImportChange) == []
