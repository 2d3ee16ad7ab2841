"""The demonstration's inspections say what the rules would say, and their draw can be repeated."""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlmodel import col

from core.inspections import results
from core.inspections.confirming import unconfirmed
from core.inspections.drawing import Scope, candidates, drawn
from core.inspections.lines import indicators, lines_of, result_of, rules_for
from core.inspections.making import checklists
from core.inspections.results import Head
from core.issues import extensions, verification_queue
from db.engine import reading
from db.models import CheckRequest, Issue, IssueState
from tests.demonstration import DEMO_DAY

pytestmark = pytest.mark.usefixtures("demo_database")


def head(*, closed: bool) -> Head:
    (found,) = [one for one in results.heads() if one.channels and (one.ended_on is not None) is closed]
    return found


@pytest.mark.parametrize("closed", [True, False])
def test_each_checklist_has_the_lines_of_the_rules(closed: bool) -> None:
    with reading() as session:
        for row, channel, marks in checklists(session, head(closed=closed).id):
            known = set(indicators(channel, rules_for(channel)))
            assert {mark.indicator for mark in marks} <= known
            assert set(row.machine) <= known
            if channel.category != "portal":
                assert row.lines == len(known)


def test_the_frozen_grades_are_those_of_the_checklists() -> None:
    with reading() as session:
        grades = []
        for row, channel, marks in checklists(session, head(closed=True).id):
            rules = rules_for(channel)
            verdict = result_of(channel, rules, row.machine, lines_of(channel, rules, row.machine, marks))
            assert (row.grade, row.score) == (verdict.grade.value, verdict.score)
            grades.append(row.grade)
    assert Counter(grades) == {"passed": 13, "failed": 4}
    assert results.whole(results.checked(head(closed=True).id)).rate == pytest.approx(13 / 17)


def test_the_recorded_seed_draws_the_same_channels_and_work_is_left() -> None:
    one = head(closed=False)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in one.scope.items()}
    scope = Scope(**given)
    lines = results.checked(one.id)
    with reading() as session:
        assert drawn(candidates(session, scope), scope) == sorted(line.channel_id for line in lines)
    decided, every = sum(line.decided for line in lines), sum(line.lines for line in lines)
    assert 0.3 < decided / every < 1
    assert len(unconfirmed(one.id)) == 2


def test_requests_for_time_and_second_looks_wait_for_a_supervisor() -> None:
    assert len(extensions.undecided()) == 2
    found = verification_queue.queue()
    assert found.extensions == 2
    assert found.again > 0
    with reading() as session:
        asked = session.execute(
            select(CheckRequest, Issue).join(Issue, col(Issue.id) == col(CheckRequest.issue_id))
        ).all()
    assert len(asked) == found.again
    for request, issue in asked:
        assert (issue.state, issue.channel_id, issue.check) == (
            IssueState.VERIFIED, request.channel_id, request.check,
        )  # fmt: skip
        assert issue.again_on >= DEMO_DAY
