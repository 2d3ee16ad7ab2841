"""Cases under many hands, on both databases."""

from threading import Thread

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.lifecycle import steps
from core.lifecycle.opening import Wanted, open_case
from core.lifecycle.writes import case_of, set_case
from db.engine import reading, writing
from db.models import AuditEntry, Case, CaseEvidence, CaseKind, CaseState, ChannelEvent, RegisteredState
from tests.core.lifecycle.papers import PDF, a_case, entered, registered, walk
from tests.rows import NOON, a_website, all_of


@pytest.fixture(autouse=True)
def noon(either_database):
    with clock.frozen(NOON):
        yield


def at_once(count, act):
    """What `count` people get who do the same at once: True, or why not."""
    outcomes = []

    def one(name):
        try:
            act(Actor(name, Role.SUPERVISOR))
            outcomes.append(True)
        except DomainError as why:
            outcomes.append(str(why))

    threads = [Thread(target=one, args=(f"用户{n}",)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_many_at_once_exactly_one_takes_the_step():
    case = a_case()
    outcomes = at_once(5, lambda actor: steps.take(case, "consent", files=[PDF], actor=actor))
    assert outcomes.count(True) == 1, outcomes
    assert len(outcomes) == 5
    assert sum(entry.action == "take" for entry in all_of(AuditEntry)) == 1
    assert len(all_of(CaseEvidence)) == 1


def test_of_many_at_once_exactly_one_opens_the_case():
    channel = a_website()
    outcomes = at_once(4, lambda actor: open_case(channel, Wanted(CaseKind.CLOSE, "停办"), actor=actor))
    assert outcomes.count(True) == 1, outcomes
    assert len(all_of(Case)) == 1


def test_a_whole_case_takes_its_channel_out_once():
    channel = entered(a_website())
    case = a_case(channel=channel)
    walk(case, None)
    assert registered(channel) is RegisteredState.CLOSED
    assert all_of(Case)[0].state is CaseState.VERIFIED
    assert [event.delta for event in all_of(ChannelEvent)] == [1, -1]


def test_a_case_read_before_somebody_changed_it_is_not_overwritten():
    case = a_case()
    with reading() as session:
        stale = case_of(session, case)
    steps.take(case, "consent", files=[PDF], actor=Actor("乙", Role.STAFF))
    with pytest.raises(DomainError) as why, writing() as session:
        set_case(session, stale, Actor("丁", Role.SUPERVISOR), "extend", {"due_on": clock.today()})
    assert "乙" in str(why.value)
    assert all_of(Case)[0].due_on != clock.today()
