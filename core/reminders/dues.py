"""What besides issues and notices is due, as "my work" lists it and messages say it: tasks over all channels,
policies to be reviewed, assessments that expire."""

from dataclasses import dataclass
from datetime import date

from core.common import clock
from core.records.due import due_within
from core.reminders.rules import reminder_rules
from core.tasks.due import tasks_due
from db.engine import reading


@dataclass(frozen=True, slots=True)
class Due:
    """A row of the chapter `chapter` of the records, or a task where that is empty. `day` is the day that it
    is of; `left`, of a task, how many channels have still to do it."""

    chapter: str
    id: int
    about: str
    due: date
    day: date
    left: int | None = None

    @property
    def late(self) -> bool:
        """Whether the day by which it is due has passed."""
        return self.due < clock.today()


def dues(unit_id: int | None, *, own_only: bool = False) -> tuple[Due, ...]:
    """What is due soon or late for a unit and those below it, or for all, the latest first."""
    rules = reminder_rules()
    with reading() as session:
        records = due_within(session, rules.review_days, unit_id, own_only=own_only)
        tasks = tasks_due(session, rules.task_days, unit_id, own_only=own_only)
    found = [Due(row.chapter, row.id, row.about, row.due, row.day) for row in records]
    found += [Due("", row.id, row.title, row.due, row.due, row.left) for row in tasks]
    return tuple(sorted(found, key=lambda row: (row.due, row.chapter, row.id)))
