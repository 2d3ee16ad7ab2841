"""Catalogues."""

import pytest

from core.common.text import catalogue, t, use_language


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
