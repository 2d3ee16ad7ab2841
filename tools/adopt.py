"""`serve --adopt`: what somebody entered while trying the demonstration becomes the real work."""

import os
import subprocess
import tempfile
from pathlib import Path

from tools.place import PYTHON, ROOT, data_dir, demonstration_dir
from tools.words import say, stop

DATABASE = "supervision.db"


def adopt() -> None:
    """Copy the demonstration's database, evidence and key into the folder of real work, where none is yet.

    The demonstration keeps its own. Raises `Stopped` when there is nothing to take over."""
    if (data_dir() / DATABASE).exists():
        return
    source = demonstration_dir()
    if not (source / DATABASE).exists():
        stop("nothing_to_adopt", place=source)
    with tempfile.TemporaryDirectory() as folder:
        copy = str(Path(folder) / DATABASE)
        _database(source, "backup", copy)
        _database(data_dir(), "restore", copy)
    say("adopted", place=source)


def _database(folder: Path, *words: str) -> None:
    settings = {"SUPERVISION_DATA_DIR": str(folder), "SUPERVISION_DATABASE_URL": ""}
    done = subprocess.run(
        [PYTHON, "-m", "db", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        stop("no_database")
