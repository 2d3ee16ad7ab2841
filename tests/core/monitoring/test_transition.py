"""What one report does to what is known."""

from datetime import timedelta

from core.common.outcome import Outcome, Report
from core.monitoring.transition import Known, Turn, after
from tests.rows import NOON

GAP = timedelta(seconds=60)


def report(outcome: Outcome, minute: int = 0) -> Report:
    return Report(1, "availability", NOON + timedelta(minutes=minute), outcome)


def play(*outcomes: Outcome, confirmations: int = 2) -> tuple[Known, list[Turn]]:
    known, turns = Known(), []
    for minute, outcome in enumerate(outcomes):
        known, turn = after(known, report(outcome, minute), confirmations=confirmations, confirm_after=GAP)
        turns.append(turn)
    return known, turns


OK, PROBLEM, BLOCKED, SUSPECT = Outcome.OK, Outcome.PROBLEM, Outcome.BLOCKED, Outcome.SUSPECT


def test_one_failed_visit_is_only_a_suspicion():
    known, turns = play(OK, PROBLEM)
    assert known.outcome is SUSPECT
    assert turns == [Turn.CLEARED, Turn.NONE]


def test_a_suspicion_says_when_to_look_again():
    known, _ = play(PROBLEM)
    assert known.confirm_at == NOON + GAP


def test_the_third_failed_visit_in_a_row_confirms():
    known, turns = play(PROBLEM, PROBLEM, PROBLEM)
    assert known.outcome is PROBLEM
    assert turns[-1] is Turn.CONFIRMED


def test_a_confirmed_problem_dates_from_its_first_failed_visit():
    known, _ = play(OK, PROBLEM, PROBLEM, PROBLEM)
    assert known.since == NOON + timedelta(minutes=1)


def test_a_visit_that_succeeds_clears_the_suspicion():
    known, _ = play(PROBLEM, PROBLEM, OK)
    assert (known.outcome, known.times_suspected, known.confirm_at) == (OK, 0, None)


def test_being_refused_neither_confirms_nor_clears():
    known, turns = play(PROBLEM, BLOCKED, PROBLEM)
    assert known.outcome is SUSPECT
    assert known.times_suspected == 2
    assert turns == [Turn.NONE] * 3


def test_being_refused_never_becomes_a_problem():
    known, turns = play(*[BLOCKED] * 5)
    assert known.outcome is BLOCKED
    assert set(turns) == {Turn.NONE}


def test_a_standing_problem_stays_until_a_visit_succeeds():
    _, turns = play(PROBLEM, PROBLEM, PROBLEM, PROBLEM, OK)
    assert turns[-2:] == [Turn.STILL, Turn.CLEARED]


def test_an_outcome_keeps_the_time_it_began():
    known, _ = play(OK, OK, OK)
    assert known.since == NOON


def test_a_check_without_confirmations_is_confirmed_at_once():
    _, turns = play(PROBLEM, confirmations=0)
    assert turns == [Turn.CONFIRMED]
