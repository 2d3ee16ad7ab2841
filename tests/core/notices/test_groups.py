"""Figures of notices by level, category, score and reason: every part named, none left out of the sum."""

import pytest

from core.common.text import use_language
from core.notices.figures import computed
from core.notices.groups import score_limits
from core.notices.records import Records
from db.models import NoticeEntry


def an_entry(**fields: object) -> NoticeEntry:
    given = {
        "medium": "website",
        "kind": "website",
        "grade": "passed",
        "unit_id": 1,
        "unit": "甲局",
        "name": "甲",
    }
    return NoticeEntry(
        paper_id=1, channel_id=1, address="", **{"level": "", "category": "", **given, **fields}
    )


def figures(*entries: NoticeEntry) -> dict[str, tuple[str, str]]:
    """Key → name and value as printed."""
    return {key: (one.name, one.words) for key, one in computed(entries, (), Records()).items()}


def test_levels_are_named_and_a_channel_without_one_is_too():
    found = figures(an_entry(level="city"), an_entry(level="county"), an_entry(level="county"), an_entry())
    by_level = {key: value for key, value in found.items() if key.startswith("websites.level.")}
    assert by_level == {
        "websites.level.city": ("市级", "1"),
        "websites.level.county": ("区县级", "2"),
        "websites.level.none": ("未登记层级", "1"),
    }


def test_level_and_category_together_have_their_rate_and_mean():
    found = figures(
        an_entry(level="city", category="portal", score=92.0),
        an_entry(level="city", category="portal", score=81.5, grade="failed"),
        an_entry(level="township", category="institution"),
    )
    assert found["websites.cross.city.portal"] == ("市级门户网站", "2")
    assert found["websites.of_cross.city.portal.pass_rate"][1] == "50%"
    assert found["websites.of_cross.city.portal.mean"] == ("市级门户网站平均得分", "86.75")
    assert "websites.of_cross.township.institution.mean" not in found


def test_a_channel_with_two_vetoes_is_counted_in_both_classes():
    found = figures(
        an_entry(grade="failed", problem="空白栏目; 首页不更新"),
        an_entry(grade="failed", problem="空白栏目"),
        an_entry(grade="failed"),
    )
    assert found["websites.problem.空白栏目"][1] == "2"
    assert found["websites.problem.首页不更新"][1] == "1"
    assert found["websites.problem."] == ("不合格", "1")


def test_grades_of_ten_points_make_the_whole():
    scores = [45.0, 60.0, 69.5, 88.0, 90.0, 109.9, 110.0, 121.0]
    found = figures(*(an_entry(score=score) for score in scores))
    grades = sum(int(value) for key, (_, value) in found.items() if key.startswith("websites.score.grade."))
    top = score_limits("websites")[-1]
    assert grades + int(found[f"websites.score.from.{top}"][1]) + int(found["websites.score.below"][1]) == 8
    assert found["websites.score.grade.60"] == ("60-69分段", "2")
    assert found["websites.score.from.110"] == ("110分及以上", "2")
    assert found["websites.score.mean"][1] == "86.67"


def test_what_is_not_judged_yet_has_no_score_whatever_points_it_has():
    found = figures(an_entry(score=80.0), an_entry(grade="unjudged", score=130.0))
    assert found["websites.score.highest"][1] == "80"
    assert found["websites.over"][1] == "0"


def test_without_scores_there_is_no_mean():
    assert not [key for key in figures(an_entry()) if ".score." in key]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_figure_is_called_by_a_key(language):
    use_language(language)
    found = figures(an_entry(level="province", category="department", score=70.0), an_entry(grade="failed"))
    assert [name for name, _ in found.values() if name in ("province", "department", "portal", "none")] == []
