"""Files in a channel's file."""

from datetime import timedelta

from core.common import clock
from core.registry.documents import documents
from db.engine import writing
from db.models import Case, CaseEvidence, CaseKind, CaseState, CaseStep, IssueEvidence
from tests.rows import NOON, a_website, an_issue


def a_file(table, at, name, **owner):
    return table(digest="0" * 64, name=name, media="application/pdf", size=7, at=at, actor="甲", **owner)


def test_it_lists_the_files_of_cases_and_issues_newest_first(either_database):
    with clock.frozen(NOON):
        channel, other = a_website(), a_website()
        issue, foreign = an_issue(channel_id=channel), an_issue(channel_id=other)
        with writing() as session:
            case = Case(number="C-1", channel_id=channel, kind=CaseKind.CLOSE, opened_on=clock.today())
            session.add(case)
            session.flush()
            step = CaseStep(case_id=case.id, step=CaseState.REQUESTED)
            session.add(step)
            session.flush()
            session.add(a_file(CaseEvidence, NOON, "批复.pdf", step_id=step.id))
            session.add(a_file(IssueEvidence, NOON + timedelta(days=1), "截图.pdf", issue_id=issue))
            session.add(a_file(IssueEvidence, NOON, "别处.pdf", issue_id=foreign))
    found = documents(channel)
    assert [(one.name, one.size, one.actor) for one in found] == [
        ("截图.pdf", 7, "甲"),
        ("批复.pdf", 7, "甲"),
    ]
    assert found[1].of == "C-1"
