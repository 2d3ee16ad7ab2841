"""Progress for leaders: figures that are their rows, spans without gaps, ranks that equals share."""

from datetime import date, timedelta
from inspect import getsource
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.accountability import lists as accountability
from core.accountability.rules import kinds
from core.common import clock
from core.common.text import LANGUAGES, Language
from core.issues import progress
from core.issues.progress import WHATS, Compared, Span
from core.records import completeness
from db.models import IssueState
from tests.pages.pages import CHINESE, charts, figure, opened, words
from tests.pages.test_issues import submit
from tests.rows import NOON, a_unit, an_issue

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_database_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("progress", language)))


@pytest.mark.parametrize("by", progress.STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_is_drawn(demo_database: Path, language: Language, by: str) -> None:
    page = opened("progress", language, by=by)
    assert charts(page) == 1
    assert len(page.dataframe) == 5
    if language == "en":
        assert [word for word in words(page) if CHINESE.search(word)] == []


@pytest.mark.parametrize("what", WHATS)
def test_each_figure_opens_its_rows(demo_database: Path, what: str) -> None:
    page = opened("progress", by="month")
    page.button(key=f"open-{what}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


@pytest.mark.parametrize("step", progress.STEPS)
def test_every_figure_is_the_number_of_its_rows(demo_database: Path, step: progress.Step) -> None:
    for bucket in progress.buckets(step, 3):
        for what in WHATS:
            assert progress.rows(what, bucket.span, limit=1).total == getattr(bucket, what)
    whole = Span(date(2019, 1, 1), clock.today())
    for line in progress.by_unit(whole)[:5]:
        assert progress.unit_rows(whole, line.key, limit=1).total == line.found
    found = progress.rows("found", whole, limit=1).total
    for lines in (progress.by_unit(whole), progress.by_source(whole), progress.by_level(whole)):
        assert sum(line.found for line in lines) == found > 0
    for line in progress.by_level(whole):
        assert progress.level_rows(whole, line.key, limit=1).total == line.found


@pytest.mark.parametrize("step", progress.STEPS)
def test_spans_follow_each_other_without_a_gap(step: progress.Step) -> None:
    found = progress.spans(step, 30, until=TODAY)
    assert found[-1].last == TODAY
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)


def test_each_kind_of_accountability_opens_its_records(demo_database: Path) -> None:
    page = opened("progress", by="month")
    shown = {kind: figure(page, f"accountability-{kind}") for kind in kinds()}
    kind = next(kind for kind, count in shown.items() if count.isdigit() and count != "0")
    page.button(key=f"open-accountability-{kind}").click().run()
    assert not page.exception
    (dialog,) = page.get("dialog")
    assert len(dialog.dataframe[0].value) == int(shown[kind])


def test_what_nobody_recorded_is_no_0_until_somebody_keeps_it(database: Path) -> None:
    an_issue(unit_id=a_unit(name="甲局"))
    assert {figure(opened("progress"), f"accountability-{kind}") for kind in kinds()} == {"未登记"}
    for year in (clock.today().year - 1, clock.today().year):
        completeness.begin("accountability", year, actor=Actor("丁", Role.INSPECTOR))
    assert {figure(opened("progress"), f"accountability-{kind}") for kind in kinds()} == {"0"}


def test_a_record_is_entered_withdrawn_and_put_back(database: Path) -> None:
    unit = a_unit(name="甲局")

    def script() -> None:
        from core.accountability import lists
        from pages.progress.accountability import enter_form, withdraw_form
        from pages.shell.language import apply_language

        apply_language()
        rows = lists.listed(date(2000, 1, 1), clock.today()).rows
        withdraw_form(rows[0]) if rows else enter_form()

    def now() -> list[tuple[str, str, bool]]:
        found = accountability.listed(date(2000, 1, 1), clock.today(), withdrawn=True).rows
        return [(row.kind, row.unit, row.counts) for row in found]

    source = (
        "from datetime import date\nfrom core.common import clock\n" + dedent(getsource(script)) + "script()"
    )
    page = AppTest.from_string(source, default_timeout=30).run()
    submit(page)
    assert page.error[0].value
    page.selectbox(key="accountability-unit").set_value(unit)
    page.text_area(key="accountability-reason").set_value("逾期未整改")
    submit(page)
    assert now() == [("talk", "甲局", True)]
    page.text_area(key="accountability-withdraw-why").set_value("登记有误")
    submit(page)
    assert now() == [("talk", "甲局", False)]


def test_an_issue_is_overdue_at_the_end_of_a_week_only_while_it_was(database: Path) -> None:
    with clock.frozen(NOON):
        day = timedelta(days=1)
        given = {"opened_on": TODAY - 20 * day, "due_on": TODAY - 12 * day}
        an_issue(**given, state=IssueState.VERIFIED, verified_on=TODAY - 5 * day)
        an_issue(**given, state=IssueState.DISMISSED)
        assert [bucket.overdue for bucket in progress.buckets("week", 4)] == [0, 1, 0, 0]
        assert figure(opened("progress"), "overdue") == "0"


def test_false_alarms_and_waivers_do_not_count_in_the_rate(database: Path) -> None:
    with clock.frozen(NOON):
        unit, day = a_unit(name="甲局"), TODAY - timedelta(days=10)
        for state in (IssueState.DISMISSED, IssueState.WAIVED, IssueState.OPEN):
            an_issue(unit_id=unit, opened_on=day, state=state)
        for days in (2, 4, 9):
            verified = {"state": IssueState.VERIFIED, "verified_on": day + timedelta(days=days)}
            an_issue(unit_id=unit, opened_on=day, **verified)
        (line,) = progress.by_unit(Span(day, TODAY))
    assert (line.found, line.counted, line.verified, line.rate) == (6, 4, 3, 0.75)
    assert line.median_days == 4


def test_equals_share_a_place() -> None:
    def line(name: str, verified: int, days: float | None) -> Compared:
        return Compared(name, name, 4, 4, verified, 0, 0, days)

    ranked = progress.ranked([line("丙", 2, 3), line("甲", 4, 3), line("乙", 4, 3), line("丁", 4, 9)])
    assert [(one.name, one.place) for one in ranked] == [("乙", 1), ("甲", 1), ("丁", 3), ("丙", 4)]
