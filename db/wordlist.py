"""The kinds of word lists; apart from the tables, so that finding words needs no database."""

from enum import StrEnum


class WordList(StrEnum):
    """Wrong words, names and titles to be exact, words that must not appear, phrases to leave alone."""

    WRONG = "wrong"
    EXACT = "exact"
    BANNED = "banned"
    IGNORE = "ignore"
