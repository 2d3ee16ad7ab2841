"""The verdict: vetoes, points with caps, no fault charged twice, bonus, and what could not be checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.charges import Capped, capped
from core.rules.results import Effect, Found, Grade, Judge, Result, Verdict
from core.rules.ruleset import NATIONAL, RuleSet, load
from core.rules.verdict import judged
from tests.core.rules.sets import INDICATORS, SMALL, a_set, an_indicator, found

NATION = load(NATIONAL)
PORTAL = ("website", "portal_website", "portal_with_public_services", "website_with_public_services")


def verdict(*results: Result, rules: RuleSet = SMALL, entered: tuple[Result, ...] = ()) -> Verdict:
    return judged(results, rules, ["website"], entered=entered)


def effect(reported: Verdict, indicator: str) -> Effect:
    return next(line.effect for line in reported.lines if line.indicator == indicator)


def test_nothing_wrong_is_full_marks():
    reported = verdict(*(found(key, "met") for key in INDICATORS if key[0] in "VD"))
    assert (reported.grade, reported.base, reported.score) == (Grade.PASSED, 100, 100)


def test_a_veto_fails_and_ends_the_scoring():
    reported = verdict(found("V-2"), found("D-1", "failed", "a"), found("B-1", "met"))
    assert (reported.grade, reported.score) == (Grade.FAILED, None)
    assert (effect(reported, "V-2"), effect(reported, "D-1"), effect(reported, "B-1")) == (
        Effect.VETO, Effect.STOPPED, Effect.STOPPED,
    )  # fmt: skip


def test_a_veto_that_a_person_wrote_fails_as_well():
    reported = verdict(entered=(Result("2026-1 篡改", Found.FAILED, Judge.PERSON),))
    assert reported.grade is Grade.FAILED
    assert reported.vetoes[0].indicator is None


def test_each_fault_costs_until_the_cap_of_its_indicator():
    assert verdict(found("D-1", "failed", "a", "b")).base == 92
    assert verdict(found("D-1", "failed", "a", "b", "c", "d")).base == 90


def test_what_is_deducted_once_costs_the_same_for_many_faults():
    assert verdict(found("D-3", "failed", "a", "b", "c")).base == 75


def test_a_group_costs_at_most_its_points():
    assert verdict(found("D-2", "failed", *"abcdefghijkl")).base == 40
    assert verdict(found("D-4", "failed", "a", "b")).base == 60


def test_a_group_that_costs_less_than_its_lines_is_named_with_both():
    reported = verdict(found("D-1", "failed", "z"), found("D-2", "failed", *"abcdefghijkl"))
    assert capped(reported.lines, SMALL.indicator) == (Capped("G-1", 88, 60),)
    assert capped(verdict(found("D-1", "failed", "a")).lines, SMALL.indicator) == ()
    assert capped(verdict(found("D-3", "failed", "a")).lines, SMALL.indicator) == ()


def test_one_fault_is_charged_once_where_it_costs_most():
    reported = verdict(found("D-1", "failed", "news"), found("D-2", "failed", "news"))
    assert reported.base == 93
    assert (effect(reported, "D-2"), effect(reported, "D-1")) == (Effect.DEDUCTED, Effect.ELSEWHERE)


def test_an_indicator_without_points_is_listed_and_takes_no_fault_from_another():
    reported = verdict(found("D-5", "failed", "a"), found("D-3", "failed", "a"))
    assert reported.base == 75
    assert (effect(reported, "D-5"), effect(reported, "D-3")) == (Effect.UNSCORED, Effect.DEDUCTED)


def test_below_sixty_fails():
    assert verdict(found("D-4", "failed", "a", "b")).grade is Grade.PASSED
    reported = verdict(found("D-4", "failed", "a", "b"), found("D-1", "failed", "c"))
    assert (reported.grade, reported.base) == (Grade.FAILED, 56)


def test_the_bonus_opens_only_above_eighty_and_is_capped():
    both = (found("B-1", "met"), found("B-2", "met"))
    assert verdict(*both).score == 130
    at_limit = a_set(INDICATORS | {"D-3": an_indicator("deduct", parent="G-2", points=20)})
    reported = verdict(*both, found("D-3"), rules=at_limit)
    assert (reported.base, reported.score) == (80, 80)
    assert effect(reported, "B-1") is Effect.STOPPED


def test_a_bonus_without_points_gives_nothing():
    reported = verdict(found("B-3", "met"))
    assert (reported.score, effect(reported, "B-3")) == (100, Effect.UNSCORED)


def test_the_third_verdict_exists_only_where_the_set_gives_its_limit():
    third = a_set(INDICATORS, scoring={"basic_below": 80})
    assert verdict(found("D-3")).grade is Grade.PASSED
    assert verdict(found("D-3"), rules=third).grade is Grade.BASIC


def test_without_what_the_set_needs_there_is_no_verdict_but_a_failing_one():
    needing = a_set(INDICATORS, scoring={"needed": {"website": ["V-1"]}})
    assert verdict(rules=needing).grade is Grade.UNJUDGED
    assert verdict(found("V-2"), rules=needing).grade is Grade.FAILED
    assert verdict(found("V-1", "met"), rules=needing).grade is Grade.PASSED


def test_a_portal_without_services_is_scored_on_the_rest():
    result = Result("D-2", Found.EXEMPT, Judge.PERSON)
    reported = judged([result, found("D-1-5"), found("D-2-3")], NATION, PORTAL)
    assert reported.base == pytest.approx(100 - 5 * 100 / 75, abs=0.01)
    assert effect(reported, "D-2-3") is Effect.EXEMPT


def test_an_account_has_vetoes_only():
    reported = judged([found("V-M2a", "met")], NATION, ["wechat"], medium="account")
    assert (reported.grade, reported.score) == (Grade.PASSED, None)
    assert {line.indicator for line in reported.lines} == {"V-M1", "V-M2a", "V-M3a", "V-M3b"}


def test_it_says_who_judged_and_what_nobody_could():
    reported = judged(
        [found("V-W2", "met"), found("V-W3", "met"), found("V-W1", "met", judge=Judge.PERSON)],
        NATION,
        ["website"],
    )
    assert reported.by_judge() == {Judge.MACHINE: 2, Judge.PERSON: 1, Judge.NOBODY: 5}
    assert reported.rule_version == "national-2019.1"


def test_an_indicator_out_of_use_is_not_in_the_verdict():
    without = a_set(INDICATORS | {"V-2": an_indicator("veto", enabled=False)})
    assert verdict(found("V-2"), rules=without).grade is Grade.PASSED


DEDUCTIBLE = ["D-1", "D-2", "D-3", "D-4", "D-5"]
faults = st.lists(st.sampled_from([f"fault{n}" for n in range(12)]), max_size=12).map(
    lambda keys: tuple(dict.fromkeys(keys))
)
deductions = st.dictionaries(st.sampled_from(DEDUCTIBLE), faults)
points = st.one_of(st.none(), st.floats(0, 50))


@st.composite
def sets(draw: st.DrawFn) -> RuleSet:
    each = {
        key: an_indicator("deduct", parent=draw(st.sampled_from(["G-1", "G-2"])), points=draw(points),
                          cap=draw(points), each=draw(st.booleans()))
        for key in DEDUCTIBLE
    }  # fmt: skip
    return a_set(INDICATORS | each)


def results_of(failing: dict[str, tuple[str, ...]]) -> list[Result]:
    return [found(key, "failed", *keys) for key, keys in failing.items()]


@given(sets(), deductions, st.sets(st.sampled_from(["B-1", "B-2", "B-3"])))
def test_the_score_stays_within_its_bounds_and_every_cap_holds(rules, failing, bonus):
    reported = verdict(*results_of(failing), *(found(key, "met") for key in bonus), rules=rules)
    assert 0 <= reported.base <= 100
    assert reported.base <= reported.score <= rules.maximum
    assert bool(reported.bonus) <= (reported.base > 80)
    for line in reported.lines:
        indicator = rules.indicator[line.indicator]
        if line.effect is Effect.DEDUCTED and indicator.cap is not None:
            assert -line.points <= indicator.cap


@given(sets(), deductions)
def test_no_fault_is_charged_twice(rules, failing):
    paid = [fault for line in verdict(*results_of(failing), rules=rules).lines for fault in line.faults]
    assert len(paid) == len(set(paid))


@given(sets(), deductions, st.sampled_from(DEDUCTIBLE))
def test_a_further_fault_never_raises_the_score(rules, failing, indicator):
    before = verdict(*results_of(failing), rules=rules)
    more = {
        **failing,
        indicator: (*(failing.get(indicator) or ((indicator,) if indicator in failing else ())), "new"),
    }
    assert verdict(*results_of(more), rules=rules).score <= before.score


@given(sets(), deductions, st.sampled_from(["V-1", "V-2"]))
def test_a_veto_always_fails(rules, failing, veto):
    assert verdict(*results_of(failing), found(veto), rules=rules).grade is Grade.FAILED
