"""Each channel is judged by the rule set in force for its kind and level, whatever others are judged by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from socket import socket

import pytest

from checks.demo_sites.in_process import DemoSites
from checks.engine import Engine
from checks.lifecycle.sweeps import try_samples, verify_closed
from checks.run import Checker
from core.access import Actor, Role
from core.common import clock
from core.common.settings import Settings
from core.lifecycle import migration
from core.monitoring.rules_of import RulesOf, sets_in_use
from core.rules.editing import copy, save
from db.engine import writing
from db.models import ColumnLevel, CurrentState, MigrationSample, RegisteredState, SiteColumn
from tests.checks.web import Server, page, serving
from tests.rows import a_leader, a_website, all_of

CHIEF = Actor("监管员", Role.SUPERVISOR)
GONE = RegisteredState.CLOSED
# Too late for the set of the districts, which waits for one second, and in time for the general one. The
# district's own page is so late that no machine is busy enough to find it in time.
ANSWERS_AFTER_S = {"/district": 9.0, "/other": 1.5}


@contextmanager
def late() -> Iterator[Server]:
    """A site whose answers come after their time, or when nobody waits any more."""

    def answer(connection: socket, path: str) -> None:
        site.stopped.wait(ANSWERS_AFTER_S[path])
        connection.sendall(page("首页"))

    with serving(answer) as site:
        yield site


@contextmanager
def checking(site: Server) -> Iterator[Checker]:
    engine = Engine(threads=2)
    yield Checker(Settings(allowed_private=[f"127.0.0.1:{site.port}"], reference_urls=[]), engine)
    engine.close()


def a_sample(address: str, portal: int) -> None:
    """An old address that is to lead into a column of `portal`."""
    with writing() as session:
        column = SiteColumn(
            channel_id=portal, level=ColumnLevel.SECTION, name="动态", opened_on=clock.today()
        )
        session.add(column)
        session.flush()
        ident = column.id
    row = migration.plan(column_id=ident, from_channel_id=a_website(), planned=1, actor=CHIEF)
    migration.add_samples(row, [(address, "")], actor=CHIEF)


@pytest.fixture
def hasty(database: Path) -> str:
    """A set of the districts that waits for one second only."""
    draft = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    changes = {
        "in_force_from": date(2026, 1, 1),
        "scope": {"levels": ["district"]},
        "availability": {"timeout_s": 1.0},
    }
    return save(draft, changes, note="", actor=CHIEF)


@pytest.fixture
def strict(database: Path) -> str:
    """A set of the districts that believes the first failed visit."""
    draft = copy("national-2019.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    changes = {
        "in_force_from": date(2026, 1, 1),
        "scope": {"levels": ["district"]},
        "availability": {"confirmations": 0},
    }
    return save(draft, changes, note="", actor=CHIEF)


def test_one_sweep_judges_by_both_rule_sets(strict: str):
    with DemoSites(sites=["site03", "site04"], faults={"site03": ["down"], "site04": ["down"]}) as demo:
        district = a_website(url=demo.url("site03"), level="district")
        other = a_website(url=demo.url("site04"))
        allowed = [f"127.0.0.1:{demo.base_port}-{demo.base_port + 90}"]
        engine = Engine(threads=2)
        Checker(Settings(demonstration=True, allowed_private=allowed), engine).availability(a_leader())
        engine.close()
    said = {
        state.channel_id: (state.outcome, state.evidence["rule_version"]) for state in all_of(CurrentState)
    }
    assert said == {district: ("problem", strict), other: ("suspect", "national-2019.1")}


def test_after_closing_each_is_waited_for_as_its_own_set_says(hasty: str):
    with late() as site:
        district = a_website(url=site.url("/district"), registered=GONE, level="district")
        other = a_website(url=site.url("/other"), registered=GONE)
        with checking(site) as checker:
            verify_closed(checker, a_leader())
    assert {state.channel_id: state.evidence["failure"] for state in all_of(CurrentState)} == {
        district: "timeout",
        other: None,
    }


def test_old_addresses_are_waited_for_as_the_set_of_the_new_site_says(hasty: str):
    with late() as site:
        for path, level in (("/district", "district"), ("/other", "")):
            a_sample(site.url(path), a_website(url=site.url(path), level=level))
        with checking(site) as checker:
            try_samples(checker, a_leader())
    assert [sample.failure for sample in all_of(MigrationSample)] == ["timeout", None]


def test_the_rule_sets_in_use_are_those_of_the_channels(strict: str):
    other = a_website()
    assert {rules.version for rules in sets_in_use()} == {"national-2019.1"}
    district = a_website(level="district")
    assert {rules.version for rules in sets_in_use()} == {"national-2019.1", strict}
    assert RulesOf([district, other]).of(district).version == strict
    assert RulesOf([district, other]).of(999).version == "national-2019.1"
