"""Chapters kept by hand: entered, changed, withdrawn and put back, never 0 before anybody recorded them."""

import warnings
from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import LANGUAGES, catalogue
from core.records import completeness, keeping, lists, proofs, references
from core.records.chapter import Kind
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from core.reporting.figures import figures_of
from core.reporting.figures.counting import Year, of_chapter
from core.reporting.figures.labels import leaves, value_words
from core.reporting.reports.period import period_of
from core.reporting.reports.report import make_report
from db.engine import reading, writing
from db.models import AuditEntry, Drill, FrozenMonth, RecordYear, Survey
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE, STAFF = Actor("丁", Role.INSPECTOR), Actor("乙", Role.STAFF)
TODAY = date(2026, 11, 23)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def a_drill(day=TODAY, title="断网演练"):
    return keeping.enter("drill", {"title": title, "day": day}, actor=OFFICE)


def of_year(key, year=2026):
    return next(one for one in completeness.completeness(year) if one.key == key)


def drills(day=TODAY):
    return figures_of(day)["security"]["drills"]


def test_what_nobody_recorded_is_unknown_and_says_so_until_somebody_confirms_none():
    assert drills() is None
    assert value_words("security.drills", drills()) == "未登记"
    assert all(state.missing for state in completeness.completeness(2026))
    completeness.confirm_none("drill", 2026, actor=OFFICE)
    assert (drills(), drills(date(2025, 12, 31))) == (0, None)
    (state,) = [one for one in completeness.completeness(2026) if one.key == "drill"]
    assert (state.confirmed_by, state.confirmed_at, state.missing) == ("丁", NOON, False)
    completeness.take_back_none("drill", 2026, actor=OFFICE)
    assert drills() is None


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_an_empty_installation_prints_no_0_but_for_what_the_registry_holds(year: int):
    found = figures_of(min(date(year, 12, 31), TODAY))
    nothing = {path for path, value in leaves(found) if value == 0}
    assert {path for path in nothing if not path.startswith("registry.")} == set()
    by_hand = {path for one in (*CHAPTERS, *KEPT_ELSEWHERE) for path in one.figures}
    assert {value_words(path, value) for path, value in leaves(found) if path in by_hand} == {"未登记"}


def test_what_another_page_keeps_counts_from_0_once_it_is_begun_and_in_that_year_only():
    completeness.begin("message", 2026, actor=OFFICE)
    completeness.confirm_none("vulnerability", 2026, actor=OFFICE)
    for day, wanted in ((TODAY, 0), (date(2025, 12, 31), None)):
        found = figures_of(day)
        assert found["interaction"]["messages_handled"] == wanted
        assert found["security"]["vulnerabilities_found_and_rectified"] == wanted
    assert found["interaction"]["error_reports_received"] is None


def test_none_said_in_march_does_not_speak_for_the_rest_of_a_year_that_is_over():
    with clock.frozen(datetime(2025, 3, 3, 4, 0, tzinfo=UTC)):
        completeness.confirm_none("drill", 2025, actor=OFFICE)
        assert drills(date(2025, 3, 3)) == 0
    with clock.frozen(datetime(2025, 9, 3, 4, 0, tzinfo=UTC)):
        assert drills(date(2025, 9, 3)) == 0, "while the year is under way it stands"
    assert (drills(date(2025, 12, 31)), drills(date(2025, 3, 3))) == (None, 0)
    (state,) = [one for one in completeness.completeness(2025) if one.key == "drill"]
    assert (state.missing, state.old, state.confirmed_by) == (True, True, "丁")
    completeness.confirm_none("drill", 2025, actor=Actor("戊", Role.INSPECTOR))
    assert drills(date(2025, 12, 31)) == 0
    assert [(row.confirmed_by, row.none) for row in all_of(RecordYear)] == [("戊", True)]
    a_drill(date(2025, 4, 4))
    assert drills(date(2025, 12, 31)) == 1
    assert all_of(RecordYear) == []


def test_months_that_are_left_out_are_named_with_their_chapter():
    site = a_website(unit_id=a_unit())
    for month in (1, 4):
        given = {"channel_id": site, "day": date(2025, month, 5), "visits": 1, "new_visitors": 0}
        keeping.enter("traffic", given, actor=OFFICE)
    (state,) = [one for one in completeness.completeness(2025) if one.key == "traffic"]
    assert state.gaps[:2] == (date(2025, 2, 1), date(2025, 3, 1))
    assert date(2025, 12, 1) in state.gaps
    assert all(not one.gaps for one in completeness.completeness(2024))


def test_a_proof_of_no_row_is_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DomainError):
            proofs.put("drill", (None,), None, actor=OFFICE)


def test_a_chapter_that_was_begun_counts_from_nothing():
    completeness.begin("drill", 2026, actor=OFFICE)
    assert drills() == 0
    with pytest.raises(DomainError, match="丁"):
        completeness.confirm_none("drill", 2026, actor=OFFICE)
    keeping.withdraw("drill", a_drill(), {"title": "断网演练", "day": TODAY}, actor=OFFICE)
    assert drills() == 0


def test_a_chapter_begun_in_mid_year_leaves_the_part_before_unrecorded():
    completeness.begin("drill", 2026, since=date(2026, 7, 20), actor=OFFICE)
    assert (drills(), drills(date(2026, 6, 30))) == (None, None), "of January to June nobody said a word"
    third = Year(date(2026, 7, 1), date(2026, 9, 30))
    with reading() as session:
        assert of_chapter(session, third, "drill", 0) == 0, "of July to September somebody did"
        assert of_chapter(session, Year(date(2026, 6, 1), date(2026, 9, 30)), "drill", 0) is None
    before = tuple(date(2026, month, 1) for month in range(1, 7))
    state = of_year("drill")
    assert (state.missing, state.gaps, state.since) == (True, before, date(2026, 7, 1))
    a_drill(date(2026, 8, 4))
    state = of_year("drill")
    assert (state.missing, state.rows, state.gaps) == (False, 1, before)
    assert drills() == 1
    a_drill(date(2026, 3, 9))
    assert of_year("drill").gaps == before[:2] + before[3:], "a month with a row is recorded"
    second = Year(date(2026, 4, 1), date(2026, 6, 30))
    with reading() as session:
        assert of_chapter(session, second, "drill", 0) is None, "a row in March does not speak for April"
    completeness.take_back_none("drill", 2026, actor=OFFICE)
    assert of_year("drill").gaps == ()


def test_a_report_on_a_year_names_the_months_before_a_chapter_was_begun():
    completeness.begin("message", 2026, since=date(2026, 3, 1), actor=OFFICE)
    report = make_report(period_of("yearly", TODAY))
    assert dict(report.gaps) == {"message": (date(2026, 1, 1), date(2026, 2, 1))}
    assert drills() is None
    figures = {one.path: one.value for one in report.figures}
    assert figures["interaction.messages_handled"] is None


def test_one_chapter_stands_as_it_does_among_all():
    a_drill()
    completeness.begin("message", 2026, since=date(2026, 3, 1), actor=OFFICE)
    completeness.confirm_none("survey", 2026, actor=OFFICE)
    keeping.enter("traffic", {"channel_id": a_website(), "day": date(2026, 9, 5), "visits": 1}, actor=OFFICE)
    everything = completeness.completeness(2026)
    assert [one.key for one in everything] == [one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE)]
    assert [completeness.state_of(one.key, 2026) for one in everything] == list(everything)
    assert sum(bool(one.gaps) for one in everything) == 2


def test_no_growth_is_counted_against_a_year_that_was_kept_in_part():
    for year in (2025, 2026):
        a_drill(date(year, 11, 4))
    span = date(2026, 1, 1), TODAY
    assert lists.in_period("drill", *span)[""] == 1
    completeness.begin("drill", 2026, since=date(2026, 7, 1), actor=OFFICE)
    assert lists.in_period("drill", *span)[""] is None
    assert lists.in_period("drill", date(2026, 7, 1), TODAY)[""] == 1
    assert lists.in_period("drill", date(2025, 1, 1), date(2025, 12, 31))[""] == 1


@pytest.mark.parametrize("since", [date(2026, 12, 1), date(2025, 7, 1)])
def test_a_chapter_begins_in_a_month_of_its_year_that_has_come(since: date):
    with pytest.raises(DomainError, match=r"2026 年内|还没有到"):
        completeness.begin("drill", 2026, since=since, actor=OFFICE)
    assert all_of(RecordYear) == []


def test_a_list_and_the_report_say_the_same_of_a_quarter_without_rows():
    quarter = Year(date(2026, 7, 1), date(2026, 9, 30))
    for wanted in (None, 0):
        with reading() as session:
            assert of_chapter(session, quarter, "drill", 0) == wanted
        assert lists.sums("drill", quarter.first, quarter.last)[""] == wanted
        a_drill(date(2026, 2, 4))


def test_a_row_ends_the_confirmation_of_its_year_and_only_of_that():
    for year in (2025, 2026):
        completeness.confirm_none("drill", year, actor=OFFICE)
    a_drill(date(2025, 5, 4))
    assert [row.year for row in all_of(RecordYear)] == [2026]
    with pytest.raises(DomainError, match="已有 1 条"):
        completeness.confirm_none("drill", 2025, actor=OFFICE)


def test_a_row_is_changed_withdrawn_and_put_back_and_the_trail_keeps_it():
    key = a_drill()
    old = {"title": "断网演练", "day": TODAY}
    new = {"title": "勒索病毒演练", "day": TODAY - timedelta(days=40)}
    keeping.change("drill", key, old, new, actor=OFFICE)
    with pytest.raises(DomainError, match="他人"):
        keeping.change("drill", key, old, {**old, "title": "迟到的修改"}, actor=OFFICE)
    with pytest.raises(DomainError, match="他人"):
        keeping.withdraw("drill", key, old, actor=OFFICE)
    values = keeping.withdraw("drill", key, new, actor=OFFICE)
    assert (all_of(Drill), drills()) == ([], None)
    keeping.enter("drill", values, actor=OFFICE)
    (back,) = lists.listed("drill", *YEAR).rows
    assert (back.values, drills()) == ({**new, "result": "", "found": None}, 1)
    assert [row.action for row in all_of(AuditEntry)] == ["enter", "edit", "withdraw", "enter"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": " ", "day": TODAY}, "演练名称"),
        ({"title": "演练", "day": TODAY + timedelta(days=1)}, "还没有到"),
        ({"title": "演练", "day": "五月"}, "须是日期"),
        ({"title": "演" * 201, "day": TODAY}, "200"),
        ({"title": "演练"}, "演练日期"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_and_nothing_is_kept(given, sentence):
    with pytest.raises(DomainError) as why:
        keeping.enter_many("drill", [{"title": "好的", "day": TODAY}, given], actor=OFFICE)
    assert sentence in str(why.value)
    assert (all_of(Drill), all_of(AuditEntry)) == ([], [])


def test_numbers_references_and_orders_are_checked():
    site, unit = a_website(), a_unit()
    day = {"channel_id": site, "day": TODAY, "visits": 7, "new_visitors": 2}
    for wrong in (
        {"visits": -1},
        {"visits": "2.5"},
        {"visits": "1e99"},
        {"visits": "nan"},
        {"channel_id": 99},
    ):
        with pytest.raises(DomainError):
            keeping.enter("traffic", day | wrong, actor=OFFICE)
    keeping.enter("traffic", day, actor=OFFICE)
    with pytest.raises(DomainError, match="已有相同的记录"):
        keeping.enter("traffic", day | {"visits": 8}, actor=OFFICE)
    replied = {"title": "加路灯", "published_on": TODAY, "replied_on": TODAY - timedelta(days=1)}
    with pytest.raises(DomainError, match="不能早于"):
        keeping.enter("suggestion", replied, actor=OFFICE)
    month = {"unit_id": unit, "month": date(2026, 10, 19), "score": "87.5", "rule_version": "2026"}
    assert keeping.enter("unit_score", month, actor=OFFICE) == (date(2026, 10, 1), unit)


def test_what_others_refer_to_stays_and_lists_name_it():
    survey = {"title": "公交线路", "published_on": TODAY}
    (number,) = keeping.enter("survey", survey, actor=OFFICE)
    keeping.enter("survey_day", {"survey_id": number, "day": TODAY, "opinions": 12}, actor=OFFICE)
    with pytest.raises(DomainError, match="引用"):
        keeping.withdraw("survey", (number,), survey, actor=OFFICE)
    assert len(all_of(Survey)) == 1
    (row,) = lists.listed("survey_day", *YEAR).rows
    assert row.shown("survey_id") == "公交线路"
    assert references.choices(Kind.SURVEY) == {number: "公交线路"}
    assert [
        lists.listed("survey", *YEAR, lists.Filter(words=words)).total for words in ("公交", "地铁", "%")
    ] == [1, 0, 0]


def test_a_frozen_month_takes_no_record_and_gives_none_away():
    day = date(2026, 9, 8)
    key = a_drill(day)
    with writing() as session:
        session.add(
            FrozenMonth(
                month=date(2026, 9, 1), figures={}, rule_versions={}, frozen_at=NOON, actor="丙", note=""
            )
        )
    old = {"title": "断网演练", "day": day}
    for act in (
        lambda: a_drill(day),
        lambda: keeping.withdraw("drill", key, old, actor=OFFICE),
        lambda: keeping.change("drill", key, old, {**old, "day": TODAY}, actor=OFFICE),
    ):
        with pytest.raises(DomainError, match="2026-09"):
            act()
    assert drills() == 1


def test_staff_enter_nothing():
    with pytest.raises(DomainError):
        keeping.enter("drill", {"title": "演练", "day": TODAY}, actor=STAFF)
    with pytest.raises(DomainError):
        completeness.confirm_none("drill", 2026, actor=STAFF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_field_and_choice_has_its_words(language):
    words = catalogue(language)
    for one in CHAPTERS:
        assert f"records.chapter.{one.key}" in words
        for field in one.fields:
            assert f"records.field.{one.key}.{field.name}" in words
            for choice in field.choices or ():
                assert f"records.choice.{one.key}.{choice}" in words
        for path in one.figures:
            assert f"figure.{path}" in words


def test_no_figure_is_0_that_nobody_recorded():
    with clock.frozen(NOON):
        other = a_website(name="教育网")
        given = {"channel_id": other, "day": date(2026, 3, 2), "visits": 5}
        keeping.enter("traffic", given, actor=OFFICE)
        keeping.enter(
            "notice",
            {"number": "1号", "title": "通报", "kind": "supervision", "issued_on": "2026-05-06"},
            actor=OFFICE,
        )
        completeness.begin("notice", 2026, since=date(2026, 4, 1), actor=OFFICE)
        paper = {"name": "自查", "started_on": "2026-03-01", "ended_on": "2026-03-05"}
        keeping.enter("inspection", paper, actor=OFFICE)
        found = figures_of(date(2026, 10, 31))
        assert found["portal"]["total_visits"] is None
        assert found["migration"]["disclosure_bodies"] is None
        assert found["security"]["alerts_issued"] is None
        assert found["assessment"]["supervision_notices"] == 1
        assert found["assessment"]["self_inspection_problems_found_and_rectified"] is None
        assert found["assessment"]["quarterly_self_inspections"] == 1
