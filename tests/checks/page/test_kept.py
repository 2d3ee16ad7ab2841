"""What pages have in common is read once; no page may read otherwise for what was read before it."""

import random
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest

from checks.page import as_json, open_page, places, spam, walk
from checks.page.fingerprint import _slowly, fingerprint
from tests.checks.page.corpus import TODAY, opened, samples, topics

ALL = [(topic, sample) for topic in topics() for sample in samples(topic)]


def forget() -> None:
    walk._kept.clear()
    walk._met.clear()
    places._kept.cache_clear()
    places._absolutes.cache_clear()
    places._of_site.cache_clear()
    spam._without_strong.clear()


def facts(html: str, url: str, today: date = TODAY) -> dict[str, Any]:
    page = open_page(
        html.encode("utf-8", "replace"), url, content_type="text/html; charset=utf-8", today=today
    )
    return as_json(page)


def mixtures() -> list[str]:
    """Pages made of pieces of several samples: the same parts in ever other surroundings."""
    chance = random.Random(3)
    markup = [sample["html"] for _, sample in ALL]
    return ["<div>".join(chance.sample(markup, 4)) for _ in range(150)]


def test_a_sample_reads_the_same_after_all_the_others():
    first = []
    for topic, sample in ALL:
        forget()
        first.append(as_json(opened(sample, topic)))
    for _ in range(2):
        again = [as_json(opened(sample, topic)) for topic, sample in ALL]
    assert walk._kept
    assert again == first


def test_a_part_reads_the_same_wherever_it_stands():
    pages, url = mixtures(), "http://www.example.gov.cn/a/b.html"
    first = []
    for html in pages:
        forget()
        first.append(facts(html, url))
    for html in pages:
        facts(html, "http://www.other.gov.cn/x/y.html")
    assert [facts(html, url) for html in pages] == first


def test_a_part_as_deep_as_a_page_may_be_is_walked_and_not_kept():
    forget()
    deep = f"{'<div>' * 200}<p>只读一次的内容，说的是同一件事。</p>{'</div>' * 200}"
    texts = [open_page(f"<body>{deep * 3}".encode(), "http://a.gov.cn/", today=TODAY).text for _ in range(4)]
    assert len(set(texts)) == 1


@pytest.mark.parametrize(
    "base", ["http://a.cn/d/e.html?x=/y#z", "https://b.cn:81/", "http://a.cn", "http://a.cn/d;p/q"]
)
@pytest.mark.parametrize(
    "raw",
    ["x.html", "/x",
     "./x", "../x", "?x", "#x", "", "//c.cn/x", "///x", "//", "http:", "http:x", "http://c.cn",
     "https://", "a:b", "x?y=a:b", "/\t/c.cn/x", "\\x", "/\\c.cn", " x ", "x\ny", "栏目/一.html", "..",
     "mailto:a@b.cn"],
)  # fmt: skip
def test_joining_to_the_folder_is_joining_to_the_page(base: str, raw: str):
    place = places.place_of(base, raw)
    if place:
        assert urljoin(place, raw) == urljoin(base, raw)
    assert places.joined(base, raw) == places._joined(base, raw)
    assert places.absolute(base, raw) == places._absolute(base, raw)


@pytest.mark.parametrize(
    "text", ["", "一", "三个字", "四个字啊", "通知公告 2026-11-03 " * 60, "abc" * 9, "𠮷野家" * 50]
)
def test_a_sketch_by_columns_is_the_sketch_by_characters(text: str):
    plain = "".join(character for character in text if not (character.isspace() or character.isdecimal()))
    assert fingerprint(text) == _slowly(plain)


def test_a_long_text_of_many_different_words_has_the_same_sketch_both_ways():
    chance = random.Random(1)
    text = "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(5000))
    assert fingerprint(text) == _slowly(text)
