"""The checker seen from its page: what is due, what ran, what could not be checked."""

from datetime import timedelta
from pathlib import Path

from core.common import clock
from core.common.outcome import Failure, Outcome
from core.common.settings import settings
from core.monitoring import checker_view, runs
from db.models import RegisteredState, RunState
from tests.rows import NOON, a_leader, a_report, a_website, recorded


def due_of(check: str) -> int:
    return next(one.due for one in checker_view.due_now(settings()) if one.check == check)


def test_a_check_is_due_once_its_interval_has_passed(database: Path) -> None:
    with clock.frozen(NOON):
        site = a_website()
        a_website(registered=RegisteredState.CLOSED)
        assert due_of("availability") == 1
        recorded(a_leader(seconds=10**6), a_report(site, Outcome.OK))
        assert due_of("availability") == 0
        assert due_of("site") == 1
    with clock.frozen(NOON + timedelta(seconds=settings().availability_every_s)):
        assert due_of("availability") == 1


def test_the_rule_over_a_week_is_never_due(database: Path) -> None:
    assert {one.check for one in checker_view.due_now(settings())} == {"availability", "site", "accounts"}


def test_the_newest_run_of_each_sweep_is_shown(database: Path) -> None:
    token = a_leader()
    for sweep in ("availability", "confirm", "availability"):
        runs.end(runs.begin(sweep, token=token, planned=1))
    assert {run.sweep: run.id for run in checker_view.last_runs()} == {"availability": 3, "confirm": 2}
    assert checker_view.recent_runs(sweep="availability").total == 2
    assert checker_view.recent_runs(limit=2).rows[0].id == 3
    assert checker_view.sweeps() == ("availability", "confirm")


def test_runs_that_went_wrong_are_named_and_others_not(database: Path) -> None:
    token = a_leader()
    runs.end(runs.begin("availability", token=token, planned=1))
    void = runs.begin("availability", token=token, planned=1)
    runs.end(void, state=RunState.VOID, error="reference")
    assert [(run.id, run.error) for run in checker_view.last_errors()] == [(void, "reference")]


def test_a_run_that_was_cut_off_has_no_length(database: Path) -> None:
    with clock.frozen(NOON):
        running = runs.begin("availability", token=a_leader(), planned=1)
    with clock.frozen(NOON + timedelta(seconds=8)):
        assert checker_view.last_runs()[0].seconds == 8
        runs.end(running)
        assert checker_view.last_runs()[0].seconds == 8


def test_what_could_not_be_checked_is_grouped_by_reason(database: Path) -> None:
    token, sites = a_leader(), [a_website() for _ in range(3)]
    recorded(token, a_report(sites[0], Outcome.BLOCKED, check="availability_week", failure=Failure.TOO_FEW))
    for site, failure in zip(sites, (Failure.FIREWALL, Failure.FIREWALL, Failure.GUARDED), strict=True):
        recorded(token, a_report(site, Outcome.BLOCKED, failure=failure))
    assert [(one.failure, one.channels) for one in checker_view.unchecked()] == [
        ("firewall", 2),
        ("guarded", 1),
    ]
    assert checker_view.unchecked_rows(limit=1).total == 3
