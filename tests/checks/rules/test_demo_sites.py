"""A few demo sites through every check: what is injected is found, and a site without faults has none.

All demo sites, with every fault, is in `tests/benchmarks/test_precision.py`."""

from checks.demo_sites.in_process import DemoSites
from core.rules import rule_set
from tests.checks.rules.demo_sites import judged, memories_of

FAULTS = {
    "site01": ["foreign-domain"],
    "site02": ["mixed", "expiring-certificate", "no-interaction"],
    "site04": ["dead-links", "no-search", "personal-data", "silent-account"],
    "site15": ["defaced"],
    "site16": ["no-footer", "empty-columns", "hidden-links"],
}


def test_what_is_injected_is_found_and_nothing_else():
    rules = rule_set()
    with DemoSites(sites=[*FAULTS, "site05"], faults={}) as demo:
        memories = memories_of(demo, rules)
        for key, names in FAULTS.items():
            demo.inject(key, *names)
        scores = judged(demo, rules, memories)
    assert {name: score.missed for name, score in scores.items() if score.missed} == {}
    assert {name: score.false for name, score in scores.items() if score.false} == {}
    assert sum(score.found for score in scores.values()) > 40
