"""Every pattern of the product stays linear, whatever a page, a file or a setting holds."""

import re
from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from checks.fetch.firewall import _marks
from core.common.text import LANGUAGES, catalogue
from core.issues.holiday_notice import _words
from core.notices.rules import notice_rules
from core.registry.fields import fields
from tests.patterns.collecting import Unknown, patterns
from tests.patterns.measuring import slow

MADE_WITH: dict[str, list[tuple[Any, ...]]] = {
    "checks.markup.opened._changes": [("url",)],
    "checks.markup.opened._opens": [("url",)],
    "checks.page.bylines._labels": [("western_label",), ("western_change",)],
    "checks.page.marks._named": [(("foot", "bottom", "copyright"),)],
    "checks.page.marks._label": [("sponsor",), ("undertaker",)],
    "checks.page.stated.years_in_scripts": [
        (LexborHTMLParser(""), date(2026, 11, 3), date(2026, 11, 29)),
    ],
    "checks.page.spam._any_of": [(["pk10", "casino", "六合彩"],)],
    "checks.page.spam._pattern": [("strong",), ("weak",), ("against",)],
    "core.registry.fields._compiled": [(field.pattern,) for field in fields().values() if field.pattern],
}
MADE_OF: dict[str, list[str]] = {
    "core.registry.values:word": [word for field in fields().values() for word in field.upper],
    "core.notices.document:t('document.second_pattern')": [
        catalogue(language)["document.second_pattern"] for language in LANGUAGES
    ],
    "core.notices.issuing:rules.number.pattern": [notice_rules().number.pattern],
    "core.notices.praise:'|'.join(map(re.escape, longest_first))": ["示例区教育局幼儿园|示例区教育局|示例区"],
    "core.issues.holiday_notice:words['total']": [_words()["total"]],
    "checks.fetch.firewall:name": [name for each in _marks().challenges for name in each.get("cookies", ())],
    "checks.fetch.firewall:shape": [
        shape for each in _marks().challenges for shape in each.get("shapes", ())
    ],
}


def test_every_pattern_is_linear():
    found = patterns(MADE_WITH, MADE_OF)
    assert len(found) > 150
    assert slow([(each.where, each.pattern, each.anchored) for each in found]) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"/(?:[\w~-][\w.~-]*/?)*$",  # exponential
        r"(?:a|aa)+$",
        r"\s*[\d.]*\s*[;,]?\s*url",  # cubic
        r"<loc>(.*?)</loc>",  # quadratic: anew at each beginning
        r"url\(\s*(\"[^\"]*\"|[^)\"'\s]+)\s*\)",
        r"charset=\s*\"?\s*utf-8",
        r"^(a.*b.*c)$",
        r"\d+x",
    ],
)
def test_a_pattern_that_is_not_linear_is_found(pattern: str):
    found = slow([("mine", re.compile(pattern, re.S), False)], killed_after_s=2)
    assert [each.where for each in found] == ["mine"]


@pytest.mark.parametrize(
    "pattern",
    [r"<[^>]*+>?", r"\w+", r"(?:[^*]++|\*(?!/))*+(?:\*/|\Z)", r"[a-z]{2,40}=", r"(?<!\d)\d{4}-\d\d"],
)
def test_a_linear_pattern_is_left_alone(pattern: str):
    assert slow([("mine", re.compile(pattern), False)]) == []


def test_a_pattern_in_a_new_place_is_seen_without_being_registered():
    places = {each.where for each in patterns(MADE_WITH, MADE_OF)}
    assert "checks.crawl.address._PLAIN" in places  # a value of a module
    assert "checks.page.patterns._ADDRESS" in places  # in a tuple
    assert "checks.page.marks._filings" in places  # built by a function
    assert any(where.startswith("core.common.export:") for where in places)  # inside a call
    with pytest.raises(Unknown, match="MADE_WITH"):
        patterns({}, MADE_OF)
    with pytest.raises(Unknown, match="MADE_OF"):
        patterns(MADE_WITH, {})
