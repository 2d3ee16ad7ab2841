"""SQLite files that are made once a session and copied for each test: migrating took a second every time."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.common.settings import settings
from db import engine
from db.backup import backup
from db.migrate import upgrade


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file at the newest version. Copy it, never open it."""
    return made_once(tmp_path_factory.mktemp("migrated"))


def made_once(folder: Path, fill: Callable[[], object] | None = None) -> Path:
    """A whole SQLite file in `folder` at the newest version, after `fill` has written into it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(folder))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        settings.cache_clear()
        upgrade()
        if fill is not None:
            fill()
        backup(folder / "whole" / "supervision.db")
        engine.engines().write.dispose()
        engine.engines().read.dispose()
    engine.forget()
    settings.cache_clear()
    return folder / "whole" / "supervision.db"


def copied(file: Path, data_dir: Path) -> None:
    """Make `file` the database of `data_dir`."""
    data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, data_dir / "supervision.db")
