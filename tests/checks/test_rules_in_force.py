"""Each channel is judged by the rule set in force for its kind and level, whatever others are judged by."""

from datetime import date
from pathlib import Path

import pytest

from checks.engine import Engine
from checks.fleet.town import Town
from checks.run import Checker
from core.access import Actor, Role
from core.monitoring.rules_of import RulesOf, sets_in_use
from core.rules.editing import copy, save
from core.settings import Settings
from db.models import CurrentState
from tests.rows import a_leader, a_website, all_of

CHIEF = Actor("监管员", Role.SUPERVISOR)


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
    with Town(sites=["site03", "site04"], faults={"site03": ["down"], "site04": ["down"]}) as town:
        district = a_website(url=town.url("site03"), level="district")
        other = a_website(url=town.url("site04"))
        allowed = [f"127.0.0.1:{town.base_port}-{town.base_port + 90}"]
        engine = Engine(threads=2)
        Checker(Settings(demonstration=True, allowed_private=allowed), engine).availability(a_leader())
        engine.close()
    said = {
        state.channel_id: (state.outcome, state.evidence["rule_version"]) for state in all_of(CurrentState)
    }
    assert said == {district: ("problem", strict), other: ("suspect", "national-2019.1")}


def test_the_rule_sets_in_use_are_those_of_the_channels(strict: str):
    other = a_website()
    assert {rules.version for rules in sets_in_use()} == {"national-2019.1"}
    district = a_website(level="district")
    assert {rules.version for rules in sets_in_use()} == {"national-2019.1", strict}
    assert RulesOf([district, other]).of(district).version == strict
    assert RulesOf([district, other]).of(999).version == "national-2019.1"
