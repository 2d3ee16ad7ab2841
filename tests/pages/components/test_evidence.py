"""Evidence as lines of text in the reader's language."""

import pytest

from core.common.text import use_language
from pages.components.evidence import lines_of


@pytest.fixture(autouse=True)
def _chinese():
    use_language("zh")


def test_facts_and_their_words_are_named():
    lines = lines_of({"columns": [{"name": "要闻", "state": "stale"}], "missing": "icp", "v6": "no_route"})
    assert lines == [
        "各栏目情况",
        "    · 要闻  逾期",
        "缺少  ICP 备案号",
        "IPv6 访问  本机没有通往该地址的 IPv6 网络，未能用 IPv6 访问，只核对了域名解析",
    ]


def test_what_only_the_checker_reads_is_left_out_and_nothing_else():
    assert lines_of({"key": "id:1", "print": "12:ab", "stale": 0, "title": ""}) == ["逾期栏目  0"]


def test_words_from_outside_stay_as_they_are():
    assert lines_of({"text": "stale", "found": "<b>a</b>"}) == ["文字  stale", "原文  <b>a</b>"]
