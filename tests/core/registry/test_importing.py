"""Importing the registry: compared row by row, written at once, taken back as a whole."""

import os
import signal
import subprocess
import sys

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError, RegistryRefused
from core.common.outcome import Outcome
from core.issues import transitions
from core.monitoring import verdict_cache
from core.registry.editing import edit
from core.registry.history import channels_and_their_stay_agree
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.batches import batch_of, batches
from core.registry.importing.learned import learn, learned
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from core.registry.importing.undo import undo
from core.registry.site_columns import Seen, suggest
from core.registry.unit_names import TOPIC
from db.engine import reading, writing
from db.models import (
    AuditEntry,
    Channel,
    ChannelEvent,
    ChannelVerdict,
    Finding,
    ImportBatch,
    Issue,
    IssueState,
    RegisteredState,
    Unit,
    UnitLevel,
)
from tests.registry_files import (
    HEADINGS,
    SUPERVISOR,
    a_country,
    a_csv,
    a_site,
    a_workbook,
    an_account,
    imported,
    planned,
    read,
    said,
)
from tests.rows import NOON, a_leader, a_report, a_unit, a_website, all_of, an_issue, recorded


@pytest.fixture
def office(either_database):
    return a_unit(name="示例局")


def a_finding(channel_id: int) -> Finding:
    moments = dict.fromkeys(("first_seen_at", "confirmed_at", "last_seen_at"), NOON)
    return Finding(channel_id=channel_id, check="home_freshness", **moments)


def channels():
    return {one.code: one for one in all_of(Channel)}


def test_a_dry_run_says_what_every_row_would_do_and_writes_nothing(office):
    a_website(code="W0001", name="旧名", url="http://w0001.example.cn/", unit_id=office)
    a_website(code="W0002", name="第二网站", url="http://w0002.example.cn/", unit_id=office)
    plan = planned(
        a_csv(
            a_site("W0001", "新名"),
            a_site("W0002", "第二网站"),
            a_site("W0003", "第三网站"),
            a_site("W0004", "第四网站", unit="无此单位"),
        )
    )
    assert [row.action for row in plan.rows] == ["change", "same", "add", "wrong"]
    assert plan.rows[0].changes == {"name": ("旧名", "新名")}
    assert said(plan) == {5: ["unknown_unit"]}
    assert plan.missing_units == ("无此单位",)
    assert (len(channels()), all_of(ImportBatch), all_of(AuditEntry)) == (2, [], [])


def test_an_import_writes_channels_events_and_trail(office):
    a_website(code="W0001", name="旧名", url="http://w0001.example.cn/", unit_id=office)
    imported(a_workbook(a_site("W0001", "新名"), an_account("", "示例发布", account="slf")))
    assert channels()["W0001"].name == "新名"
    assert (channels()["A0001"].kind, channels()["A0001"].account) == ("weibo", "slf")
    assert [(one.channel_id, one.delta) for one in all_of(ChannelEvent)] == [(channels()["A0001"].id, 1)]
    changed = next(one for one in all_of(AuditEntry) if one.noun_id == channels()["W0001"].id)
    assert (changed.action, changed.changes) == ("import", {"name": ["旧名", "新名"]})


def test_wrong_rows_stop_the_import_unless_they_are_to_be_left_out(office):
    data = a_csv(a_site("W0001", "第一"), a_site("W0002", "第二", site_code="12"))
    with pytest.raises(RegistryRefused):
        imported(data)
    assert channels() == {}
    imported(data, skip_wrong=True)
    assert list(channels()) == ["W0001"]


def test_missing_units_are_created_only_when_asked(either_database):
    a_unit(name="区府办", level=UnitLevel.DISTRICT)
    headings = (*HEADINGS, "上级主管单位")
    data = a_csv(
        (*a_site("W1", "甲", unit="一小"), "教委"), (*a_site("W2", "乙", unit="教委"), ""), headings=headings
    )
    assert planned(data).counts == {"wrong": 2}
    imported(data, create_units=True)
    units = {one.name: one for one in all_of(Unit)}
    assert (units["一小"].level, units["教委"].level) == (UnitLevel.OPERATOR, UnitLevel.INDUSTRY)
    assert (units["一小"].parent_id, units["教委"].parent_id) == (units["教委"].id, units["区府办"].id)
    assert len({one.code for one in units.values()}) == 3


def test_a_row_without_a_code_means_the_channel_with_its_site_code_or_account(office):
    a_website(code="W0009", name="旧", site_code="5001060001", url="http://x.example.cn/", unit_id=office)
    a_website(code="A0009", name="旧号", kind="weibo", account="SLF", url="", unit_id=office)
    plan = planned(
        a_csv(
            a_site("", "新", host="x.example.cn", site_code="5001060001"),
            an_account("", "新号", account="slf"),
        )
    )
    assert [(row.code, row.action) for row in plan.rows] == [("W0009", "change"), ("A0009", "change")]


def test_a_name_that_several_channels_have_is_no_identity(office):
    for number in (1, 2):
        a_website(kind="weibo", name="示例发布", account=f"id{number}", url="", unit_id=office)
    assert said(planned(a_csv(an_account("", "示例发布")))) == {2: ["many_channels"]}


def test_empty_cells_keep_what_is_registered_unless_asked_otherwise(office):
    a_website(code="W0001", name="甲", url="http://w0001.example.cn/", phone="023-11111", unit_id=office)
    assert planned(a_csv(a_site("W0001", "甲"))).counts == {"same": 1}
    cleared = planned(a_csv(a_site("W0001", "甲")), clear_blanks=True)
    assert cleared.rows[0].changes == {"phone": ("023-11111", "")}


def test_two_sites_may_exchange_their_addresses(office):
    for number in (1, 2):
        a_website(
            code=f"W000{number}", name=f"网站{number}", url=f"http://s{number}.example.cn/", unit_id=office
        )
    data = a_csv(
        a_site("W0001", "网站1", host="s2.example.cn"), a_site("W0002", "网站2", host="s1.example.cn")
    )
    imported(data)
    assert channels()["W0001"].url == "http://s2.example.cn/"


def test_states_and_numbers_agree_after_any_import(office):
    headings = (*HEADINGS, "登记状态", "纳入日期", "退出日期")
    imported(
        a_csv(
            (*a_site("W1", "甲"), "已关停", "2019-01-21", "2019-08-01"),
            (*a_site("W2", "乙"), "", "", ""),
            headings=headings,
        )
    )
    imported(
        a_csv(
            (*a_site("W1", "甲"), "正常运行", "", ""),
            (*a_site("W2", "乙"), "已整合", "", ""),
            headings=headings,
        )
    )
    assert channels()["W2"].registered is RegisteredState.MERGED
    with reading() as session:
        assert channels_and_their_stay_agree(session) == []
    assert [one.delta for one in all_of(ChannelEvent) if one.channel_id == channels()["W1"].id] == [1, -1, 1]


def test_a_plan_that_is_no_longer_true_is_not_carried_out(office):
    ident = a_website(code="W0001", name="甲", url="http://w0001.example.cn/", unit_id=office)
    file = read(a_csv(a_site("W0001", "乙")))
    seen = dry_run(file, Options()).fingerprint()
    edit(ident, {"name": "丙"}, version=1, actor=SUPERVISOR)
    with pytest.raises(RegistryRefused) as refused:
        apply(file, Options(), seen=seen, actor=SUPERVISOR)
    assert refused.value.key == "importing.refused.moved"
    assert channels()["W0001"].name == "丙"


@pytest.mark.parametrize("state", ["已注销", "已关停", "已整合"])
def test_a_row_takes_no_channel_out_whose_issues_stand_open(office, state):
    ident = a_website(code="W0001", name="甲", url="http://w0001.example.cn/", unit_id=office)
    issue = an_issue(channel_id=ident, unit_id=office)
    file = read(a_csv((*a_site("W0001", "甲"), state), headings=(*HEADINGS, "登记状态")))
    plan = dry_run(file, Options())
    assert [fault.name for row in plan.rows for fault in row.faults] == ["open_issues"]
    with writing() as session:
        session.get_one(Issue, issue).state = IssueState.WAIVED
    assert [fault for row in dry_run(file, Options()).rows for fault in row.faults] == []


def test_the_same_file_again_changes_nothing(office):
    data = a_csv(a_site("W0001", "甲"))
    imported(data)
    with pytest.raises(RegistryRefused) as refused:
        imported(data)
    assert refused.value.key == "importing.refused.nothing"
    assert batch_of(read(data).digest).added == 1


def test_staff_may_look_but_not_import(office):
    file = read(a_csv(a_site("W0001", "甲")))
    seen = dry_run(file, Options()).fingerprint()
    with pytest.raises(DomainError):
        apply(file, Options(), seen=seen, actor=Actor("员工", Role.STAFF))


def test_progress_only_grows_and_reaches_its_end(office):
    file, shares = read(a_csv(*(a_site(f"W{n}", f"网站{n}") for n in range(1200)))), []
    plan = dry_run(file, Options(), shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    shares.clear()
    apply(file, Options(), seen=plan.fingerprint(), actor=SUPERVISOR, progress=shares.append)
    assert (shares == sorted(shares), shares[-1]) == (True, 1)


KILLED = """
import os, signal
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.plan import Options
from tests.registry_files import SUPERVISOR, a_country, a_csv, read

def die(share):
    if share > 0.7:
        os.kill(os.getpid(), signal.SIGKILL)

file, options = read(a_csv(*a_country(3000, 30))), Options(create_units=True)
apply(file, options, seen=dry_run(file, options).fingerprint(), actor=SUPERVISOR, progress=die)
"""


def test_a_kill_in_the_middle_leaves_nothing_half_imported(either_database):
    ended = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    assert [all_of(table) for table in (Channel, Unit, ChannelEvent, AuditEntry, ImportBatch)] == [[]] * 5
    imported(a_csv(*a_country(30, 3)), create_units=True)
    assert len(channels()) == 30


def test_an_import_is_undone_as_a_whole(office):
    a_website(code="W0001", name="旧名", url="http://w0001.example.cn/", unit_id=office)
    before = [one.model_dump(exclude={"version"}) for one in all_of(Channel)]
    units = [one.id for one in all_of(Unit)]
    headings = (*HEADINGS, "登记状态")
    batch = imported(
        a_csv(
            (*a_site("W0001", "新名"), "已关停"),
            (*a_site("W0002", "第二", unit="新单位"), ""),
            headings=headings,
        ),
        create_units=True,
    )
    assert undo(batch, actor=SUPERVISOR) == 2
    assert [one.model_dump(exclude={"version"}) for one in all_of(Channel)] == before
    assert ([one.id for one in all_of(Unit)], all_of(ChannelEvent)) == (units, [])
    assert batches().rows[0].undone_by == SUPERVISOR.name
    with pytest.raises(RegistryRefused):
        undo(batch, actor=SUPERVISOR)


def test_an_import_is_not_undone_when_a_channel_was_changed_since(office):
    batch = imported(a_csv(a_site("W0001", "甲"), a_site("W0002", "乙")))
    edit(channels()["W0002"].id, {"phone": "023-22222"}, version=1, actor=SUPERVISOR)
    with pytest.raises(RegistryRefused, match="乙"):
        undo(batch, actor=SUPERVISOR)
    assert sorted(channels()) == ["W0001", "W0002"]
    assert batches().rows[0].undone_at is None


def test_an_import_is_not_undone_when_people_work_on_its_channels(office):
    batch = imported(a_csv(a_site("W0001", "甲")))
    an_issue(channel_id=channels()["W0001"].id, unit_id=office)
    with pytest.raises(RegistryRefused, match="甲"):
        undo(batch, actor=SUPERVISOR)


def test_what_the_checker_saw_goes_with_an_undone_channel(office):
    batch = imported(a_csv(a_site("W0001", "甲")))
    token, seen = a_leader(), a_report(channels()["W0001"].id, Outcome.OK)
    recorded(token, seen)
    with writing() as session:
        suggest(session, seen.channel_id, [Seen("要闻", "http://w0001.example.cn/yw/")])
        session.add(a_finding(seen.channel_id))
    undo(batch, actor=SUPERVISOR)
    assert channels() == {}


def test_of_two_channels_of_one_name_a_row_means_the_one_that_is_not_gone(office):
    a_website(
        code="A0001",
        kind="weibo",
        name="示例发布",
        url="",
        unit_id=office,
        registered=RegisteredState.CANCELLED,
    )
    a_website(code="A0002", kind="weibo", name="示例发布", url="", unit_id=office)
    assert [row.code for row in planned(a_csv(an_account("", "示例发布"))).rows] == ["A0002"]


@pytest.mark.parametrize("other", ["w0001", "Ｗ０００１", " W 0001"])
def test_a_code_is_the_same_however_it_is_written(office, other):
    imported(a_csv(a_site("W0001", "甲网站", host="a.example.cn")))
    plan = planned(a_csv(a_site(other, "乙网站", host="a.example.cn")))
    assert [row.action for row in plan.rows] == ["change"]
    assert imported(a_csv(a_site(other, "乙网站", host="a.example.cn")))
    assert {code: one.name for code, one in channels().items()} == {"W0001": "乙网站"}


def an_issue_of_the_checker(channel_id: int) -> int:
    """What two failed visits and their confirmation leave behind."""
    token = a_leader()
    for confirming in (False, True, True):
        recorded(token, a_report(channel_id, Outcome.PROBLEM), confirming=confirming)
    return next(one.id for one in all_of(Issue) if one.channel_id == channel_id)


def test_all_that_the_machine_wrote_goes_with_an_undone_channel(office):
    batch = imported(a_csv(a_site("W0001", "甲网站")))
    (channel,) = all_of(Channel)
    an_issue_of_the_checker(channel.id)
    verdict_cache.refresh()
    assert all_of(ChannelVerdict)
    assert all_of(Issue)
    undo(batch, actor=SUPERVISOR)
    assert (all_of(Channel), all_of(Issue), all_of(Finding), all_of(ChannelVerdict)) == ([], [], [], [])


def test_an_issue_of_the_checker_that_a_person_took_up_stands_in_the_way(office):
    batch = imported(a_csv(a_site("W0001", "甲网站")))
    issue = an_issue_of_the_checker(all_of(Channel)[0].id)
    transitions.accept([issue], actor=SUPERVISOR)
    with pytest.raises(RegistryRefused, match="1"):
        undo(batch, actor=SUPERVISOR)
    assert len(all_of(Channel)) == 1


def test_a_unit_is_known_by_its_short_name_and_by_what_was_explained(database):
    a_unit(name="示例区人民政府办公室", code="U0701", level=UnitLevel.DISTRICT)
    board = a_unit(name="示例区教育委员会", code="U0702", level=UnitLevel.INDUSTRY)
    learn({(TOPIC, "教育局"): "U0702"}, actor=SUPERVISOR, allowed=lambda _topic: ("U0702",))
    units = ("区教委", "示例区教委", "教育局")
    rows = [a_site("", f"网{n}", unit, host=f"n{n}.example.cn") for n, unit in enumerate(units)]
    file = read_file(a_csv(*rows), "台账.csv", learned())
    found = dry_run(file, Options(create_units=True))
    assert [row.values["unit_id"] for row in found.rows] == [board] * 3
    assert found.units == ()
    assert ["short_unit" in {note.name for note in row.notes} for row in found.rows] == [True] * 3


def test_a_short_name_of_two_units_is_refused_by_a_sentence(database):
    a_unit(name="示例区人民政府办公室", code="U0701", level=UnitLevel.DISTRICT)
    for number, name in enumerate(("示例区教育委员会", "示例市示例区教育委员会")):
        a_unit(name=name, code=f"U071{number}")
    [row] = dry_run(read_file(a_csv(a_site("", "甲网", "区教委")), "台账.csv"), Options()).rows
    assert [fault.name for fault in row.faults] == ["many_units"]
