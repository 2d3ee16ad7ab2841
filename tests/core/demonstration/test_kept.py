"""The demonstration keeps every chapter that there is, in every year, and shows them entered by people."""

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from core.demonstration.fill import ENTERED
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from core.records.completeness import completeness
from db.demo.story import OFFICE, YEAR
from db.engine import reading
from db.models import AssessmentRound, AuditEntry, ChannelTask, RoundState, TaskChannel, TaskState
from tests.demonstration import DEMO_DAY

pytestmark = pytest.mark.usefixtures("demo_database")


def test_every_chapter_is_kept_in_every_year():
    known = {one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE)} - {"accountability"}
    for year in range(YEAR, DEMO_DAY.year + 1):
        assert {one.key for one in completeness(year) if one.missing} & known == set()


def test_what_people_enter_has_its_line_in_the_trail():
    with reading() as session:
        entered = session.execute(
            select(func.count()).where(
                col(AuditEntry.noun) == "yearly-record", col(AuditEntry.actor) == OFFICE
            )
        ).scalar_one()
        rows = {
            model: session.execute(select(func.count()).select_from(model)).scalar_one() for model in ENTERED
        }
        last = session.execute(select(func.max(col(AuditEntry.at)))).scalar_one()
    assert entered > 1000
    assert {model.__name__ for model, many in rows.items() if not many} == set()
    assert last.date() <= DEMO_DAY


def test_a_task_is_nearly_done_and_another_has_just_begun():
    with reading() as session:
        tasks = session.execute(select(ChannelTask).order_by(col(ChannelTask.id))).scalars().all()
        states = [
            set(
                session.execute(select(TaskChannel.state).where(col(TaskChannel.task_id) == one.id)).scalars()
            )
            for one in tasks
        ]
    assert states == [
        {TaskState.DONE, TaskState.PROVED, TaskState.RETURNED, TaskState.WAITING},
        {TaskState.WAITING},
    ]


def test_last_month_is_closed_and_this_one_counted_so_far():
    with reading() as session:
        found = session.execute(select(AssessmentRound).order_by(col(AssessmentRound.month))).scalars().all()
    assert [one.state for one in found] == [RoundState.CLOSED, RoundState.DRAFT]
    assert found[-1].month == DEMO_DAY.replace(day=1)
