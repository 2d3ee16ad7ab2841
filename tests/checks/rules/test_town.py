"""A small town through every check: what is planted is found, and a site without faults has none.

The whole town, with every fault, is in `tests/benchmarks/test_precision.py`."""

from checks.fleet.town import Town
from core.rules import rule_set
from tests.checks.rules.town import judged, memories_of

FAULTS = {
    "site01": ["foreign-domain"],
    "site02": ["mixed", "expiring-certificate", "no-interaction"],
    "site04": ["dead-links", "no-search", "personal-data", "silent-account"],
    "site15": ["defaced"],
    "site16": ["no-footer", "empty-columns", "hidden-links"],
}


def test_what_is_planted_is_found_and_nothing_else():
    rules = rule_set()
    with Town(sites=[*FAULTS, "site05"], faults={}) as town:
        memories = memories_of(town, rules)
        for key, names in FAULTS.items():
            town.plant(key, *names)
        tallies = judged(town, rules, memories)
    assert {name: tally.missed for name, tally in tallies.items() if tally.missed} == {}
    assert {name: tally.false for name, tally in tallies.items() if tally.false} == {}
    assert sum(tally.found for tally in tallies.values()) > 40
