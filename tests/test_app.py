"""The application: what its server does beside pages, and every page for every role and language."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Role
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from pages.shell.navigation import PAGES, TABLE
from pages.shell.navigation import Page as Entry
from tests.server import DIRECT, ROOT, START_LIMIT, Dashboard, running

LOCK = ":material/lock:"
PEOPLE = [role for role in Role if any(role.allows(entry.least) for entry in TABLE)]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with running(tmp_path_factory.mktemp("app")) as started:
        yield started


def test_the_health_address_says_that_no_checker_is_at_work(dashboard: Dashboard) -> None:
    status, body = dashboard.get("/healthz")
    assert status == 503
    assert json.loads(body)["status"] == "down"


def test_the_fonts_are_served_and_kept_by_the_browser(dashboard: Dashboard) -> None:
    status, body = dashboard.get("/fonts/NotoSansSC-Regular.woff2")
    assert (status, body[:4]) == (200, b"wOF2")


def test_the_first_page_has_its_own_address_too_and_keeps_the_question(dashboard: Dashboard) -> None:
    with DIRECT.open(f"{dashboard.url}/overview?lang=en") as answer:
        assert answer.url == f"{dashboard.url}/?lang=en"


def test_nothing_outside_the_folder_of_fonts_is_served(dashboard: Dashboard) -> None:
    for path in ("/fonts/../style.css", "/fonts/%2e%2e/style.css", "/fonts/..%2fstyle.css"):
        status, body = dashboard.get(path)
        assert status >= 400 or b"stMainBlockContainer" not in body


def test_the_database_exists_before_anybody_opens_a_page(dashboard: Dashboard) -> None:
    assert (dashboard.data_dir / "supervision.db").stat().st_size > 0


def test_it_ends_cleanly_and_takes_its_checker_along(tmp_path: Path) -> None:
    with running(tmp_path, SUPERVISION_CHECKER="embedded") as started:
        checker = _wait_for_child(started.process)
        # Its server stops in order, then lets the signal have its way.
        assert started.stop() == -signal.SIGTERM
    assert not Path(f"/proc/{checker}").exists()
    wal = started.data_dir / "supervision.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_a_database_of_a_newer_program_is_refused_in_words(database: Path, tmp_path: Path) -> None:
    _stamp_unknown_revision()
    refused = pytest.raises(AssertionError, match="The database is at revision from-the-future")
    with refused, running(tmp_path):
        pass


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry.key)
def test_each_page_opens_for_the_roles_of_the_table_and_no_other(
    database: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry, role: Role
) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", role.value)
    settings.cache_clear()
    alone = AppTest.from_file(str(PAGES / entry.file), default_timeout=20).run()
    assert not alone.exception
    assert [title.value for title in alone.title] == ([entry.title] if role.allows(entry.least) else [])
    refusals = [error for error in alone.error if error.icon == LOCK]
    assert len(refusals) == (0 if role.allows(entry.least) else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_application_opens_in_each_language(database: Path, language: Language) -> None:
    whole = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    whole.query_params["lang"] = language
    whole.run()
    assert not whole.exception
    assert whole.title[0].value == catalogue(language)["navigation.pages.overview"]


def test_every_file_of_a_page_is_in_the_table() -> None:
    files = {str(file.relative_to(PAGES)) for file in PAGES.glob("*/page.py")}
    assert files == {entry.file for entry in TABLE}


def _wait_for_child(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        for thread in children.parent.parent.iterdir():
            found = (thread / "children").read_text().split()
            if found:
                return int(found[0])
        time.sleep(0.1)
    raise AssertionError("no checker was started")


def _stamp_unknown_revision() -> None:
    from sqlalchemy import text

    from db.engine import engines

    with engines().write.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'from-the-future'"))
