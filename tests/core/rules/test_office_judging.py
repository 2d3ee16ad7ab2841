"""A person's word on the supervising body: it counts for its year, stays explained, and can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.rules import office_words, supervision
from core.rules.evidence_files import File
from core.rules.office_judging import Seen, judge, put_back, withdraw
from core.rules.results import Effect, Found, Grade, Judge, JudgedAs, Line
from db.engine import writing
from db.models import AuditEntry, ErrorReport, OfficeJudgement
from tests.rows import NOON, all_of

CHIEF, OTHER, STAFF = (
    Actor("丙", Role.SUPERVISOR),
    Actor("甲", Role.SUPERVISOR),
    Actor("乙", Role.STAFF),
)
PDF = b"%PDF-1.7\n%%EOF\n"
YEAR = 2025


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def said(indicator, judged_as=JudgedAs.MET, version=0, *, year=YEAR, reason="国办通报", **given):
    judge(Seen(year, indicator, version), judged_as, reason=reason, **{"actor": CHIEF, **given})


def line(indicator: str, year: int = YEAR) -> Line:
    office = supervision.verdict_on_office(year)
    assert office is not None
    return next(each for each in office.verdict.lines if each.indicator == indicator)


def grade(year: int = YEAR) -> Grade:
    office = supervision.verdict_on_office(year)
    assert office is not None
    return office.verdict.grade


def a_report(received: date, closed: date | None = None) -> None:
    with writing() as session:
        session.add(ErrorReport(text="链接打不开", received_on=received, closed_on=closed))


def test_the_year_is_judged_once_persons_have_answered_every_veto():
    a_report(date(2025, 5, 1), date(2025, 5, 2))
    said("K-V1")
    assert grade() is Grade.UNJUDGED
    said("K-V2", JudgedAs.EXEMPT)
    assert grade() is Grade.PASSED
    office = supervision.verdict_on_office(YEAR)
    assert office.verdict.by_judge() == {Judge.PERSON: 2, Judge.MACHINE: 2, Judge.NOBODY: 1}
    assert (line("K-V1").effect, line("K-V2").effect) == (Effect.NONE, Effect.EXEMPT)


def test_a_line_says_who_judged_it_when_and_why():
    said("K-V1", reason=" 国办秘函，未列入 ")
    result = line("K-V1").result
    assert (result.by, result.at, result.rule_version) == ("丙", NOON, "national-2019.1")
    assert [(each.noun, each.facts["reason"]) for each in result.evidence] == [
        ("office_judgement", "国办秘函，未列入")
    ]


def test_a_veto_that_is_not_met_fails_the_year():
    said("K-V2", JudgedAs.FAILED)
    assert grade() is Grade.FAILED
    assert line("K-V2").effect is Effect.VETO


def test_a_bonus_is_given_when_met_and_not_earned_when_not():
    said("K-B1")
    assert (line("K-B1").effect, line("K-B1").points) == (Effect.BONUS, 5)
    said("K-B1", JudgedAs.FAILED, 1)
    assert (line("K-B1").effect, line("K-B1").points) == (Effect.UNEARNED, None)


def test_a_word_holds_for_its_year_and_the_next_begins_unanswered():
    said("K-V1", JudgedAs.FAILED)
    assert line("K-V1", YEAR + 1).result.found is Found.UNKNOWN
    with clock.frozen(datetime.fromisoformat("2027-01-01T04:00+00:00")):
        assert supervision.verdict_on_office().year == YEAR + 1
        assert grade(YEAR + 1) is Grade.UNJUDGED
        assert grade(YEAR) is Grade.FAILED


def test_as_on_channels_a_persons_word_goes_before_the_ledgers_which_stays_beside_it():
    a_report(date(2025, 5, 1))
    assert line("K-D1").points == -3
    said("K-D1", JudgedAs.FAILED, faults=4)
    assert line("K-D1").points == -12
    assert [each.noun for each in line("K-D1").result.evidence] == ["office_judgement", "error_report"]
    assert supervision.rows_behind(supervision.verdict_on_office(YEAR), "K-D1").total == 1
    withdraw(Seen(YEAR, "K-D1", 1), reason="台账无误", actor=CHIEF)
    assert (line("K-D1").points, line("K-D1").result.judge) == (-3, Judge.MACHINE)


def test_faults_are_counted_only_where_each_costs_points():
    said("K-V1", JudgedAs.FAILED, faults=7)
    said("K-D1", JudgedAs.MET, faults=7)
    assert [row.faults for row in all_of(OfficeJudgement)] == [1, 1]


def test_a_word_taken_back_is_unanswered_until_it_is_put_back():
    said("K-V1", file=File("通报.pdf", PDF))
    withdraw(Seen(YEAR, "K-V1", 1), reason="看错文件", actor=OTHER)
    assert line("K-V1").result.found is Found.UNKNOWN
    put_back(Seen(YEAR, "K-V1", 2), actor=OTHER)
    assert (line("K-V1").result.found, line("K-V1").result.by) == (Found.MET, "甲")
    assert [
        (row.version, row.judged_as, row.by, row.reason) for row in office_words.history(YEAR, "K-V1")
    ] == [
        (3, JudgedAs.MET, "甲", "国办通报"),
        (2, None, "甲", "看错文件"),
        (1, JudgedAs.MET, "丙", "国办通报"),
    ]
    assert [(entry.action, entry.actor, entry.changes["K-V1"]) for entry in all_of(AuditEntry)] == [
        ("judge", "丙", [None, "met"]),
        ("withdraw", "甲", ["met", None]),
        ("put-back", "甲", [None, "met"]),
    ]
    assert office_words.history(YEAR, "K-V1")[0].data() == PDF


def test_the_second_of_two_people_learns_who_was_first_and_changes_nothing():
    said("K-V1", actor=OTHER)
    for second in (
        lambda: said("K-V1", JudgedAs.FAILED),
        lambda: withdraw(Seen(YEAR, "K-V1", 0), reason="误", actor=CHIEF),
        lambda: put_back(Seen(YEAR, "K-V1", 0), actor=CHIEF),
    ):
        with pytest.raises(DomainError, match="甲 于 2026-11-23 12:00"):
            second()
    assert [row.judged_as for row in all_of(OfficeJudgement)] == [JudgedAs.MET]
    assert len(all_of(AuditEntry)) == 1


def test_of_many_at_once_one_is_taken_and_the_others_are_refused():
    def attempt(_: int) -> bool:
        try:
            said("K-V1")
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1
    assert len(all_of(OfficeJudgement)) == len(all_of(AuditEntry)) == 1


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"indicator": "K-0"}, "rule.refused.unknown_indicator"),
        ({"indicator": "V-W1"}, "rule.refused.unknown_indicator"),
        ({"year": 2027}, "office.refused.year"),
        ({"year": 2020}, "office.refused.year"),
        ({"reason": "  "}, "rule.refused.reason_missing"),
        ({"reason": "长" * 501}, "rule.refused.note_too_long"),
        ({"faults": 0}, "rule.refused.faults"),
        ({"file": File("网页.pdf", b"<html></html>")}, "refusal.file_kind"),
        ({"actor": STAFF}, "refusal.role"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(changed, key, data_dir):
    with pytest.raises(DomainError) as refused:
        said(**{"indicator": "K-V1", **changed})
    assert refused.value.key == key
    assert str(refused.value)
    assert all_of(OfficeJudgement) == all_of(AuditEntry) == []
    assert not (data_dir / "evidence").exists()


def test_only_what_was_said_is_taken_back_and_only_what_was_taken_back_is_put_back():
    with pytest.raises(DomainError) as refused:
        withdraw(Seen(YEAR, "K-V1"), reason="误", actor=CHIEF)
    assert refused.value.key == "office.refused.nothing_said"
    said("K-V1")
    with pytest.raises(DomainError) as refused:
        put_back(Seen(YEAR, "K-V1", 1), actor=CHIEF)
    assert refused.value.key == "office.refused.nothing_withdrawn"
    with pytest.raises(DomainError):
        withdraw(Seen(YEAR, "K-V1", 1), reason="误", actor=STAFF)
    with pytest.raises(DomainError):
        put_back(Seen(YEAR, "K-V1", 1), actor=STAFF)
    assert len(all_of(OfficeJudgement)) == 1
