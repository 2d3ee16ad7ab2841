"""What every test may use, and which tests run only when asked for."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core.access import passwords
from core.common.settings import settings
from core.common.text import use_language
from db import engine
from tests.demonstration import demo_database, demo_file
from tests.postgresql import postgresql_server, postgresql_url
from tests.sqlite import copied, migrated_file

__all__ = ["demo_database", "demo_file", "migrated_file", "postgresql_server", "postgresql_url"]
BENCHMARKS = Path(__file__).parent / "benchmarks"


# What a property test tries is the same in each run, however long the machine takes for one.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.markexpr:
        config.option.markexpr = "not soak"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = any(Path(word.partition("::")[0]).resolve().is_relative_to(BENCHMARKS) for word in config.args)
    return True if collection_path == BENCHMARKS and not asked else None


# Only a test that fails ever waits so long for a page.
PATIENCE_S = 120


def pytest_collection_finish() -> None:
    """Let Streamlit look through the installed packages once: each `AppTest` did, for most of its time. And
    let none of them depend on how fast the machine is: by itself it gives up after 3 s."""
    if "streamlit.testing.v1" in sys.modules:
        from streamlit.components.v2 import manifest_scanner
        from streamlit.testing.v1 import AppTest

        run = AppTest._run

        def patient(app: AppTest, states: Any = None, timeout: float | None = None) -> AppTest:
            return run(app, states, max(timeout or 0, PATIENCE_S))

        AppTest._run = patient  # type: ignore[method-assign]
        manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Every test starts in the first language, whatever the one before chose."""
    use_language("zh")


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """Argon2 at its cheapest in the process of the tests; servers that they start hash as in an office."""
    passwords.use_hasher(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit runs a page in the place of `__main__` and leaves it there: a process that a later test
    starts would begin with that page."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own for this test; nothing in it yet."""
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("SUPERVISION_DATABASE_URL", raising=False)
    _read_settings_again()
    yield tmp_path / "data"
    _read_settings_again()


@pytest.fixture
def database(migrated_file: Path, data_dir: Path) -> Path:
    """An empty SQLite database at the newest version, in its data folder."""
    copied(migrated_file, data_dir)
    return data_dir


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An empty database at the newest version, once in SQLite and once in PostgreSQL; yields its name."""
    if request.param == "postgresql":
        monkeypatch.setenv("SUPERVISION_DATABASE_URL", request.getfixturevalue("postgresql_url"))
        _read_settings_again()
    else:
        copied(request.getfixturevalue("migrated_file"), data_dir)
    yield request.param
    engine.engines().read.dispose()
    engine.engines().write.dispose()


def _read_settings_again() -> None:
    engine.forget()
    settings.cache_clear()
