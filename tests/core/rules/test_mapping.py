"""From the present state, findings and persons' words to what was found of each indicator."""

from datetime import UTC, datetime

import pytest

from core.common.outcome import Outcome
from core.rules.mapping import Fault, Known, Speaks, State, Word, entered, results, spoken
from core.rules.results import Found, Judge, Result
from core.rules.ruleset import NATIONAL, load
from core.rules.subjects import subjects
from core.rules.verdict import judged
from db.models import JudgedAs

RULES = load(NATIONAL)
AT = datetime(2026, 11, 23, tzinfo=UTC)
LINE = Speaks("home_freshness", "V-W3")
COUNTED = Speaks("columns_veto", "V-W4c", least="columns.empty_least", where={"kind": "empty"})


def state(outcome: Outcome, failure: str = "") -> State:
    return State(outcome, failure, AT, {"rule_version": "r.1"})


def fault(key: str = "", *, dismissed: bool = False, id: int = 7, **evidence: str) -> Fault:
    return Fault(id, key, dismissed, AT, "r.1", evidence)


def reported(known: Known, indicator: str = "V-W3", *lines: Speaks) -> Result:
    return next(each for each in results(known, RULES, lines or (LINE,)) if each.indicator == indicator)


@pytest.mark.parametrize(
    ("outcome", "found", "why"),
    [
        (Outcome.OK, Found.MET, ""),
        (Outcome.SUSPECT, Found.UNKNOWN, "suspect"),
        (Outcome.BLOCKED, Found.UNKNOWN, "firewall"),
        (Outcome.EXEMPT, Found.EXEMPT, ""),
        (Outcome.PROBLEM, Found.UNKNOWN, "suspect"),
    ],
)
def test_an_outcome_becomes_what_was_found(outcome, found, why):
    failure = "firewall" if outcome is Outcome.BLOCKED else ""
    result = reported(Known(states={"home_freshness": state(outcome, failure)}))
    assert (result.found, result.why) == (found, why)
    assert (result.judge is Judge.NOBODY) == (found is Found.UNKNOWN)


def test_an_open_finding_breaks_the_indicator_with_its_evidence():
    result = reported(Known(faults={"home_freshness": [fault(newest="2026-10-01")]}))
    assert (result.found, result.judge, result.rule_version) == (Found.FAILED, Judge.MACHINE, "r.1")
    assert (result.evidence[0].noun, result.evidence[0].id) == ("finding", 7)


def test_a_dismissed_finding_counts_as_kept_by_a_persons_word():
    known = Known(
        states={"home_freshness": state(Outcome.PROBLEM)}, faults={"home_freshness": [fault(dismissed=True)]}
    )
    result = reported(known)
    assert (result.found, result.judge, result.why) == (Found.MET, Judge.PERSON, "dismissed")


def test_a_check_that_never_ran_is_not_checked():
    result = reported(Known())
    assert (result.found, result.why) == (Found.UNKNOWN, "never")


def test_an_indicator_no_check_speaks_for_says_why():
    assert reported(Known(), "V-M3b").why == "person"
    assert reported(Known(), "V-W4a").why == "no_check"


def test_counted_faults_break_the_indicator_from_the_sets_limit_on():
    four = [fault(f"/column{n}", kind="empty", id=n) for n in range(4)]
    known = Known(states={"columns_veto": state(Outcome.PROBLEM)}, faults={"columns_veto": four})
    assert reported(known, "V-W4c", COUNTED).found is Found.MET
    four.append(fault("/column9", kind="empty"))
    assert reported(known, "V-W4c", COUNTED).found is Found.FAILED
    assert reported(known, "V-W4c", COUNTED).faults[-1] == "/column9"


def test_faults_of_another_kind_and_dismissed_ones_do_not_count():
    many = [fault(f"/c{n}", kind="stale") for n in range(9)]
    many += [fault(f"/d{n}", kind="empty", dismissed=True) for n in range(9)]
    known = Known(states={"columns_veto": state(Outcome.PROBLEM)}, faults={"columns_veto": many})
    assert reported(known, "V-W4c", COUNTED).found is Found.MET


def test_only_findings_of_the_lines_keys_count():
    line = Speaks("columns_veto", "V-W4a", keys=("stale",))
    known = Known(states={"columns_veto": state(Outcome.PROBLEM)}, faults={"columns_veto": [fault("empty")]})
    assert reported(known, "V-W4a", line).found is Found.MET
    known.faults["columns_veto"].append(fault("stale"))
    assert reported(known, "V-W4a", line).found is Found.FAILED


def test_a_veto_found_by_a_check_that_is_no_veto_waits_for_a_person():
    line = Speaks("interaction", "V-W5a", proves=False)
    known = Known(states={"interaction": state(Outcome.PROBLEM)}, faults={"interaction": [fault()]})
    result = reported(known, "V-W5a", line)
    assert (result.found, result.judge, result.why) == (Found.UNKNOWN, Judge.NOBODY, "person_decides")
    assert result.evidence[0].noun == "finding"


def test_a_stale_policy_column_costs_its_points_once_and_not_again_as_another_column():
    stale = fault("stale:12", category="policies")
    known = Known(states={"columns": state(Outcome.PROBLEM)}, faults={"columns": [stale]})
    found = {each.indicator: each for each in results(known, RULES)}
    assert found["D-1-5"].faults == found["D-1-8"].faults == ("stale:12",)
    assert found["D-1-4"].found is Found.MET
    assert judged(found.values(), RULES, subjects("website", "portal")).base == 95


def test_a_check_that_proves_nothing_leaves_the_indicator_open():
    line = Speaks("wording", "V-W1", proves=False)
    result = reported(Known(states={"wording": state(Outcome.OK)}), "V-W1", line)
    assert (result.found, result.why) == (Found.UNKNOWN, "partly")


def test_of_several_checks_the_worst_counts():
    lines = (Speaks("home_freshness", "V-W3"), Speaks("availability_week", "V-W3"))
    good = {"home_freshness": state(Outcome.OK), "availability_week": state(Outcome.OK)}
    assert reported(Known(states=good), "V-W3", *lines).found is Found.MET
    assert (
        reported(Known(states={"home_freshness": state(Outcome.OK)}), "V-W3", *lines).found is Found.UNKNOWN
    )
    assert (
        reported(Known(states=good, faults={"availability_week": [fault()]}), "V-W3", *lines).found
        is Found.FAILED
    )


def test_a_persons_word_goes_before_the_machines_and_keeps_its_evidence():
    word = Word(3, JudgedAs.FAILED, 2, "监管员", AT, "抽查发现", "r.1")
    result = reported(Known(states={"home_freshness": state(Outcome.OK)}, words={"V-W3": word}))
    assert (result.found, result.judge, result.by) == (Found.FAILED, Judge.PERSON, "监管员")
    assert len(result.faults) == 2
    assert [each.noun for each in result.evidence] == ["judgement", "state"]


def test_issues_that_persons_entered_are_vetoes_of_their_own():
    (result,) = entered(Known(entered=[("2026-1", "篡改", 5)]))
    assert (result.found, result.judge, result.evidence[0].id) == (Found.FAILED, Judge.PERSON, 5)


def test_every_line_names_an_indicator_and_a_limit_that_exist():
    for line in spoken():
        assert line.indicator in RULES.indicator
        assert not line.least or reported(Known(), line.indicator, line)


def test_a_channel_is_what_its_kind_and_category_say():
    assert "portal_website" in subjects("website", "portal")
    assert subjects("website", "department") == {"website", "department_website"}
    assert subjects("mini_program", "") == {"other_new_media", "account", "mini_program"}
    assert subjects("no_such_kind", "") == frozenset()
