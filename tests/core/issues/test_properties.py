"""Any sequence of moves by several people: no illegal state, nothing lost, the trail complete."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Outcome, Report
from core.issues import automation, extensions, queries, transitions
from core.issues.filters import Filter
from core.issues.store import Moved
from db import append_only
from db.engine import writing
from db.models import (
    UNSETTLED,
    AuditEntry,
    CheckRequest,
    ExtensionState,
    Finding,
    FindingReview,
    Issue,
    IssueEvidence,
    IssueExtension,
    IssueSource,
    IssueState,
)
from tests.rows import NOON, a_unit, a_website, all_of, an_issue

STAFF = [Actor("甲", Role.STAFF), Actor("乙", Role.STAFF)]
SUPERVISORS = [Actor("丙", Role.SUPERVISOR), Actor("丁", Role.SUPERVISOR)]
EVERYBODY = [*STAFF, *SUPERVISORS, Actor("戊", Role.LEADER)]
DUE, LATER = date(2026, 12, 7), date(2026, 12, 14)
ISSUES = 3

# From each state, by each action recorded, to which state: the whole of what is legal.
S = IssueState
TO_BE_FIXED, WAITING = (S.OPEN, S.ACCEPTED, S.RETURNED), (S.REPORTED, S.VERIFYING)
LEGAL: dict[str, tuple[tuple[IssueState, ...], tuple[IssueState, ...]]] = {
    "report": (TO_BE_FIXED, WAITING),
    "withdraw": (WAITING, TO_BE_FIXED),
    "accept": ((S.OPEN,), (S.ACCEPTED,)),
    "verify": (WAITING, (S.VERIFIED,)),
    "return": (WAITING, (S.RETURNED,)),
    "dismiss": ((*TO_BE_FIXED, *WAITING), (S.DISMISSED,)),
    "waive": ((*TO_BE_FIXED, *WAITING), (S.WAIVED,)),
    "reopen": ((S.DISMISSED, S.WAIVED), (S.OPEN,)),
}
LEAST = dict.fromkeys(("return", "dismiss", "waive", "reopen", "extend"), Role.SUPERVISOR)
LEAST |= {"refuse-extension": Role.SUPERVISOR}
PEOPLES = ("report", "withdraw", "accept", "verify", "return", "dismiss", "waive", "reopen")
EXTENSIONS = ("ask", "approve", "refuse", "take-back")
STEPS = st.tuples(
    st.sampled_from((*PEOPLES, *EXTENSIONS, "checker-ok", "checker-problem")),
    st.integers(0, ISSUES - 1),
    st.sampled_from(EVERYBODY),
)
HOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def moved(what: str, ids: list[int], actor: Actor) -> Moved:
    """Make one move; one that the role may not make at all moves nothing."""
    until = LATER + timedelta(days=len(all_of(IssueExtension)) % 5)
    does: dict[str, Any] = {
        "report": lambda: transitions.report_fixed(ids, note="已改", actor=actor),
        "withdraw": lambda: transitions.withdraw_report(ids, actor=actor),
        "accept": lambda: transitions.accept(ids, actor=actor),
        "verify": lambda: transitions.verify(ids, actor=actor),
        "return": lambda: transitions.send_back(ids, reason="未改到位", actor=actor),
        "dismiss": lambda: transitions.dismiss(ids, reason="误报", until=LATER, actor=actor),
        "waive": lambda: transitions.waive(ids, reason="站点即将关停", actor=actor),
        "reopen": lambda: transitions.reopen(ids, actor=actor),
        "ask": lambda: extensions.ask(ids, until=until, reason="待采购", actor=actor),
        "approve": lambda: extensions.approve(ids, actor=actor),
        "refuse": lambda: extensions.refuse(ids, reason="应按期", actor=actor),
        "take-back": lambda: extensions.withdraw(ids, actor=actor),
    }
    try:
        result: Moved = does[what]()
    except DomainError:
        return Moved(refused=dict.fromkeys(ids, "role"))
    return result


def checker_says(outcome: Outcome) -> None:
    """The checker visits every channel that has an automatic issue."""
    with writing() as session:
        for issue in all_of(Issue):
            if issue.finding_id and issue.channel_id:
                report = Report(issue.channel_id, issue.check, clock.now(), outcome)
                automation.settle_waiting(session, report)


@contextmanager
def three_issues() -> Iterator[list[int]]:
    """Two issues of persons and one of the checker, alone in the database."""
    with writing() as session:
        # The trail is append-only; each example begins with an empty one all the same.
        append_only.take_down(session.connection())
        for table in (IssueEvidence, IssueExtension, AuditEntry, FindingReview):
            session.execute(delete(table))
        session.execute(delete(CheckRequest))
        session.execute(delete(Issue))
        session.execute(delete(Finding))
    append_only.install()
    unit, site = a_unit(), a_website()
    with writing() as session:
        finding = Finding(
            channel_id=site, check="availability", first_seen_at=NOON, confirmed_at=NOON, last_seen_at=NOON
        )
        session.add(finding)
        session.flush()
        found = {"source": IssueSource.FINDING, "check": "availability", "finding_id": finding.id}
    given = {"unit_id": unit, "due_on": DUE, "first_due_on": DUE, "channel_id": site}
    yield [an_issue(**given), an_issue(**given), an_issue(**given, **found)]


def trail(issue_id: int) -> list[AuditEntry]:
    return [row for row in all_of(AuditEntry) if (row.noun, row.noun_id) == ("issue", issue_id)]


def assert_whole(ids: list[int]) -> None:
    """What must hold after any sequence of moves."""
    for issue in all_of(Issue):
        rows = trail(issue.id)
        assert issue.version == 1 + len(rows), "every change has its row, and every row its change"
        state = S.OPEN
        for row in rows:
            if row.actor != "checker":
                assert Role(row.role).allows(LEAST.get(row.action, Role.STAFF))
            if "state" in row.changes:
                before, after = (S(word) for word in row.changes["state"])
                assert before is state, "no move started from a state that was not there"
                sources, targets = LEGAL[row.action]
                assert before in sources
                assert after in targets
                state = after
        assert issue.state is state, "nothing was lost"
        assert issue.times_returned == sum(row.action == "return" for row in rows)
        assert (issue.verified_on is not None) == (state is S.VERIFIED)
        assert_days(issue, rows)
    counts = queries.counts()
    by_state = Counter(issue.state for issue in all_of(Issue))
    assert sum(queries.states_of(ids).values()) == len(ids) == queries.listed(Filter()).total
    assert counts.open == sum(by_state[state] for state in UNSETTLED)
    assert counts.open + by_state[S.VERIFIED] + by_state[S.DISMISSED] + by_state[S.WAIVED] == len(ids)


def assert_days(issue: Issue, rows: list[AuditEntry]) -> None:
    extensions = [request for request in all_of(IssueExtension) if request.issue_id == issue.id]
    granted = [request for request in extensions if request.state is ExtensionState.APPROVED]
    assert issue.first_due_on == DUE, "an extension keeps the first day"
    assert issue.due_on == (granted[-1].due_asked if granted else DUE)
    assert sum(request.state is ExtensionState.ASKED for request in extensions) <= 1
    assert len(granted) == sum(row.action == "extend" for row in rows) <= 2
    assert len(extensions) == sum(row.action == "ask-extension" for row in rows)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@HOW
@given(steps=st.lists(STEPS, max_size=14))
def test_any_sequence_of_moves_leaves_a_legal_and_complete_trail(database: Path, steps: list[Any]) -> None:
    with three_issues() as ids:
        for what, which, actor in steps:
            if what.startswith("checker"):
                checker_says(Outcome.OK if what == "checker-ok" else Outcome.PROBLEM)
                continue
            before = len(all_of(AuditEntry))
            result = moved(what, [ids[which]], actor)
            assert len(result.done) + len(result.refused) == 1
            assert all(result.refused.values()), "every refusal is a sentence"
            assert len(all_of(AuditEntry)) == before + len(result.done)
        assert_whole(ids)


@HOW
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(("ask", "approve", "ask", "approve", "refuse", "take-back", "report", "return")),
            # Mostly those who may do everything, so that many extensions are granted.
            st.sampled_from((*SUPERVISORS, *SUPERVISORS, STAFF[0])),
        ),
        min_size=6,
        max_size=16,
    )
)
def test_any_sequence_of_requests_for_time_keeps_the_first_day(database: Path, steps: list[Any]) -> None:
    with three_issues() as ids:
        for what, actor in steps:
            moved(what, ids[:1], actor)
        assert_whole(ids)


def at_once(ids: list[int], steps: list[tuple[str, Actor]]) -> list[Moved]:
    with ThreadPoolExecutor(len(steps)) as people:
        return list(people.map(lambda step: moved(step[0], ids, step[1]), steps))


ROUNDS = [
    [("report", STAFF[0]), ("report", STAFF[1]), ("dismiss", SUPERVISORS[0]), ("waive", SUPERVISORS[1])],
    [("ask", STAFF[0]), ("ask", STAFF[1]), ("accept", STAFF[0]), ("report", STAFF[1])],
    [("approve", SUPERVISORS[0]), ("refuse", SUPERVISORS[1]), ("take-back", STAFF[0])],
    [("verify", SUPERVISORS[0]), ("return", SUPERVISORS[1]), ("withdraw", STAFF[0])],
    [("reopen", SUPERVISORS[0]), ("reopen", SUPERVISORS[1]), ("report", STAFF[0])],
]


def test_people_at_the_same_moment_lose_nothing(either_database: str) -> None:
    """Whatever the order the database chose: each issue moved as its trail says, and no other way."""
    with three_issues() as ids:
        for steps in ROUNDS:
            before = len(all_of(AuditEntry))
            results = at_once(ids, steps)
            assert len(all_of(AuditEntry)) == before + sum(len(result.done) for result in results)
            assert all(len(result.done) + len(result.refused) == len(ids) for result in results)
        assert_whole(ids)


def test_two_requests_at_once_leave_one(either_database: str) -> None:
    with three_issues() as ids:
        results = at_once(ids[:1], [("ask", STAFF[0]), ("ask", STAFF[1])] * 2)
        assert sorted(len(result.done) for result in results) == [0, 0, 0, 1]
        assert_whole(ids)


def test_the_checker_and_a_person_at_the_same_moment_lose_nothing(either_database: str) -> None:
    with three_issues() as ids:
        for _ in range(4):
            moved("report", ids, STAFF[0])
            with ThreadPoolExecutor(2) as both:
                both.submit(checker_says, Outcome.PROBLEM)
                both.submit(moved, "withdraw", ids, STAFF[1])
        assert_whole(ids)
