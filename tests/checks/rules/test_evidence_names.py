"""Every fact that the checks hand to people has a name in the catalogue."""

from collections.abc import Iterator, Mapping
from typing import Any

from checks.demo_sites.in_process import DemoSites
from core.common.text import has
from core.rules import rule_set
from tests.checks.rules.demo_sites import memories_of, reports_of
from tests.checks.rules.test_demo_sites import FAULTS

MORE = {"site05": ["stale-columns", "wrong-words", "illegal-links"], "site18": ["gbk", "scripted-footer"]}
# Read by the checker alone; `pages/components/evidence.py` leaves them out.
UNREPORTED = {"key", "print", "seen", "screenshot"}
# Names that pages give to their own tags.
OWN = {"SiteName", "SiteDomain", "SiteIDCode"}


def facts(evidence: Mapping[str, Any]) -> Iterator[str]:
    for key, value in evidence.items():
        yield key
        if key in UNREPORTED:
            continue  # nobody sees what is in it
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Mapping):
                yield from facts(inner)


def test_every_fact_has_a_name():
    rules, injected = rule_set(), {**FAULTS, **MORE}
    with DemoSites(sites=injected, faults={}) as demo:
        memories = memories_of(demo, rules)
        for key, names in injected.items():
            demo.inject(key, *names)
        reports = [report for key in demo.keys for report in reports_of(demo, key, rules, memories)]
    reported = {key for report in reports for key in facts(report.evidence)}
    reported |= {key for report in reports for problem in report.problems for key in facts(problem.detail)}
    assert len(reported) > 60
    assert {key for key in reported - UNREPORTED - OWN if not has(f"evidence.{key}")} == set()
