"""Fill an empty database with the demonstration: the year 2019 of one fictional district, and since."""

from datetime import date

from sqlmodel import SQLModel

from core.demonstration.assessing import assess
from core.demonstration.chapters import begin_chapters, enter_chapters
from core.demonstration.holding import hold_to_account
from core.demonstration.tasks import ask_tasks
from core.records.chapters import CHAPTERS
from db.demo import fill as bulk
from db.demo.story import Story, today
from db.engine import in_one_transaction
from db.models import Accountability, AssessmentRound, ChannelTask

ENTERED: tuple[type[SQLModel], ...] = (
    *{one.model for one in CHAPTERS},
    Accountability,
    AssessmentRound,
    ChannelTask,
)


def fill(*, demo_port: int, seed: int = 2019, until: date | None = None) -> str:
    """Write the demonstration up to the day `until` (today), in one transaction; returns what was done.

    A database that already is the demonstration only has the addresses of its sites moved to `demo_port`.
    Raises `NotEmpty` when it holds anything else, `ValueError` when `until` is before June 2020."""
    story = Story(seed=seed, until=until or today(), demo_port=demo_port)
    with in_one_transaction() as session:
        if said := bulk.retold(session, demo_port):
            return said
        bulk.write(session, story, ENTERED)
        entered = enter_chapters(story)
        begin_chapters(story.until)
        entered += hold_to_account(story)
        entered += ask_tasks(session, story)
        entered += assess(session, story.until)
    written = sum(len(story.book.rows(table)) for table in story.book.tables())
    return f"{written + entered} rows"
