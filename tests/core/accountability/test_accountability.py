"""Accountability: records by kind, taken back without a trace lost, and as the words of a notice."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.accountability import keeping, lists
from core.accountability.keeping import Form
from core.accountability.rules import kind_name, kinds
from core.common import clock
from core.common.errors import DomainError
from core.common.text import use_language
from core.notices.draft import read_draft
from core.notices.drafting import Wanted, begin
from db.models import Accountability, AuditEntry, Issue, NoticeKind
from tests.rows import NOON, a_unit, all_of, an_issue

OFFICE, STAFF = Actor("丙", Role.SUPERVISOR), Actor("乙", Role.STAFF)
TODAY = date(2026, 11, 23)
YEAR = date(2026, 1, 1), TODAY


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def entered(kind="talk", day=TODAY, **fields):
    form = Form(kind, fields.pop("unit_id", None) or a_unit(), day, "逾期未整改", **fields)
    return keeping.enter(form, actor=OFFICE)


def test_records_are_counted_by_kind_and_period_and_every_count_is_its_rows():
    entered("talk")
    entered("talk", TODAY - timedelta(days=400))
    entered("dismissal", person="信息科负责人")
    assert lists.counts(*YEAR) == dict.fromkeys(kinds(), 0) | {"talk": 1, "dismissal": 1}
    for kind, count in lists.counts(*YEAR).items():
        assert lists.listed(*YEAR, kind=kind).total == count
    assert [row.person for row in lists.listed(*YEAR, kind="dismissal").rows] == ["信息科负责人"]


def test_a_withdrawn_record_counts_nowhere_stays_and_comes_back():
    row = entered()
    keeping.withdraw(row, 1, "登记有误", actor=OFFICE)
    assert (lists.counts(*YEAR)["talk"], lists.listed(*YEAR).total) == (0, 0)
    (kept,) = lists.listed(*YEAR, withdrawn=True).rows
    assert (kept.withdrawn_by, kept.version) == ("丙", 2)
    keeping.put_back(row, 2, actor=OFFICE)
    assert lists.counts(*YEAR)["talk"] == 1
    assert [(entry.action, entry.actor, entry.reason) for entry in all_of(AuditEntry)] == [
        ("enter", "丙", ""), ("withdraw", "丙", "登记有误"), ("put-back", "丙", ""),
    ]  # fmt: skip


def test_the_second_of_two_people_learns_who_was_first():
    row = entered()
    keeping.withdraw(row, 1, "重复", actor=Actor("甲", Role.SUPERVISOR))
    with pytest.raises(DomainError) as refused:
        keeping.withdraw(row, 1, "重复", actor=OFFICE)
    assert "甲" in str(refused.value)
    with pytest.raises(DomainError):
        keeping.put_back(row, 1, actor=OFFICE)
    assert len(all_of(AuditEntry)) == 2


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"kind": "exile"}, "accountability_kind"),
        ({"day": TODAY + timedelta(days=1)}, "accountability_day"),
        ({"unit_id": 999}, "unknown_unit"),
        ({"issue": "2026-99999"}, "unknown_issue"),
        ({"person": "名" * 101}, "note_too_long"),
    ],
)
def test_what_does_not_hold_is_refused_and_keeps_nothing(fields, key):
    with pytest.raises(DomainError) as refused:
        entered(**fields)
    assert refused.value.key == f"refusal.{key}"
    assert all_of(Accountability) == []


def test_staff_hold_nobody_to_account_and_a_reason_is_needed():
    unit = a_unit()
    with pytest.raises(DomainError):
        keeping.enter(Form("talk", unit, TODAY, "逾期"), actor=STAFF)
    with pytest.raises(DomainError):
        keeping.enter(Form("talk", unit, TODAY, "  "), actor=OFFICE)
    with pytest.raises(DomainError):
        keeping.withdraw(entered(), 1, " ", actor=OFFICE)


def test_a_record_names_its_issue():
    an_issue()
    (number,) = [row.number for row in all_of(Issue)]
    entered(issue=number)
    assert lists.listed(*YEAR).rows[0].issue == number


def test_a_notice_is_drafted_with_the_records_of_its_period():
    unit = a_unit(name="示例一局")
    entered("criticism", unit_id=unit)
    entered("criticism", unit_id=a_unit(name="示例二局"))
    entered("talk", TODAY - timedelta(days=90), unit_id=unit)
    keeping.withdraw(entered("removal"), 1, "登记有误", actor=OFFICE)
    wanted = Wanted(
        NoticeKind.SUPERVISION, "通报", TODAY - timedelta(days=30), TODAY, issue_ids=[an_issue(unit_id=unit)]
    )
    paper = read_draft(begin(wanted, actor=OFFICE)).paper
    (text,) = [section["body"] for section in paper.sections if section["key"] == "accountability"]
    assert text == "通报批评2家单位：示例二局、示例一局。"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_a_name(language):
    use_language(language)
    assert all(kind_name(kind) != kind for kind in kinds())
