"""Where work runs, on the checker's page; availability from each vantage point, on three pages."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.common.text import LANGUAGES, Language, catalogue
from core.monitoring import engine_reading, runs
from core.monitoring.record import Batch, record
from core.monitoring.vantages import verdict
from core.rules import rule_set
from tests.pages.pages import CHINESE, opened, words
from tests.rows import a_leader, a_website

WORKER = {
    "name": "node-1",
    "vantage": "Telecom",
    "host": "10.0.0.7",
    "threads": 16,
    "under_way": 3,
    "memory": 90 * 1024 * 1024,
    "memory_limit": 0,
}


def keep(state: str, *, said: str = "", workers: int = 0) -> None:
    reported = [{**WORKER, "name": f"node-{number}", "last_seen": clock.now()} for number in range(workers)]
    address = "" if state == "local" else "tls://10.0.0.5:8786"
    engine_reading.keep(a_leader(), state=state, address=address, said=said, workers=reported)


def tables(app) -> str:
    return "\n".join(table.value.to_string() for table in app.dataframe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workers_of_a_cluster_are_shown_one_by_one(database: Path, language: Language) -> None:
    keep("working", workers=2)
    app = opened("checker", language, tab="cluster")
    assert f"**{catalogue(language)['cluster.state.working']}**" in words(app)
    # `plain` puts a backslash before each mark that Markdown would obey.
    assert any("10.0.0.5:8786" in word.replace("\\", "") for word in words(app))
    shown = tables(app)
    assert "node-0" in shown
    assert "node-1" in shown
    assert "Telecom" in shown
    if language == "en":
        # The name of the rules in force is data, on another tab of this page.
        own = [word for word in words(app) if "national" not in word and word != "中文"]
        assert not [word for word in own if CHINESE.search(word)]


@pytest.mark.parametrize("state", ["empty", "lost", "refused"])
def test_a_cluster_that_is_not_used_says_so_and_why(database: Path, state: str) -> None:
    keep(state, said="CommClosedError")
    app = opened("checker", tab="cluster")
    assert catalogue("zh")[f"cluster.unused.{state}"] in [warning.value for warning in app.warning]
    assert "CommClosedError" in [text.value for text in app.text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_workers_the_page_says_how_one_joins(database: Path, language: Language) -> None:
    keep("local")
    assert any(
        "checks worker --connect" in code.value for code in opened("checker", language, tab="cluster").code
    )


def visits() -> int:
    channel, token = a_website(name="Alone"), a_leader()
    now = clock.now()
    seen = {
        "Telecom": Report(channel, "availability", now, Outcome.PROBLEM, Failure.TIMEOUT),
        "Unicom": Report(channel, "availability", now, Outcome.OK, total_ms=80.0),
    }
    run_id = runs.begin("availability", token=token, planned=1)
    record(Batch(run_id, token, [verdict(seen, asked=2)], confirm_after=timedelta(0)), rule_set())
    return channel


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_channel_shows_what_each_vantage_point_sees(database: Path, language: Language) -> None:
    app = opened("channel", language, id=str(visits()), tab="visits")
    shown = tables(app)
    assert "Telecom" in shown
    assert "Unicom" in shown
    assert catalogue(language)["vantage.note"] in words(app)


def test_the_page_of_health_names_what_one_place_alone_cannot_open(database: Path) -> None:
    visits()
    shown = tables(opened("health", tab="remedies"))
    assert "Alone" in shown
    assert "Telecom" in shown


def test_without_vantage_points_nothing_of_them_is_shown(database: Path) -> None:
    channel = a_website()
    for app in (opened("health", tab="remedies"), opened("channel", id=str(channel))):
        assert catalogue("zh")["vantage.note"] not in words(app)
