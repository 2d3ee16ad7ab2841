"""Shorter ways to the same facts: each gives what the long way gives."""

import re
from datetime import date
from random import Random
from unicodedata import normalize

import pytest

from checks.page import open_page
from checks.page.fingerprint import _CHANGING, _keeps
from checks.page.patterns import dates_in, may_be_dated, normal, normal_all, read_dates, whole_date
from checks.page.shown import _near_label, shown
from checks.page.spam import _holds_strong
from checks.page.words import topic, words

TODAY = date(2026, 11, 23)
# The pattern as it was written at first, one form after the other.
MAYBE = re.compile(r"[\d元]\s?[-/.月]\s?\d|年[^月]{1,3}月|\d{8}|前|刚刚|今天|昨天|[A-Za-zÀ-ӿ]|[./]\s?\d{4}")
SIGNS = "2026年11月3日元０１-/.: 前刚今昨天月aé（）一二〇周小时(),'至"


def texts() -> list[str]:
    chance = Random(3)
    return ["".join(chance.choices(SIGNS, k=chance.randint(1, 24))) for _ in range(6_000)]


def test_every_character_is_made_plain():
    for code in [*range(0xD800), *range(0xE000, 0x10000)]:
        sign = chr(code)
        assert normal(sign) == normalize("NFKC", sign)
        assert normal(f"区{sign}办") == normalize("NFKC", f"区{sign}办")


def test_lines_made_plain_together_are_those_made_plain_alone():
    chance = Random(7)
    for number in range(300):
        marks = SIGNS + "，：；！？（）％＋－．／～\u3000…" + ("①ＡＢ１㎡é" if number % 3 else "")
        lines = ["".join(chance.choices(marks, k=chance.randint(0, 30))) for _ in range(8)]
        assert normal_all(lines) == [normalize("NFKC", line) for line in lines]
    assert normal_all(["甲\n乙", "（丙）"]) == ["甲\n乙", "(丙)"]


def test_no_labelled_day_stands_in_a_line_that_is_passed_by():
    chance = Random(11)
    labels = [
        *words()["publish"]["label"],
        *words()["publish"]["bare_label"],
        *words()["publish"]["western_label"],
    ]
    days = [
        "2026-11-03",
        "二〇二六年十一月三日",
        "3 Nov 2026",
        "November 3, 2026",
        "03.11.2026",
        "3天前",
        "11-03",
        "昨天",
    ]
    for _ in range(2_000):
        between = "".join(chance.choices(" :", k=chance.randint(0, 3)))
        said = f"{chance.choice(labels)}{between}{chance.choice(days)}"
        page = open_page(f"<p>甲</p><p>{said}</p><p>乙</p>".encode(), "http://a.gov.cn/", today=TODAY)
        found = shown(page.outline, TODAY)
        if found and found.fact.how == "label":
            assert list(page.outline.holding(_near_label())) == [1], said


def test_lines_that_hold_a_pattern_are_those_in_which_it_is_found():
    chance = Random(13)
    for _ in range(100):
        lines = ["".join(chance.choices("甲1 x", k=chance.randint(1, 9))) for _ in range(12)]
        markup = "".join(f"<p>{line}</p>" for line in lines)
        page = open_page(markup.encode(), "http://a.gov.cn/", today=TODAY).outline
        one = re.compile(r"(?<!甲)1x")
        assert list(page.holding(one)) == [n for n, line in enumerate(page.normals) if one.search(line)]


def test_a_strong_word_is_found_in_any_part_of_the_markup_however_often_the_rest_was_met():
    for word in topic("spam")["strong"]:
        said = "".join(word.split())
        low = f"<div>甲</div><p class='{said}'>{said}</p></div><div>乙</div>"
        for _ in range(2):
            assert not _holds_strong(low.replace(said, "丙"))
            assert _holds_strong(low), word


def test_what_may_be_a_date_is_seen_in_any_text():
    for text in texts():
        assert may_be_dated(text) == bool(MAYBE.search(text)), text


def test_dates_read_together_are_those_read_alone():
    for text in map(normal, texts()):
        assert read_dates(text, TODAY) == (whole_date(text, TODAY), dates_in(text, TODAY)), text


def test_what_changes_on_a_page_counts_for_no_sketch():
    every = "".join(map(chr, range(0x10000)))
    left_out = {place.start() + step for place in _CHANGING.finditer(every) for step in range(len(place[0]))}
    assert {code for code, keeps in enumerate(_keeps()) if not keeps} == left_out


@pytest.mark.parametrize(
    "link", ["&#115;itemap.html", "&#x73;itemap.html", "sitemap.html", "S&#105;temap.html?a=1&site_code=5"]
)
def test_a_name_written_by_references_is_found(link: str):
    page = open_page(f'<a href="/{link}">x</a>'.encode(), "http://a.gov.cn/", today=TODAY)
    assert page.footer.sitemap


@pytest.mark.parametrize("more", ["&site_code=1", "&#160;", "&nbsp;&copy;", "&ldquo;&#8212;"])
def test_references_to_mere_marks_need_no_second_writing(more: str):
    page = open_page(f"<p>{more}甲</p>".encode(), "http://a.gov.cn/", today=TODAY)
    assert page._elements.low is page._low
