"""Keyed findings, their evidence, and what people say of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, event

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Failure, Outcome, Problem, Report
from core.monitoring import review, snapshots, stability
from core.monitoring.review import judge
from core.rules import rule_set
from db.models import Finding, FindingState, Issue, IssueState, ReviewVerdict
from tests.rows import NOON, a_leader, a_report, a_website, all_of, recorded

SUPERVISOR = Actor("甲", Role.SUPERVISOR)


def link(name: str, **fields: object) -> Problem:
    given = {"key": name, "address": f"http://x/{name}", "piece": f"<a href={name}>"}
    return Problem(**{**given, "failure": Failure.CLIENT_ERROR, **fields})


def links(site: int, *problems: Problem, unsure: tuple[str, ...] = ()) -> Report:
    outcome = Outcome.PROBLEM if problems else Outcome.OK
    report = a_report(site, outcome, check="links", failure=None)
    return replace(report, problems=problems, unsure=frozenset(unsure))


@pytest.fixture
def site(database) -> int:
    return a_website()


def twice(token, report: Report) -> None:
    recorded(token, report)
    recorded(token, report)


def states() -> dict[str, FindingState]:
    return {finding.key: finding.state for finding in all_of(Finding)}


def test_each_key_is_confirmed_by_itself_and_all_share_one_issue(site):
    token = a_leader()
    recorded(token, links(site, link("a")))
    assert not all_of(Finding)
    recorded(token, links(site, link("a"), link("b")))
    assert set(states()) == {"a"}
    recorded(token, links(site, link("a"), link("b")))
    assert set(states()) == {"a", "b"}
    assert len(all_of(Issue)) == 1


def test_a_key_that_is_not_seen_any_more_resolves_and_one_that_is_unsure_stays(site):
    token = a_leader()
    twice(token, links(site, link("a"), link("b"), link("c")))
    recorded(token, links(site, link("a"), unsure=("b",)))
    assert states() == {"a": FindingState.OPEN, "b": FindingState.OPEN, "c": FindingState.RESOLVED}


def test_the_piece_of_page_is_kept_once_for_each_form_of_the_evidence(site):
    token = a_leader()
    twice(token, links(site, link("a")))
    recorded(token, links(site, link("a", piece="<a href=a>again</a>")))
    (finding,) = all_of(Finding)
    assert [kept.piece for kept in snapshots.snapshots(finding.id)] == ["<a href=a>again</a>", "<a href=a>"]


def test_a_long_piece_is_cut(site):
    twice(a_leader(), links(site, link("a", piece="字" * 20_000)))
    (kept,) = snapshots.snapshots(all_of(Finding)[0].id)
    assert (len(kept.piece), kept.truncated) == (snapshots.LONGEST, True)


def test_a_false_alarm_stays_quiet_until_the_evidence_changes(site):
    token = a_leader()
    twice(token, links(site, link("a")))
    (finding,) = all_of(Finding)
    assert judge([finding.id], ReviewVerdict.REJECTED, actor=SUPERVISOR, reason="外站改版") == 1
    assert all_of(Issue)[0].state is IssueState.DISMISSED
    recorded(token, links(site, link("a")))
    assert states() == {"a": FindingState.DISMISSED}
    recorded(token, links(site, link("a", piece="<a href=a>other</a>")))
    assert states() == {"a": FindingState.OPEN}


def test_what_does_not_apply_stays_so_whatever_the_evidence(site):
    token = a_leader()
    twice(token, links(site, link("a")))
    judge([all_of(Finding)[0].id], ReviewVerdict.NOT_APPLICABLE, actor=SUPERVISOR, reason="内部系统")
    recorded(token, links(site, link("a", piece="other")))
    assert states() == {"a": FindingState.DISMISSED}


def test_a_rejection_with_a_day_ends_on_it(site):
    with clock.frozen(NOON):
        token = a_leader(10**7)
        twice(token, links(site, link("a")))
        until = clock.today() + timedelta(days=3)
        judge([all_of(Finding)[0].id], ReviewVerdict.REJECTED, actor=SUPERVISOR, reason="x", until=until)
    with clock.frozen(NOON + timedelta(days=4)):
        recorded(token, links(site, link("a")))
        assert states() == {"a": FindingState.OPEN}


def test_an_issue_stays_while_another_finding_of_its_check_is_open(site):
    token = a_leader()
    twice(token, links(site, link("a"), link("b")))
    judge([all_of(Finding)[0].id], ReviewVerdict.REJECTED, actor=SUPERVISOR, reason="x")
    assert all_of(Issue)[0].state is IssueState.OPEN


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SADeprecationWarning")
def test_precision_counts_the_newest_word_on_each_finding(site):
    twice(a_leader(), links(site, link("a"), link("b"), link("c")))
    first, second, third = (finding.id for finding in all_of(Finding))
    judge([first, second], ReviewVerdict.CONFIRMED, actor=SUPERVISOR)
    judge([second, third], ReviewVerdict.REJECTED, actor=SUPERVISOR, reason="x")
    judge([third], ReviewVerdict.CONFIRMED, actor=SUPERVISOR)
    (reported,) = review.precision()
    assert (reported.check, reported.confirmed, reported.rejected, reported.share) == ("links", 2, 1, 2 / 3)


def test_only_a_supervisor_judges_and_a_rejection_says_why(site):
    for actor, reason in ((Actor("乙", Role.STAFF), "x"), (SUPERVISOR, " ")):
        with pytest.raises(DomainError):
            judge([1], ReviewVerdict.REJECTED, actor=actor, reason=reason)


def test_a_site_that_flips_too_often_is_unstable():
    rules = rule_set()
    ok, bad = Outcome.OK, Outcome.PROBLEM
    assert stability.judge(1, [ok, bad, ok, bad], rules).outcome is Outcome.OK
    flipping = stability.judge(1, [ok, bad, ok, bad, ok], rules)
    assert (flipping.outcome, flipping.failure) == (Outcome.PROBLEM, Failure.UNSTABLE)


def test_an_outage_of_an_unstable_site_opens_no_finding_of_its_own(site):
    token = a_leader()
    recorded(token, a_report(site, Outcome.PROBLEM, check="stability"))
    for _ in range(4):
        recorded(token, a_report(site, Outcome.PROBLEM))
    assert [finding.check for finding in all_of(Finding)] == ["stability"]


def statements(work: Callable[[], object]) -> int:
    """How often the database is asked for something while `work` is done."""
    asked = 0

    def note(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return asked


def test_a_page_of_many_hidden_links_is_written_in_few_statements(site: int) -> None:
    token = a_leader()

    def see(turn: int) -> None:
        many = (link(f"k{place}", piece=f"{place} {max(turn, 3)}") for place in range(300))
        with clock.frozen(NOON + timedelta(hours=turn)):
            recorded(token, links(site, *many))

    asked = [statements(partial(see, turn)) for turn in range(12)]
    findings = all_of(Finding)
    assert (len(findings), len(all_of(Issue))) == (300, 1)
    kept = [[one.piece for one in snapshots.snapshots(finding.id)] for finding in findings]
    assert {len(pieces) for pieces in kept} == {snapshots.KEPT}
    assert all(pieces[0].endswith(" 11") for pieces in kept), "the newest stay"
    # A row each of what is new, and of the evidence that changed; nothing is looked up one by one.
    assert max(asked) < 3 * 300
    assert max(asked[2:4]) < 100
