"""Database errors in words."""

import pytest
from sqlalchemy.exc import InterfaceError, OperationalError

from core.common.trouble import sentence
from db.trouble import DatabaseTrouble, kind_of, words_of


def said(text: str) -> OperationalError:
    return OperationalError("UPDATE issue SET reason='secret'", {}, Exception(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("database or disk is full", DatabaseTrouble.FULL),
        ("could not extend file: No space left on device", DatabaseTrouble.FULL),
        ("database is locked", DatabaseTrouble.BUSY),
        ("canceling statement due to lock timeout", DatabaseTrouble.BUSY),
        ('connection to server at "10.0.0.9" failed: Connection refused', DatabaseTrouble.GONE),
        ("something new", DatabaseTrouble.OTHER),
    ],
)
def test_it_tells_one_trouble_from_another(text, kind):
    assert kind_of(said(text)) is kind


def test_a_lost_connection_is_known_without_words():
    assert (
        kind_of(InterfaceError("", {}, Exception("?"), connection_invalidated=True)) is DatabaseTrouble.GONE
    )


def test_a_fault_of_ours_is_not_called_the_databases():
    assert kind_of(KeyError("x")) is None
    assert "A1" in sentence(KeyError("x"), reference="A1")


def test_neither_the_statement_nor_its_values_are_shown():
    assert "secret" not in words_of(said("database is locked")) + sentence(said("?"), reference="A1")


def test_a_full_disk_says_what_to_do():
    assert "磁盘" in sentence(said("database or disk is full"), reference="A1")
