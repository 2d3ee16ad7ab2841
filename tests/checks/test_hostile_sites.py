"""Hostile sites through every check: each ends with a name, memory is bounded, the next one is read."""

import json
import subprocess
import sys

import pytest

from checks.rules import SITE_CHECKS
from core.rules import rule_set
from tests.checks.hostile_sites import SITES

MOST_MB = 900


@pytest.fixture(scope="module")
def reported() -> dict[str, dict[str, object]]:
    command = [sys.executable, "-m", "tests.checks.hostile_sites"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_each_ends_with_its_name_and_the_sweep_goes_on(reported):
    expected = {"broken tls": "tls"} | {name: first for name, (_, first) in SITES.items()}
    assert {name: line["first"] for name, line in reported.items()} == expected


def test_every_check_of_each_has_an_outcome_and_none_is_a_fault_of_ours(reported):
    wanted = {check for check in SITE_CHECKS if rule_set().check[check].enabled}
    for line in reported.values():
        assert set(line["outcomes"]) == wanted
        assert line["faults_of_ours"] == [], line["name"]


def test_memory_stays_bounded_through_all_of_them(reported):
    assert max(line["mb"] for line in reported.values()) < MOST_MB
