"""Precision and recall of every check on all demo sites, each fault injected somewhere."""

import pytest

from checks.demo_sites.faults import Fault, measures
from checks.demo_sites.in_process import DemoSites
from core.rules import rule_set
from tests.checks.rules.demo_sites import judged, lines, memories_of

# Each site with faults that do not hide one another; site01, site03 and site13 stay as they should be.
FAULTS: dict[str, list[str]] = {
    "site02": ["mixed", "expiring-certificate", "wrong-facts", "no-interaction"],
    "site04": ["dead-links", "no-search", "old-server"],
    "site05": ["stale-columns", "personal-data", "silent-account", "wrong-words"],
    "site06": ["down"],
    "site07": ["no-tags", "hidden-links", "moved"],
    "site08": ["heavy", "illegal-links", "no-footer"],
    "site09": ["slow"],
    "site10": ["drip"],
    "site11": ["bad-certificate", "hidden-links", "personal-data"],
    "site12": ["stale-home", "stale-columns"],
    "site14": ["dead-links", "long-way", "scripted-footer"],
    "site15": ["defaced"],
    "site16": ["no-footer", "empty-columns"],
    "site17": ["firewall"],
    "site18": ["gbk", "illegal-links", "error"],
}
NAMED: dict[str, list[str]] = {
    "site01": ["foreign-domain", "no-ipv6"],
    "site02": ["wrong-name"],
    "site13": ["wrong-name", "dead-links"],
    "site15": ["error"],
    "site16": ["scripted-home"],
    "site17": ["challenge"],
    "site18": ["gbk", "silent-account", "stale-home", "wrong-words"],
}


@pytest.mark.parametrize("faults", [FAULTS, NAMED], ids=["one", "two"])
def test_every_injected_fault_is_found_and_nothing_else(faults, capsys):
    usual = rule_set()
    rules = usual.model_copy(
        update={"availability": usual.availability.model_copy(update={"timeout_s": 4.0})}
    )
    with DemoSites(faults={}) as demo:
        memories = memories_of(demo, rules)
        for key, names in faults.items():
            demo.inject(key, *names)
        scores = judged(demo, rules, memories)
    with capsys.disabled():
        print("", *lines(scores), sep="\n")
    wrong = {
        check: (score.missed, score.false) for check, score in scores.items() if score.missed or score.false
    }
    assert wrong == {}


def test_every_fault_of_the_demo_sites_is_injected_in_the_benchmark():
    injected = {name for faults in (FAULTS, NAMED) for names in faults.values() for name in names}
    assert injected == {fault.value for fault in Fault}
    assert all(measures(fault) for fault in Fault)
