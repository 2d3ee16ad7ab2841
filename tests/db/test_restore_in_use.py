"""A restore beside a running service is refused, and nothing is touched; a stopped one is no hindrance."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from core.monitoring import lease
from db.backup import BackupError, backup, restore
from db.engine import APPLICATION, engines
from db.models import Channel
from db.settings import DatabaseSettings
from tests.postgresql import programs
from tests.rows import a_website, all_of


@pytest.fixture
def copy(either_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy with one website; a second one came after it."""
    if either_database == "postgresql":
        monkeypatch.setenv("PATH", str(programs()), prepend=os.pathsep)
    a_website()
    backup(tmp_path / "safe" / "copy")
    a_website()
    return tmp_path / "safe" / "copy"


def test_it_is_refused_while_a_checker_leads(copy: Path) -> None:
    token = lease.take("machine:1", seconds=60)
    assert token is not None
    with pytest.raises(BackupError, match="machine:1"):
        restore(copy)
    assert len(all_of(Channel)) == 2
    lease.release(token)
    restore(copy)
    assert len(all_of(Channel)) == 1


def test_it_is_refused_while_another_has_the_database_open(copy: Path, either_database: str) -> None:
    url = DatabaseSettings().database
    if either_database == "sqlite":
        other = sqlite3.connect(url.removeprefix("sqlite:///"))
        other.execute("SELECT count(*) FROM channel").fetchone()
    else:
        other = psycopg.connect(url.replace("+psycopg", ""), application_name=APPLICATION)
    with pytest.raises(BackupError, match="open"):
        restore(copy)
    assert len(all_of(Channel)) == 2
    other.close()
    restore(copy)
    assert len(all_of(Channel)) == 1


def test_a_lease_left_by_a_wrong_clock_hinders_nobody(copy: Path) -> None:
    lease.take("dead", seconds=60 * 60 * 24 * 400)
    restore(copy)
    assert len(all_of(Channel)) == 1


def test_the_command_says_it_in_a_sentence(copy: Path) -> None:
    lease.take("machine:1", seconds=600)
    engines().read.dispose()
    words = [sys.executable, "-m", "db", "restore", str(copy)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "machine:1" in done.stderr
    assert "Traceback" not in done.stderr
