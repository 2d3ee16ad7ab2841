"""Chapters that units keep: their own branch only, by form and file; proofs, filters, sums."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.access.actor import acting_as, use_provider
from core.access.branch import use_scope, visible_units
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.imports import chapter_files as files
from core.records import completeness, keeping, lists, machine, proofs, references
from core.records.lists import Filter
from core.rules.evidence_files import File
from db.engine import writing
from db.models import DailyRollup, Finding, FrozenMonth, RecordProof, Training, UnitLevel, WorkGroup
from tests.core.records.test_files import book
from tests.rows import NOON, a_unit, a_website, all_of

CLERK = Actor("丁", Role.INSPECTOR)
TODAY = date(2026, 11, 23)
YEAR = date(2026, 1, 1), date(2026, 12, 31)
PDF = File("签到表.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


@pytest.fixture
def units(either_database):
    with clock.frozen(NOON):
        bureau = a_unit(level=UnitLevel.INDUSTRY, name="教育局")
        yield bureau, a_unit(name="一中", parent_id=bureau), a_unit(level=UnitLevel.INDUSTRY, name="财政局")


def group(unit, name="家校群", **more):
    given = {"name": name, "platform": "wechat", "unit_id": unit, "members": 40, "screened_on": TODAY,
             "finding": "forced"}  # fmt: skip
    return given | more


def staff(unit):
    return Actor("某", Role.STAFF, unit_id=unit)


def test_staff_keep_the_rows_of_their_branch_and_no_others(units):
    bureau, school, other = units
    mine = staff(bureau)
    key = keeping.enter("work_group", group(school), actor=mine)
    office = keeping.enter("training", {"title": "全区培训", "day": TODAY, "attendees": 90}, actor=CLERK)
    old = lists.listed("work_group", *YEAR).rows[0].values
    site = a_website(unit_id=other)
    read = {"day": TODAY, "channel_id": site, "person": "张三", "pages": 30, "found": 1}
    for act in (
        lambda: keeping.enter("work_group", group(other), actor=mine),
        lambda: keeping.change("work_group", key, old, {**old, "unit_id": other}, actor=mine),
        lambda: keeping.withdraw("work_group", key, old, actor=staff(other)),
        lambda: keeping.enter("training", {"title": "无主", "day": TODAY, "attendees": 1}, actor=mine),
        lambda: keeping.enter("reading", read, actor=mine),
        lambda: keeping.enter("drill", {"title": "演练", "day": TODAY}, actor=mine),
        lambda: proofs.attach("training", office, PDF, actor=mine),
        lambda: proofs.attach("work_group", key, PDF, actor=staff(other)),
        lambda: completeness.begin("training", 2025, actor=mine),
    ):
        with pytest.raises(DomainError):
            act()
    assert (len(all_of(WorkGroup)), len(all_of(Training)), all_of(RecordProof)) == (1, 1, [])
    keeping.change("work_group", key, old, {**old, "closed_on": TODAY}, actor=mine)
    assert lists.listed("work_group", *YEAR, Filter(done=True)).total == 1


def test_a_file_of_staff_names_rows_of_other_units_and_enters_none_of_them(units):
    bureau, _, _other = units
    head = ["群或应用名称", "所在平台", "单位", "人数", "排查日期", "排查结论"]
    data = book(
        head,
        ["家校群", "微信群", "一中", 40, TODAY, "强制使用"],
        ["财政群", "微信群", "财政局", 9, TODAY, "保留"],
    )
    use_provider(lambda: staff(bureau))
    use_scope(visible_units)
    try:
        found = files.planned("work_group", data, "群.xlsx")
        assert [row.good for row in found] == [True, False]
        assert set(references.units().values()) == {"教育局", "一中"}
        files.ask("work_group", data, "群.xlsx", actor=staff(bureau))
    finally:
        use_scope(None)
        use_provider(None)
    work_off()
    assert [row.name for row in all_of(WorkGroup)] == ["家校群"]
    with acting_as(CLERK):
        assert [row.there or row.good for row in files.planned("work_group", data, "群.xlsx")] == [True, True]


def test_rows_are_narrowed_by_unit_choice_state_and_words_and_summed_only_when_kept(units):
    bureau, school, other = units
    assert lists.sums("work_group", *YEAR) == {"": None, "members": None}
    completeness.begin("work_group", 2026, actor=CLERK)
    assert lists.sums("work_group", *YEAR) == {"": 0, "members": 0}
    keeping.enter("work_group", group(school), actor=CLERK)
    keeping.enter("work_group", group(bureau, "局群", finding="keep", members=5), actor=CLERK)
    closed = {"screened_on": date(2026, 3, 2), "closed_on": date(2026, 3, 9), "members": 7}
    keeping.enter("work_group", group(other, "财政群", **closed), actor=CLERK)
    for wanted, names in (
        (Filter(unit_id=bureau), {"家校群", "局群"}), (Filter(unit_id=bureau, own_only=True), {"局群"}),
        (Filter(choice="forced"), {"家校群", "财政群"}), (Filter(choice="idle"), set()),
        (Filter(done=False), {"家校群", "局群"}), (Filter(words="财"), {"财政群"}),
    ):  # fmt: skip
        rows = lists.listed("work_group", *YEAR, wanted).rows
        assert {row.values["name"] for row in rows} == names, wanted
        assert lists.sums("work_group", *YEAR, wanted)["members"] == sum(
            row.values["members"] for row in rows
        )
    assert lists.by_month("work_group", *YEAR) == ((date(2026, 3, 1), 1), (date(2026, 11, 1), 2))
    assert lists.by_month("work_group", *YEAR, field="members")[0] == (date(2026, 3, 1), 7)
    march = date(2026, 3, 1), date(2026, 3, 31)
    assert lists.sums("work_group", *march) == {"": 1, "members": 7}


def test_a_proof_belongs_to_a_row_and_goes_with_it(units):
    row = {"title": "全区培训", "day": TODAY, "unit_id": None, "attendees": 90, "hours": 6.0}
    key = keeping.enter("training", row, actor=CLERK)
    with pytest.raises(DomainError):
        proofs.attach("training", key, File("a.exe", b"MZ"), actor=CLERK)
    proofs.attach("training", key, PDF, actor=CLERK)
    (line,) = lists.listed("training", *YEAR).rows
    assert line.proof is not None
    assert line.proof.name == "签到表.pdf"
    keeping.withdraw("training", key, row, actor=CLERK)
    assert all_of(RecordProof) == []
    with pytest.raises(DomainError, match="他人"):
        proofs.put("training", key, line.proof, actor=CLERK)
    again = keeping.enter("training", row, actor=CLERK)
    proofs.put("training", again, line.proof, actor=CLERK)
    with writing() as session:
        session.add(FrozenMonth(month=TODAY.replace(day=1), figures={}, rule_versions={}, frozen_at=NOON,
                                actor="丙", note=""))  # fmt: skip
    with pytest.raises(DomainError, match="2026-11"):
        proofs.put("training", again, None, actor=CLERK)


def test_what_the_machine_read_stands_beside_what_people_read_and_is_unknown_without_visits(units):
    bureau, school, other = units
    assert machine.by_machine(*YEAR) is None
    one, two = a_website(unit_id=school), a_website(unit_id=other)
    with writing() as session:
        for channel, probes in ((one, 24), (two, 20)):
            session.add(DailyRollup(day=TODAY, channel_id=channel, probes=probes, ok=probes))
        session.add(
            Finding(channel_id=one, check="links", first_seen_at=NOON, confirmed_at=NOON, last_seen_at=NOON)
        )
        before = NOON - timedelta(days=400)
        session.add(
            Finding(
                channel_id=two, check="links", first_seen_at=before, confirmed_at=before, last_seen_at=NOON
            )
        )
    assert machine.by_machine(*YEAR) == (44, 1)
    assert machine.by_machine(*YEAR, Filter(unit_id=bureau)) == (24, 1)
    rows = machine.machine_lines(*YEAR).rows
    assert [(row.channel_id, row.visits, row.found) for row in rows] == [(one, 24, 1), (two, 20, 0)]


def test_days_with_nobody_on_duty_are_named_up_to_today_and_unknown_until_a_roster_is_kept(units):
    bureau, *_ = units
    november = date(2026, 11, 20), date(2026, 11, 30)
    assert lists.uncovered("duty", *november) is None
    row = {"shift": "whole", "person": "张三"}
    for day, unit in ((20, None), (22, bureau), (25, None)):
        keeping.enter("duty", {**row, "day": date(2026, 11, day), "unit_id": unit}, actor=CLERK)
    assert lists.uncovered("duty", *november) == (date(2026, 11, 23), date(2026, 11, 21))
    assert lists.uncovered("duty", *november, Filter(unit_id=bureau)) == tuple(
        date(2026, 11, day) for day in (23, 21, 20)
    )
