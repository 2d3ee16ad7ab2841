"""The demonstration keeps every chapter that there is."""

from core.records.chapters import CHAPTERS as KNOWN
from db.demo.fill import CHAPTERS


def test_every_chapter_is_kept():
    assert set(CHAPTERS) == {one.key for one in KNOWN}
