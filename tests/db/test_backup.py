"""Backup and return: into an empty folder, as it was; evidence once; a kill leaves the last copy whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.sealing import Unreadable, opened, seal
from core.common.settings import settings
from core.common.stored_files import read
from core.issues import evidence, queries
from core.issues.filters import Filter
from core.rules.evidence_files import File
from db import engine
from db.backup import BackupError, backup, restore
from db.migrate import upgrade
from tests.postgresql import programs
from tests.rows import NOON, an_issue
from tests.server import ROOT

STAFF = Actor("乙", Role.STAFF)
PDF = b"%PDF-1.4 proof "


def proof(data: bytes = PDF) -> str:
    """Hand in a file for a new issue; its digest."""
    issue = an_issue()
    evidence.hand_in([issue], [File("证明.pdf", data)], actor=STAFF)
    return evidence.of_issue(issue)[0].digest


def elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another installation, with nothing in it, and nobody at work in the first."""
    engine.close()
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(folder))
    engine.forget()
    settings.cache_clear()
    return folder


def files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Path:
    return tmp_path / "safe" / "monday.db"


def test_it_comes_back_whole_into_an_empty_folder(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(NOON):
        digest, sealed = proof(), seal("mailto://office")
    manifest = backup(copy)
    assert (manifest.evidence, manifest.key, manifest.damaged) == (1, "file", 0)
    there = elsewhere(tmp_path / "other", monkeypatch)
    restore(copy)
    assert queries.listed(Filter()).total == 1
    assert read(digest) == PDF
    assert opened(sealed) == "mailto://office"
    assert (there / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_same_on_postgresql(
    either_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if either_database == "postgresql":
        # A dump is made by a program of the server's own version or a later one.
        monkeypatch.setenv("PATH", str(programs()), prepend=os.pathsep)
    with clock.frozen(NOON):
        digest = proof()
        backup(tmp_path / "safe" / "copy")
        proof(b"%PDF-1.4 later")
    assert queries.listed(Filter()).total == 2
    elsewhere(tmp_path / "other", monkeypatch)
    restore(tmp_path / "safe" / "copy")
    assert queries.listed(Filter()).total == 1
    assert read(digest) == PDF


def test_a_second_copy_adds_only_what_is_new(copy: Path) -> None:
    with clock.frozen(NOON):
        proof()
        backup(copy)
        before = {file: (copy.parent / file).stat().st_ino for file in files(copy.parent)}
        proof(b"%PDF-1.4 new")
        backup(copy.with_name("tuesday.db"))
    after = files(copy.parent)
    assert all((copy.parent / file).stat().st_ino == inode for file, inode in before.items())
    assert len([file for file in after - set(before) if len(file.name) == 64]) == 1
    backup(copy)
    assert len([file for file in files(copy.parent) if file.suffix == ".json"]) == 2


def test_a_copy_without_its_files_is_refused_and_nothing_is_touched(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(NOON):
        digest = proof()
    backup(copy)
    (copy.parent / "backup-files" / digest[:2] / digest).write_bytes(b"%PDF-1.4 spoiled")
    there = elsewhere(tmp_path / "other", monkeypatch)
    with pytest.raises(BackupError, match=digest):
        restore(copy)
    assert not there.exists()
    assert restore(copy, database_only=True) is None
    assert queries.listed(Filter()).total == 1


def test_a_copy_that_was_changed_has_no_list_of_its_files(copy: Path) -> None:
    backup(copy)
    with copy.open("ab") as spoiled:
        spoiled.write(b"x")
    with pytest.raises(BackupError, match=r"monday\.db"):
        restore(copy)


def test_evidence_that_is_damaged_is_left_out_and_said(copy: Path, database: Path) -> None:
    with clock.frozen(NOON):
        digest = proof()
    (database / "evidence" / digest[:2] / digest).write_bytes(b"spoiled")
    manifest = backup(copy)
    assert (manifest.evidence, manifest.damaged) == (0, 1)


def test_another_key_is_put_aside_not_lost(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal("mailto://office")
    backup(copy)
    there = elsewhere(tmp_path / "other", monkeypatch)
    upgrade()
    other = seal("mailto://other")
    restore(copy)
    assert opened(sealed) == "mailto://office"
    with pytest.raises(Unreadable):
        opened(other)
    (aside,) = there.glob("secret.key.*")
    aside.replace(there / "secret.key")
    assert opened(other) == "mailto://other"


DIES = """
import os, signal, sys
from pathlib import Path
from db import backup, backup_files
def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
owner, name = sys.argv[1].split(".")
setattr({"backup": backup, "backup_files": backup_files, "path": Path}[owner], name, die)
backup.backup(Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    "where",
    ["backup._settle", "backup.keep_beside", "backup_files._copy", "backup_files._put", "path.replace",
     "backup.forget_former"],
)  # fmt: skip
def test_a_kill_at_any_moment_leaves_a_whole_copy(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with clock.frozen(NOON):
        first = proof()
        backup(copy)
        proof(b"%PDF-1.4 second")
        an_issue()
    words = [sys.executable, "-c", DIES, where, str(copy)]
    done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    elsewhere(tmp_path / "other", monkeypatch)
    restore(copy)
    assert queries.listed(Filter()).total == (3 if where == "backup.forget_former" else 1)
    assert read(first) == PDF
