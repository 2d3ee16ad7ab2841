"""Files that no row names go after a day; one that a row names, or that is young, never does."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.common import clock, stored_files
from core.common.unnamed_files import sweep
from db.engine import writing
from db.models import AccountProof, Job
from tests.rows import a_website

LONG = timedelta(hours=25)


def aged(file: Path, by: timedelta = LONG) -> Path:
    then = (clock.now() - by).timestamp()
    os.utime(file, (then, then))
    return file


def stored(data: bytes, by: timedelta = LONG) -> Path:
    return aged(stored_files.path_of(stored_files.keep_bytes(data)), by)


def half(folder: Path, by: timedelta = LONG) -> Path:
    file = folder / "tmpab_3x9qz"
    file.write_bytes(b"%PDF")
    return aged(file, by)


@pytest.fixture
def proof(either_database: object) -> Path:
    """A file that a row names."""
    file = stored(b"%PDF named")
    with writing() as session:
        session.add(
            AccountProof(
                channel_id=a_website(kind="weibo"), last_post_on=date(2026, 1, 1), digest=file.name, size=10,
                actor="乙", at=clock.now(),
            )
        )  # fmt: skip
    return file


def test_what_no_row_names_goes_after_a_day(proof: Path) -> None:
    unnamed, begun = stored(b"%PDF refused"), half(proof.parent)
    foreign = aged(_written(proof.parent / "notes.txt"))
    assert sweep() == 2
    assert (unnamed.exists(), begun.exists()) == (False, False)
    assert proof.exists()
    assert foreign.exists()
    assert sweep() == 0


def _written(file: Path) -> Path:
    file.write_text("x", "utf-8")
    return file


def test_young_files_stay_for_their_rows(proof: Path) -> None:
    young = stored(b"%PDF young", timedelta(hours=23)), half(proof.parent, timedelta(hours=23))
    assert sweep() == 0
    assert all(file.exists() for file in young)


def test_old_bytes_that_are_handed_in_anew_stay_for_their_row(proof: Path) -> None:
    again = stored(b"%PDF again")
    stored_files.keep_bytes(b"%PDF again")
    assert sweep() == 0
    assert again.exists()


def test_a_file_that_waits_to_be_imported_stays(proof: Path) -> None:
    waiting = stored(b"code,name")
    with writing() as session:
        session.add(
            Job(kind="import", parameters={"digest": waiting.name}, actor="乙", role="staff", language="zh",
                asked_at=clock.now())
        )  # fmt: skip
    assert sweep() == 0
    assert waiting.exists()


def test_the_small_copy_of_a_picture_stays_and_goes_with_it(proof: Path) -> None:
    unnamed = stored(b"refused picture")
    kept, gone = (aged(_written(stored_files.thumbnail_of(one.name))) for one in (proof, unnamed))
    assert sweep() == 2
    assert kept.exists()
    assert not gone.exists()


def test_a_database_that_names_no_file_deletes_no_whole_one(either_database: object) -> None:
    kept = stored(b"%PDF of another database")
    begun = half(kept.parent)
    assert sweep() == 1
    assert kept.exists()
    assert not begun.exists()
