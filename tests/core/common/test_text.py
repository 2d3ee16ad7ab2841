"""Catalogues."""

import re

import pytest

from core.common.text import catalogue, filled, t, use_language


def test_it_speaks_the_language_chosen():
    assert t("access.duty_officer") == "值班员"
    use_language("en")
    assert t("access.duty_officer") == "Duty officer"


def test_it_fills_in_values():
    assert "500" in t("refusal.note_too_long", limit=500)


def test_a_missing_word_is_a_fault_and_not_shown():
    with pytest.raises(KeyError):
        t("access.no_such_word")


def test_english_words_use_marks_of_latin_width():
    # The pages' font draws curly quotation marks as wide as a Chinese character.
    wide = {key: words for key, words in catalogue("en").items() if set(words) & set("“”‘’（），。：；")}
    allowed = {key for key, words in wide.items() if any("\u4e00" <= letter <= "\u9fff" for letter in words)}
    assert wide.keys() == allowed


@pytest.mark.parametrize("count", [1, "1", 2, 0, "1,001", 11])
def test_english_counts_one_issue_and_several(count):
    use_language("en")
    head = t("reminder.urge.issue.head", unit="X", count=count)
    one = str(count) == "1"
    assert ("this 1 issue is past" in head) is one
    assert (f"these {count} issues are past" in head) is not one


# What may follow a number that is a name, or ends in an s without being a plural.
SINGULAR = {
    "is",
    "was",
    "has",
    "does",
    "this",
    "ms",
    "holds",
    "belongs",
    "stands",
    "needs",
    "exists",
    "answers",
}
SINGULAR |= {"runs", "goes", "turns", "fits", "matches", "stays", "counts", "its", "leads", "pixels"}
PLURAL = re.compile(r"(?<![\w.,:/-])1 (?:more |other |new |old |further )?((?:[a-z]+[ -])?[a-z]*[a-rt-z]s)\b")


def plurals_of_one(text: str) -> list[str]:
    """The plural words behind a number when every number in `text` is 1."""
    names = set(re.findall(r"\{(\w+)(?=[:}])", text))
    if not names or ":0" in text:
        return []
    said = filled(text, **dict.fromkeys(names, "1"))
    plurals = [found[1] for found in PLURAL.finditer(said) if not SINGULAR & set(found[1].split())]
    return [words for words in plurals if not words.startswith(("of ", "in ", "at ", "after "))]


def test_no_english_sentence_says_one_issues():
    assert plurals_of_one("{count} issues are late") == ["issues"]
    found = {key: plurals_of_one(text) for key, text in catalogue("en").items()}
    assert {key: plurals for key, plurals in found.items() if plurals} == {}


def without_its_number(text: str) -> set[str]:
    """The names of `text` by which a word is chosen and that are never said."""
    return set(re.findall(r"\{(\w+):[^{}|]*\|", text)) - set(re.findall(r"\{(\w+)(?::[^{}|]*)?\}", text))


def test_no_english_sentence_chooses_a_word_by_a_number_and_leaves_the_number_out():
    assert without_its_number("{count:row is|rows are} written") == {"count"}
    assert without_its_number("{count} {count:row is|rows are} written") == set()
    found = {key: without_its_number(text) for key, text in catalogue("en").items()}
    assert {key: names for key, names in found.items() if names} == {}
