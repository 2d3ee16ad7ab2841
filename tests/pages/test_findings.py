"""Judging findings, announcing maintenance, and what the checks of content found, as pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from core.common import clock
from core.common.outcome import Outcome, Problem, Report
from db.engine import reading
from db.models import Channel, Maintenance, RegisteredState
from tests.pages.pages import CHINESE, charts, opened, words
from tests.rows import a_leader, a_report, all_of, recorded

SECRET = "<script>alert(1)</script>"


@pytest.fixture
def site(demo_database) -> int:
    with reading() as session:
        running = select(Channel.id).where(
            Channel.kind == "website", Channel.registered == RegisteredState.RUNNING
        )
        return int(session.exec(running.order_by(col(Channel.id))).first() or 0)


def found(site: int) -> None:
    """Links that are dead, columns that are stale, a certificate that ends soon."""
    token = a_leader(10**6)
    problem = Problem("internal:1", "http://x/a", 404, None, 0.9, f"<a href=a>{SECRET}</a>")
    dead = replace(a_report(site, Outcome.PROBLEM, check="links", failure=None), problems=(problem,))
    columns = [{"column": 1, "name": "要闻", "state": "stale", "newest": "2026-10-01", "age_days": 53}]
    stale: Report = a_report(site, Outcome.SUSPECT, check="columns", evidence={"columns": columns})
    ends = (clock.now() + timedelta(days=5)).isoformat()
    tls = {"verified": True, "not_after": ends, "issuer": "CA"}
    soon = a_report(site, Outcome.SUSPECT, check="certificate", evidence={"tls": tls})
    for _ in range(2):
        recorded(token, dead, stale, soon)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_stand_on_the_page_of_the_checker(site: int, language):
    found(site)
    app = opened("checker", language, tab="findings")
    shown = words(app)
    assert any(text in shown for text in ("**线索研判**", "**Findings and judgement**"))
    assert SECRET not in " ".join(shown)
    if language == "en":
        assert [text for text in shown if CHINESE.search(text) and "#" not in text and "·" not in text] == []


def test_health_shows_columns_findings_and_certificates(site: int):
    before = charts(opened("health", print="1"))
    found(site)
    app = opened("health", print="1")
    # Columns, findings by check and by unit, and the outcomes, which had nothing to show before.
    assert charts(app) == before + 4
    assert any("证书（按剩余天数）" in text for text in words(app))


def test_maintenance_is_announced_and_called_off_with_words(demo_database):
    app = opened("maintenance")
    app.text_input[0].input("机房割接")
    app.time_input[0].set_value(clock.now().astimezone(clock.SHANGHAI).time())
    app.button[-1].click().run()
    assert not app.exception
    (window,) = all_of(Maintenance)
    assert (window.reason, window.minutes) == ("机房割接", 60)


def test_a_window_without_a_reason_is_refused_in_a_sentence(demo_database):
    app = opened("maintenance")
    app.time_input[0].set_value(clock.now().astimezone(clock.SHANGHAI).time())
    app.button[-1].click().run()
    assert [error.value for error in app.error if "理由" in error.value]
    assert not all_of(Maintenance)
