"""The demonstration, filled once and copied for each test that wants it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.common import clock
from core.common.settings import settings
from core.demonstration.fill import fill
from db import engine
from tests.sqlite import copied, made_once

DEMO_DAY = date(2026, 11, 23)
DEMO_NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DEMO_PORT = 8700


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the demonstration up to `DEMO_DAY`. Copy it, never open it."""
    return made_once(
        tmp_path_factory.mktemp("demonstration"), lambda: fill(demo_port=DEMO_PORT, until=DEMO_DAY)
    )


@pytest.fixture
def demo_database(demo_file: Path, data_dir: Path) -> Iterator[Path]:
    """A copy of the demonstration in a data folder of its own; core's clock stands at noon of its day."""
    copied(demo_file, data_dir)
    engine.forget()
    settings.cache_clear()
    with clock.frozen(DEMO_NOON):
        yield data_dir
