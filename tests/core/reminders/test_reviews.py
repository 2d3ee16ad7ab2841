"""Policies to be reviewed and assessments that expire are said to the office and to their units."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.records import keeping, lists
from core.reminders.dues import dues
from core.reminders.items import items_for
from core.reminders.rules import reminder_rules
from core.tasks import making, proving
from core.tasks.lists import channels
from core.tasks.making import Form, Scope
from core.tasks.proving import Proof
from db.engine import reading, writing
from db.models import ChannelEvent, EventKind, Recipient, TaskKind
from tests.rows import NOON, a_unit, a_website

OFFICE, CHIEF = Actor("丁", Role.INSPECTOR), Actor("丙", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def said_to(unit_id: int | None) -> list[str]:
    with reading() as session:
        items = items_for(session, Recipient(name="张三", unit_id=unit_id))
    assert len({item.noun_id for item in items}) == len(items)
    return [item.line for item in items if item.topic == "review"]


def a_policy(title: str, review_on: date | None, **more: object) -> None:
    row = {"title": title, "kind": "unit", "issued_on": date(2020, 1, 1), "review_on": review_on, **more}
    keeping.enter("regulation", row, actor=OFFICE)


def test_what_is_due_within_a_month_or_late_is_said_to_the_office_and_its_unit_alone():
    mine, theirs = a_unit(), a_unit()
    a_policy("逾期的", date(2026, 11, 1), unit_id=mine)
    a_policy("将到期的", date(2026, 12, 20))
    a_policy("明年的", date(2027, 6, 1), unit_id=mine)
    a_policy("已失效的", date(2026, 11, 1), in_force_until=date(2026, 10, 1), unit_id=mine)
    a_policy("不知何时的", None, unit_id=mine)
    site = a_website(unit_id=mine, name="某网")
    for year in (2025, 2024):
        row = {"channel_id": site, "record_number": "1", "assessed_on": date(year, 12, 1), "result": "mostly",
               "expires_on": date(year + 1, 12, 1)}  # fmt: skip
        keeping.enter("mlps_assessment", row, actor=OFFICE)
    wanted = ["逾期的，应于 2026-11-01", "某网，应于 2026-12-01", "将到期的，应于 2026-12-20"]
    assert [line.partition("：")[2].partition(" 前")[0] for line in said_to(None)] == wanted
    assert [line.partition("：")[2].partition(" 前")[0] for line in said_to(mine)] == wanted[:2]
    assert said_to(theirs) == []
    assert reminder_rules().review_days == 30


def test_a_suggestion_belongs_to_the_unit_that_answers():
    unit = a_unit(name="某局")
    row = {"title": "建议一", "published_on": date(2026, 4, 1), "unit_id": unit}
    keeping.enter("suggestion", row, actor=OFFICE)
    keeping.enter("suggestion", {**row, "title": "建议二", "unit_id": None}, actor=OFFICE)
    year = date(2026, 1, 1), date(2026, 12, 31)
    mine = lists.listed("suggestion", *year, lists.Filter(unit_id=unit)).rows
    assert [(line.values["title"], line.shown("unit_id")) for line in mine] == [("建议一", "某局")]


def test_a_task_that_falls_due_is_said_and_listed_until_its_channels_have_done_it():
    mine, theirs = a_unit(), a_unit()
    sites = [
        a_website(unit_id=unit, name=name)
        for unit, name in ((mine, "甲网"), (mine, "乙网"), (theirs, "丙网"))
    ]
    with writing() as session:
        for site in sites:
            session.add(ChannelEvent(channel_id=site, kind=EventKind.OPENED, delta=1, day=date(2020, 1, 1)))
    today = clock.today()
    given = {"kind": TaskKind.REPOST, "starts_on": today - timedelta(days=9)}
    late = making.make(Form("转发通知", due_on=today - timedelta(days=1), **given), actor=CHIEF)
    making.make(Form("不急的", due_on=today + timedelta(days=30), **given), actor=CHIEF)
    making.make(Form("只要甲网", due_on=today, scope=Scope(units=(mine,)), **given), actor=CHIEF)
    a_policy("将到期的", date(2026, 12, 20), unit_id=mine)

    def listed(unit_id: int | None) -> list[tuple[str, int | None, bool]]:
        return [(row.about, row.left, row.late) for row in dues(unit_id)]

    policy = ("将到期的", None, False)
    assert listed(None) == [("转发通知", 3, True), ("只要甲网", 2, False), policy]
    assert listed(theirs) == [("转发通知", 1, True)]
    with reading() as session:
        said = [
            item.line
            for item in items_for(session, Recipient(name="张三", unit_id=mine))
            if item.topic == "task"
        ]
    assert said == [f"· 转发通知：还有 2 个平台未完成，期限 {today - timedelta(days=1)}",
                    f"· 只要甲网：还有 2 个平台未完成，期限 {today}"]  # fmt: skip
    proofs = [Proof(row.id, today, note="已转发") for row in channels(late).rows]
    proving.prove(proofs, actor=OFFICE)
    assert listed(theirs) == []
