"""Copies by night and when asked for, each proved in a scratch database, and kept by rule."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from checks.backups import Backups
from core.access import Actor, Role, record
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import settings
from core.issues import evidence
from core.monitoring import backups
from core.monitoring.backups import BackupLine, kept
from core.monitoring.lease import LeaseToken
from core.rules.evidence_files import File
from db.backup import backup
from db.backup_files import FOLDER, bring_back
from db.engine import engines, writing
from tests.postgresql import programs
from tests.rows import NOON, a_leader, an_issue

ADMINISTRATOR = Actor("管理员", Role.ADMINISTRATOR)
NIGHT = NOON.replace(hour=18, minute=5)


@pytest.fixture
def token(database: Path) -> Iterator[LeaseToken]:
    with clock.frozen(NOON):
        yield a_leader(seconds=10**7)


def something() -> None:
    """An issue with a file of evidence, and the trail of both."""
    evidence.hand_in([an_issue()], [File("证明.pdf", b"%PDF-1.4 proof")], actor=Actor("乙", Role.STAFF))


def tick(token: LeaseToken, at: datetime) -> list[BackupLine]:
    with clock.frozen(at):
        Backups(settings()).tick(token)
        return list(backups.lines(actor=ADMINISTRATOR))


def test_by_night_a_copy_is_made_and_found_whole_in_a_scratch_database(
    either_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if either_database == "postgresql":
        monkeypatch.setenv("PATH", str(programs()), prepend=os.pathsep)
    with clock.frozen(NOON):
        token = a_leader(seconds=10**7)
        something()
    assert tick(token, NIGHT - timedelta(minutes=30)) == []
    line = tick(token, NIGHT)[0]
    assert line.error == ""
    assert (line.made_at, line.verified_at, line.files, line.asked_by) == (NIGHT, NIGHT, 1, "")
    folder = settings().backup_folder
    assert {file.name for file in folder.iterdir()} == {line.name, FOLDER}
    assert len(tick(token, NIGHT + timedelta(hours=20))) == 1
    with clock.frozen(NIGHT + timedelta(hours=20)):
        assert backups.last(actor=ADMINISTRATOR).tone == "well"
    with clock.frozen(NIGHT + timedelta(hours=31)):
        assert backups.last(actor=ADMINISTRATOR).tone == "late"


def test_a_copy_that_is_not_whole_is_said_to_be_so_and_tried_again_an_hour_later(
    token: LeaseToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    something()
    monkeypatch.setattr("checks.backups.entries", lambda: 999)
    line = tick(token, NIGHT)[0]
    assert line.made_at == NIGHT
    assert line.verified_at is None
    assert "999" in line.error
    with clock.frozen(NIGHT):
        last = backups.last(actor=ADMINISTRATOR)
    assert (last.tone, last.error) == ("wrong", line.error)
    monkeypatch.undo()
    assert len(tick(token, NIGHT + timedelta(minutes=59))) == 1


def test_without_room_for_it_the_page_says_why(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("SUPERVISION_BACKUP_DIR", str(tmp_path / "file"))
    settings.cache_clear()
    with clock.frozen(NOON):
        backups.ask(actor=ADMINISTRATOR)
        line = tick(a_leader(), NOON)[0]
        assert "file" in line.error
        assert backups.last(actor=ADMINISTRATOR).tone == "wrong"


def test_a_tampered_trail_is_found_in_the_copy(database: Path) -> None:
    from core.access.upkeep import upkeep
    from db import append_only

    with clock.frozen(NOON):
        with writing() as session:
            record(session, actor=ADMINISTRATOR, action="edit", noun="channel", noun_id=1, changes={})
        upkeep()
        with engines().write.begin() as connection:
            append_only.take_down(connection)
            connection.execute(text("UPDATE audit_entry SET actor = '李'"))
        append_only.install()
        backups.ask(actor=ADMINISTRATOR)
        line = tick(a_leader(), NOON)[0]
    assert "trail_breaks" in line.error


def test_the_rule_keeps_days_weeks_and_months() -> None:
    daily = [(NIGHT + timedelta(days=day), day) for day in range(100)]
    assert kept(daily, days=3, weeks=0, months=0) == {99, 98, 97}
    found = kept(daily, days=7, weeks=5, months=3)
    assert found >= set(range(93, 100))
    assert len(found) <= 7 + 5 + 3
    assert kept(daily[:1], days=1, weeks=0, months=0) == {0}
    twice = [(NIGHT, 1), (NIGHT + timedelta(hours=1), 2)]
    assert kept(twice, days=7, weeks=5, months=12) == {2}
    assert kept([], days=7, weeks=5, months=12) == set()


def test_one_asked_for_is_made_at_once_and_what_the_rule_keeps_no_longer_is_dropped(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAYS", "WEEKS", "MONTHS"):
        monkeypatch.setenv(f"SUPERVISION_BACKUP_{name}", "1")
    settings.cache_clear()
    with clock.frozen(NOON):
        token = a_leader(seconds=10**7)
    for at in (NOON, NOON + timedelta(hours=1)):
        with clock.frozen(at):
            backups.ask(actor=ADMINISTRATOR)
            with pytest.raises(DomainError):
                backups.ask(actor=ADMINISTRATOR)
        lines = tick(token, at)
    assert [line.kept for line in lines] == [True, False]
    assert {(line.asked_by, line.error) for line in lines} == {("管理员", "")}
    assert len(tick(token, NOON + timedelta(hours=2))) == 2
    folder = settings().backup_folder
    assert {file.name for file in folder.iterdir()} == {lines[0].name, FOLDER}
    assert len(list((folder / FOLDER / "lists").glob("*.json"))) == 1


def test_a_picture_is_seen_again_after_everything_was_lost(database: Path, tmp_path: Path) -> None:
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "red").save(drawn, "PNG")
    issue = an_issue()
    evidence.hand_in([issue], [File("照片.png", drawn.getvalue())], actor=Actor("乙", Role.STAFF))
    (shown,) = evidence.of_issue(issue)
    small = shown.thumbnail()
    assert small
    copy = tmp_path / "copy.db"
    backup(copy)
    shutil.rmtree(settings().evidence_dir)
    assert shown.thumbnail() is None
    bring_back(copy)
    assert (shown.data(), shown.thumbnail()) == (drawn.getvalue(), small)
