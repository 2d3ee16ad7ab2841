"""A month of scores from counting to closing, on rows that the rest of the product writes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import Actor, Role
from core.access.actor import use_provider
from core.access.branch import use_scope, visible_units
from core.assessment import appeals, lists, measures, rounds, scheme
from core.assessment.lists import Filter
from core.common import clock
from core.common.errors import DomainError
from core.records import keeping
from core.rules.evidence_files import File
from db.engine import reading, writing
from db.models import (
    AppealState,
    AuditEntry,
    ChannelVerdict,
    CitizenMessage,
    DailyRollup,
    FrozenMonth,
    IssueState,
    Notice,
    NoticeKind,
    NoticeReceipt,
    RoundState,
    UnitLevel,
    UnitScore,
)
from tests.rows import NOON, a_unit, a_website, all_of, an_issue

CHIEF, CLERK = Actor("丙", Role.SUPERVISOR), Actor("丁", Role.INSPECTOR)
OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)
# Eleven days into the next month: its verdicts still speak of October.
TODAY = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
PDF = File("说明.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


def add(*rows):
    with writing() as session:
        session.add_all(rows)


@pytest.fixture
def units(either_database):
    """A bureau with a school below it, another bureau with a faultless site, a third with nothing."""
    with clock.frozen(TODAY):
        bureau = a_unit(level=UnitLevel.INDUSTRY, name="教育局")
        school = a_unit(name="一中", parent_id=bureau)
        good = a_unit(level=UnitLevel.INDUSTRY, name="财政局")
        empty = a_unit(level=UnitLevel.INDUSTRY, name="档案局")
        a_month_of(school, good)
        yield bureau, school, good, empty


def a_month_of(school, good):
    bad_site, good_site = a_website(unit_id=school, balance=1), a_website(unit_id=good, balance=1)
    verdict = {"bonus": 0.0, "rule_version": "1", "basis": "1", "judged_at": TODAY}
    add(
        ChannelVerdict(channel_id=bad_site, grade="failed", base=None, **verdict),
        ChannelVerdict(channel_id=good_site, grade="passed", base=96.0, **verdict),
        DailyRollup(day=LAST, channel_id=bad_site, probes=100, ok=90, failed=10),
        DailyRollup(day=LAST, channel_id=good_site, probes=100, ok=98, failed=0, blocked=2),
        DailyRollup(day=date(2026, 9, 30), channel_id=good_site, probes=9, failed=9),
        Notice(
            id=7, kind=NoticeKind.SUPERVISION, number="7号", title="通报", issued_on=OCTOBER, reply_by=LAST
        ),
    )
    add(
        NoticeReceipt(notice_id=7, unit_id=school),
        CitizenMessage(
            topic="路灯", received_on=date(2026, 10, 12), unit_id=school, replied_on=date(2026, 10, 13)
        ),
        CitizenMessage(topic="校车", received_on=date(2026, 10, 12), unit_id=school),
    )
    in_time = {"reported_at": datetime(2026, 10, 19, 15, 0, tzinfo=UTC), "verified_on": date(2026, 10, 30)}
    due = {"unit_id": school, "due_on": date(2026, 10, 19)}
    an_issue(**due, state=IssueState.VERIFIED, **in_time)
    late = in_time | {"reported_at": datetime(2026, 10, 19, 16, 30, tzinfo=UTC)}  # past midnight in Shanghai
    an_issue(**due, state=IssueState.VERIFIED, **late)
    an_issue(**due, state=IssueState.OPEN)
    an_issue(**due, state=IssueState.DISMISSED)
    an_issue(**due, state=IssueState.VERIFYING, reported_at=in_time["reported_at"])


def test_a_month_is_counted_from_rows_and_what_had_none_stays_unknown(units):
    bureau, _, good, empty = units
    assert rounds.count(OCTOBER, actor=CLERK) == 2
    first, second, last = lists.lines(OCTOBER)
    assert [(one.unit_id, one.place, one.placed) for one in (first, second, last)] == [
        (good, 1, 2), (bureau, 2, 2), (empty, 0, 2),
    ]  # fmt: skip
    assert (last.score, last.measures) == (None, {})
    # Verdict 96 of 100 and availability 98 of 98, weighing 40 and 20.
    assert (first.measures, first.score) == ({"verdict": [0.96, 1], "availability": [98, 98]}, 97.3)
    assert second.measures == {
        "verdict": [0, 1], "availability": [90, 100], "rectification": [1, 3], "messages": [1, 2],
        "notices": [0, 1],
    }  # fmt: skip
    assert second.score == 31.3
    for key, (part, whole) in second.measures.items():
        rows = lists.rows_behind(key, OCTOBER, bureau)
        assert (sum(row.part for row in rows), sum(row.whole for row in rows)) == (part, whole)
    assert [lists.lines(OCTOBER, Filter(words=words)) for words in ("财政", "%")] == [(first,), ()]
    assert lists.lines(OCTOBER, Filter(unit_id=bureau)) == (second,)


def test_a_month_long_past_has_no_verdicts_any_more(units):
    with clock.frozen(TODAY + timedelta(days=30)), reading() as session:
        assert measures.counted(session, "verdict", measures.month_of(OCTOBER)) == []
        assert measures.counted(session, "availability", measures.month_of(OCTOBER)) != []


def test_it_is_published_appealed_adjusted_and_closed_into_the_figures(units):
    bureau, school, *_ = units
    rounds.count(OCTOBER, actor=CLERK)
    until = rounds.publish(OCTOBER, 1, actor=CHIEF)
    _, line, _ = lists.lines(OCTOBER)
    mine = Actor("校长", Role.STAFF, unit_id=bureau)
    for stranger in (Actor("外人", Role.STAFF, unit_id=school), Actor("领导", Role.LEADER)):
        with pytest.raises(DomainError):
            appeals.appeal(line.id, "不服", actor=stranger)
    number = appeals.appeal(line.id, "留言已电话答复", [PDF], actor=mine)
    with pytest.raises(DomainError, match="已有一件申诉"):
        appeals.appeal(line.id, "再申诉", actor=mine)
    with pytest.raises(DomainError, match="申诉期到"):
        rounds.close(OCTOBER, 2, actor=CHIEF)
    with clock.frozen(clock.start_of(until + timedelta(days=1))):
        with pytest.raises(DomainError, match="1 件申诉"):
            rounds.close(OCTOBER, 2, actor=CHIEF)
        appeals.grant(number, 5, "证明属实", actor=CHIEF)
        with pytest.raises(DomainError, match="已经裁决"):
            appeals.refuse(number, "迟到的裁决", actor=CHIEF)
        assert rounds.close(OCTOBER, 2, actor=CHIEF) == 2
        with pytest.raises(DomainError, match="定稿"):
            appeals.adjust(line.id, 2, 1, "再加", actor=CHIEF)
    scores = {row.unit_id: (row.score, row.rule_version) for row in all_of(UnitScore)}
    assert scores[bureau] == (36.3, "weights-0")
    (row,) = lists.appeals().rows
    assert (row.state, row.points, row.file_name) == (AppealState.GRANTED, 5, "说明.pdf")
    assert [one.action for one in all_of(AuditEntry)] == [
        "count",
        "publish",
        "appeal",
        "adjust",
        "grant",
        "close",
    ]


def test_steps_go_back_and_a_frozen_month_stands(units):
    rounds.count(OCTOBER, actor=CLERK)
    with pytest.raises(DomainError, match="刷新"):
        rounds.close(OCTOBER, 1, actor=CHIEF)
    with clock.frozen(datetime(2026, 12, 1, 4, 0, tzinfo=UTC)):
        rounds.publish(OCTOBER, 1, actor=CHIEF)
        with pytest.raises(DomainError, match="退回草稿"):
            rounds.count(OCTOBER, actor=CLERK)
    with clock.frozen(datetime(2026, 12, 20, 4, 0, tzinfo=UTC)):
        rounds.close(OCTOBER, 2, actor=CHIEF)
        with pytest.raises(DomainError, match="他人"):
            keeping.change(
                "unit_score", (OCTOBER, units[0]), *({"unit_id": units[0], "month": OCTOBER, "score": one,
                "rule_version": "weights-0"} for one in (lists.lines(OCTOBER)[1].score, 99)), actor=CLERK,
            )  # fmt: skip
        rounds.reopen(OCTOBER, 3, "漏算一项", actor=CHIEF)
        assert all_of(UnitScore) == []
        rounds.close(OCTOBER, 4, actor=CHIEF)
        add(FrozenMonth(month=OCTOBER, figures={}, rule_versions={}, frozen_at=NOON, actor="丙", note=""))
        with pytest.raises(DomainError, match="2026-10"):
            rounds.reopen(OCTOBER, 5, "还想改", actor=CHIEF)


def test_counting_again_keeps_adjustments_and_a_draft_can_be_thrown_away(units):
    rounds.count(OCTOBER, actor=CLERK)
    good, bureau, empty = lists.lines(OCTOBER)
    appeals.adjust(bureau.id, bureau.version, 30, "专项工作加分", actor=CHIEF)
    with pytest.raises(DomainError, match="刷新"):
        appeals.adjust(bureau.id, bureau.version, 9, "迟到", actor=CHIEF)
    for wrong in (31, float("nan")):
        with pytest.raises(DomainError):
            appeals.adjust(good.id, good.version, wrong, "太多", actor=CHIEF)
    with pytest.raises(DomainError, match="没有评分可调整"):
        appeals.adjust(empty.id, empty.version, 5, "补", actor=CHIEF)
    rounds.count(OCTOBER, actor=CLERK)
    assert [one.score for one in lists.lines(OCTOBER)] == [97.3, 61.3, None]
    rounds.discard(OCTOBER, 2, actor=CLERK)
    assert (lists.rounds(), lists.lines(OCTOBER)) == ((), ())


def test_weights_are_versions_and_a_published_month_keeps_its_own(units):
    rounds.count(OCTOBER, actor=CLERK)
    only = dict.fromkeys(scheme.scheme().weights, 0.0) | {"availability": 10.0}
    assert scheme.change_weights(0, only, "只看可用", actor=CHIEF) == 1
    with pytest.raises(DomainError, match="刷新"):
        scheme.change_weights(0, only, "迟到", actor=CHIEF)
    for wrong in ({}, {"verdict": -1}, {"verdict": float("inf")}, {"verdict": 101}):
        with pytest.raises(DomainError):
            scheme.change_weights(1, wrong, "错", actor=CHIEF)
    assert lists.lines(OCTOBER)[1].score == 31.3
    rounds.count(OCTOBER, actor=CLERK)
    assert [one.score for one in lists.lines(OCTOBER)] == [100, 90, None]


def test_a_unit_sees_its_own_published_score_with_its_place_among_all(units):
    bureau, _, good, _ = units
    rounds.count(OCTOBER, actor=CLERK)
    use_provider(lambda: Actor("校长", Role.STAFF, unit_id=bureau))
    use_scope(visible_units)
    try:
        assert (lists.rounds(), lists.lines(OCTOBER), lists.means()) == ((), (), ())
        rounds.publish(OCTOBER, 1, actor=CHIEF)
        (line,) = lists.lines(OCTOBER)
        assert (line.unit_id, line.place, line.placed) == (bureau, 2, 2)
        assert lists.rounds()[0].state is RoundState.PUBLISHED
        assert {row.unit_id for row in lists.rows_behind("availability", OCTOBER, good)} == set()
    finally:
        use_scope(None)
        use_provider(None)


def test_a_quarter_is_the_mean_of_three_months_or_unknown_and_growth_is_since_a_month(units):
    _, _, good, empty = units
    by_hand = {(7, good): 50.0, (8, good): 60.0, (9, good): 70.0, (7, empty): 90.0, (8, empty): 91.0}
    for (month, unit), score in by_hand.items():
        given = {"unit_id": unit, "month": date(2026, month, 1), "score": score, "rule_version": "纸质"}
        keeping.enter("unit_score", given, actor=CLERK)
    one, other = lists.quarter(date(2026, 7, 1))
    assert (one.unit_id, one.months, one.score, one.place) == (good, (50, 60, 70), 60, 1)
    assert (other.unit_id, other.months, other.score, other.place) == (empty, (90, 91, None), None, 0)
    rounds.count(OCTOBER, actor=CLERK)
    means = lists.means(Filter(unit_id=good))
    assert [one.mean for one in means] == [50, 60, 70, 97.3]
    assert [lists.growth(means, date(2026, month, 1)) for month in (1, 9, 10)] == [94.6, 39.0, None]
    with pytest.raises(DomainError, match="手工登记"):
        rounds_by_hand(good)


def rounds_by_hand(unit):
    september = date(2026, 9, 1)
    rounds.count(september, actor=CLERK)
    rounds.publish(september, 1, actor=CHIEF)
    with clock.frozen(TODAY + timedelta(days=20)):
        rounds.close(september, 2, actor=CHIEF)
