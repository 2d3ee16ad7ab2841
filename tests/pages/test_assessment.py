"""The page of assessment: what it says before anything was counted, and the way from counting to closing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import Actor, Role
from core.assessment import lists
from core.assessment.measures import MEASURES
from core.assessment.scheme import scheme
from core.common import clock
from core.common.text import LANGUAGES, Language, catalogue
from core.records import keeping
from db.models import DailyRollup, UnitLevel
from tests.core.assessment.test_rounds import add
from tests.pages.pages import CHINESE, opened, words
from tests.rows import a_unit, a_website

NOVEMBER = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november(database):
    with clock.frozen(NOVEMBER):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_any_score_it_says_what_to_do_and_never_a_nought(language: Language):
    for by in ("month", "quarter"):
        app = opened("assessment", language, by=by)
        said = " ".join([*words(app), *(str(one.value) for one in app.info)])
        assert "2026" in said
        assert language == "zh" or not CHINESE.search(said)


def test_scores_entered_by_hand_are_listed_and_speak_of_no_parts():
    unit = a_unit(level=UnitLevel.INDUSTRY, name="教育局")
    given = {"unit_id": unit, "month": date(2026, 10, 1), "score": 88.5, "rule_version": "纸质"}
    keeping.enter("unit_score", given, actor=Actor("丁", Role.INSPECTOR))
    assert any("手工登记" in word for word in words(opened("assessment", month="2026-10")))


def test_a_month_is_counted_published_and_closed_by_its_buttons():
    unit = a_unit(level=UnitLevel.INDUSTRY, name="教育局")
    add(DailyRollup(day=date(2026, 10, 9), channel_id=a_website(unit_id=unit), probes=20, ok=19, failed=1))
    app = opened("assessment", month="2026-10")
    app.button(key="assessment-count").click().run()
    app.button(key="assessment-publish").click().run()
    with clock.frozen(NOVEMBER + timedelta(days=20)):
        app = opened("assessment", month="2026-10")
        app.button(key="assessment-close").click().run()
    (line,) = lists.lines(date(2026, 10, 1))
    assert (line.unit, line.score) == ("教育局", 95)
    assert any("已定稿" in word for word in words(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_its_weight_and_its_words(language: Language):
    assert set(MEASURES) == set(scheme().weights)
    known = catalogue(language)
    assert all(
        f"assessment.{part}.{key}" in known for key in MEASURES for part in ("measure", "measure_note")
    )
