"""The demonstration, filled once and copied for each test that wants it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.common import clock
from core.common.settings import settings
from db import engine
from db.backup import backup
from db.demo.fill import fill
from db.migrate import upgrade

DEMO_DAY = date(2026, 11, 23)
DEMO_NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DEMO_PORT = 8700


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the demonstration up to `DEMO_DAY`. Copy it, never open it."""
    folder = tmp_path_factory.mktemp("demonstration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(folder))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        engine.forget()
        upgrade()
        fill(demo_port=DEMO_PORT, until=DEMO_DAY)
        backup(folder / "whole" / "supervision.db")
        engine.engines().write.dispose()
        engine.engines().read.dispose()
    engine.forget()
    settings.cache_clear()
    return folder / "whole" / "supervision.db"


@pytest.fixture
def demo_database(demo_file: Path, data_dir: Path) -> Iterator[Path]:
    """A copy of the demonstration in a data folder of its own; core's clock stands at noon of its day."""
    data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy2(demo_file, data_dir / "supervision.db")
    engine.forget()
    settings.cache_clear()
    with clock.frozen(DEMO_NOON):
        yield data_dir
