"""Sentences that a draft words itself: each number is compared in its place, whatever classes and units are
called; numbers written in characters are compared behind the name of a figure."""

import re

import pytest

from core.common import clock
from core.notices.draft import Draft, faults, read_draft
from core.notices.own_words import OwnWords
from core.notices.written_numbers import number_of, written
from tests.core.notices.places import Medium, by_names, draft, settle
from tests.rows import NOON, a_unit, an_issue


@pytest.fixture
def made(database) -> Draft:
    """A place whose classes, levels and units are called by words of verdicts and by numbers."""
    with clock.frozen(NOON):
        websites = Medium(40, failed=15, problems={"不合格": 4, "合格率": 3, "3": 2}, vetoed=2)
        websites.named = {"level": {"合格": 5, "乡镇；街道": 6, "第3片区": 4}}
        accounts = Medium(30, failed=9, problems={"不合格": 6, "二十个栏目空白": 2})
        unit = a_unit(name="12345热线办")
        issues = [an_issue(title=title, unit_id=unit) for title in ("不合格", "不合格", "检查", "3号问题")]
        return read_draft(draft(settle(websites, accounts), issue_ids=issues))


def changed(made: Draft, key: str, place: int, new: str) -> list[dict[str, str]]:
    """One section with its number at `place` typed over."""
    body = next(one["body"] for one in made.paper.sections if one["key"] == key)
    match = list(re.finditer(r"\d+(?:\.\d+)?(?=[个项%])", body))[place]
    return [{"heading": "", "body": body[: match.start()] + new + body[match.end() :]}]


def test_classes_and_levels_called_like_verdicts_confuse_no_figure(made):
    assert faults(made) == by_names(made) == ()


@pytest.mark.parametrize("key", ["scope", "counts", "problems"])
def test_every_number_typed_over_in_a_drafted_sentence_is_found(made, key):
    body = next(one["body"] for one in made.paper.sections if one["key"] == key)
    places = range(len(re.findall(r"\d+(?:\.\d+)?(?=[个项%])", body)))
    assert len(places) > 3
    # 9, 5 and 2 are counts of this place as well: only their place tells that they are wrong.
    for new in ("1041", "9", "5", "2"):
        for place in places:
            body = changed(made, key, place, new)
            found = faults(made, body)
            same = body[0]["body"] in [one["body"] for one in made.paper.sections]
            assert same or [one for one in found if one.typed.startswith(new)], body


def test_a_paragraph_that_moved_up_is_still_known(made):
    body = next(one["body"] for one in made.paper.sections if one["key"] == "problems")
    line = next(line for line in body.splitlines() if "不合格（2项）" in line)
    moved = f"（九）{line.partition('）')[2]}"
    assert faults(made, [{"heading": "", "body": moved}]) == ()
    wrong = faults(made, [{"heading": "", "body": moved.replace("2项", "7项")}])
    assert [(one.kind, one.typed, one.computed) for one in wrong] == [("differs", "7项", "2项")]


def test_a_rounder_share_in_a_drafted_sentence_is_no_fault():
    own = OwnWords(["（一）网站合格率66.7%。另有2个。"])
    assert own.expected("网站合格率67%。") == {5: "66.7"}
    assert own.expected("网站合格率66.67%。") == {}, "more digits are compared with the figure itself"
    assert own.expected("全部网站合格率67%。") == {}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("检查政府网站四十个。", []),
        ("检查政府网站共有四十一个。", ["四十一个"]),
        ("检查比例百分之百，检查政务新媒体二十九个。", ["二十九个"]),
        ("政务新媒体方面，合格率为百分之七十。", []),
        ("政务新媒体方面，合格率为百分之七十五点五。", ["百分之七十五点五"]),
        ("第三季度检查网站三个月，二类单位、五十九中和十二个镇。", []),
    ],
)
def test_numbers_in_characters_are_compared_behind_a_name(database, said, wrong):
    with clock.frozen(NOON):
        made = read_draft(draft(settle(Medium(40, failed=4), Medium(30, failed=9))))
        assert [one.typed for one in faults(made, [{"heading": "", "body": said}])] == wrong


def test_characters_are_read_as_numbers_or_not_at_all():
    read = {"二十三": 23, "一百零三": 103, "两千一百一十四": 2114, "十": 10, "三万五千": 35_000, "〇": 0}
    assert {words: number_of(words) for words in read} == read
    assert [number_of(words) for words in ("一二", "二零二六", "十百", "")] == [None] * 4
    assert [(one.value, one.digits, one.percent) for one in written("百分之九十五点五")] == [(95.5, 1, True)]
