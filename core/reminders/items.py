"""What there is to say to one person now, by topic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from core.common import clock
from core.common.text import t
from core.intake import lists as intake
from core.intake.moves import TABLES
from core.intake.rules import Kind, intake_rules
from core.issues.filters import Filter, condition, soon_until, title_of
from core.records.chapters import CHAPTERS
from core.records.due import due_within
from core.records.publication import wanting
from core.records.publication_rules import publication_rules
from core.reminders.rules import reminder_rules
from core.tasks.due import tasks_due
from db.models import Channel, Issue, IssueState, Notice, NoticeReceipt, Recipient, Unit


@dataclass(frozen=True, slots=True)
class ReminderItem:
    """One item to be reminded of; `noun_id` tells it from others of its topic, `line` is its words. `fact` is
    what of it must be said again when it changes, such as its deadline; at most 64 letters."""

    topic: str
    noun_id: int
    line: str
    fact: str


def items_for(session: Session, person: Recipient) -> list[ReminderItem]:
    """Everything that is open for this person now, whether said before or not, in the language in use."""
    topics = reminder_rules().topics
    wanted = topics.office if person.unit_id is None else topics.unit
    chosen = [topic for topic in wanted if not person.topics or topic in person.topics]
    found: dict[tuple[str, int], ReminderItem] = {}
    for topic in chosen:
        for item in READERS[topic](session, topic, person.unit_id):
            found.setdefault((ISSUES.get(topic, topic), item.noun_id), item)
    return list(found.values())


def _overdue(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    return _issues(session, topic, Filter(due="overdue", unit_id=unit_id))


def _due(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    return _issues(session, topic, Filter(due="soon", unit_id=unit_id))


def _returned(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    return _issues(session, topic, Filter(states=(IssueState.RETURNED,), unit_id=unit_id))


def _verify(session: Session, topic: str, _unit_id: int | None) -> list[ReminderItem]:
    return _issues(session, topic, Filter(states=(IssueState.REPORTED,)))


def _issues(session: Session, topic: str, wanted: Filter) -> list[ReminderItem]:
    rows = session.execute(
        select(Issue, col(Unit.name), col(Channel.name))
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(*condition(wanted, soon_until()))
        .order_by(col(Issue.due_on), col(Issue.id))
    ).all()
    return [
        ReminderItem(
            topic,
            issue.id,
            t("reminder.line.issue", number=issue.number, title=title_of(issue.check, issue.title),
              where=channel or unit, due=issue.due_on.isoformat()),
            f"{issue.due_on.isoformat()} {issue.times_returned}",
        )
        for issue, unit, channel in rows
    ]  # fmt: skip


def _notice(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    """Notices that the unit has not acknowledged, or must answer within days."""
    near = clock.today() + timedelta(days=reminder_rules().notice_days)
    query = _receipts().where(
        col(NoticeReceipt.unit_id) == unit_id,
        col(NoticeReceipt.received_at).is_(None) | (col(Notice.reply_by) <= near),
    )
    return _replies(session, topic, query)


def _silent(session: Session, topic: str, _unit_id: int | None) -> list[ReminderItem]:
    """Units that did not report back in time."""
    return _replies(session, topic, _receipts().where(col(Notice.reply_by) < clock.today()))


def _receipts() -> Select[*tuple[Any, ...]]:
    return (
        select(col(Notice.id), col(Notice.number), col(Notice.reply_by), col(Unit.id), col(Unit.name))
        .join(NoticeReceipt, col(NoticeReceipt.notice_id) == col(Notice.id))
        .join(Unit, col(Unit.id) == col(NoticeReceipt.unit_id))
        .where(col(NoticeReceipt.replied_on).is_(None))
        .order_by(col(Notice.reply_by), col(Unit.id))
    )


def _replies(session: Session, topic: str, query: Select[*tuple[Any, ...]]) -> list[ReminderItem]:
    return [
        ReminderItem(
            topic,
            notice_id * 100_000 + unit_id,
            t("reminder.line.notice", number=number, unit=unit, due=due.isoformat() if due else ""),
            due.isoformat() if due else "",
        )
        for notice_id, number, due, unit_id, unit in session.execute(query)
    ]


def _taken_in(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    """Reports or messages: a unit's that wait for its answer, the office's that wait or are late."""
    kind: Kind = "report" if topic == "report" else "message"
    table: Any = TABLES[kind]
    late = intake.condition(kind, intake.Filter(late="any"))
    soon = intake.condition(kind, intake.Filter(late="soon"))
    if unit_id is None:
        waiting = intake.condition(kind, intake.Filter(state="received"))
    else:
        waiting = [table.unit_id == unit_id, *intake.condition(kind, intake.Filter(state="forwarded"))]
    query = select(table).where(*waiting).order_by(table.received_on, table.id)
    found = list(session.execute(query).scalars())
    if unit_id is None:
        there = {row.id for row in found}
        more = session.execute(select(table).where(*late).order_by(table.received_on, table.id)).scalars()
        found += [row for row in more if row.id not in there]
    else:
        urgent = set(session.execute(select(table.id).where(late[0] | _all(soon))).scalars())
        fresh = {row.id for row in found if row.forwarded_on == clock.today()}
        found = [row for row in found if row.id in urgent | fresh]
    limit = intake_rules().limit(kind)
    return [
        ReminderItem(
            topic,
            row.id,
            t("reminder.line.intake", number=row.reference or row.id,
              text=(row.text if kind == "report" else row.topic)[:60],
              due=limit.answer_by(row.received_on).isoformat()),
            f"{limit.answer_by(row.received_on).isoformat()} {row.unit_id or ''}".strip(),
        )
        for row in found
    ]  # fmt: skip


def _forms(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    """Websites whose yearly form is not found yet, from some days before the deadline on."""
    due = publication_rules().due_on(clock.today().year - 1)
    return [
        ReminderItem(
            topic,
            row.channel_id,
            t("reminder.line.form", site=row.site, state=t(f"publication.state.{row.state}"),
              due=due.isoformat()),
            f"{due.isoformat()} {row.late}",
        )
        for row in wanting(session, unit_id)
    ]  # fmt: skip


def _reviews(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    """Policies to be reviewed, assessments that expire: the office's and every unit's, or one unit's."""
    places = {one.key: place for place, one in enumerate(CHAPTERS)}
    return [
        ReminderItem(
            topic,
            row.id * 100 + places[row.chapter],
            t("reminder.line.review", chapter=t(f"records.chapter.{row.chapter}"), about=row.about[:60],
              due=row.due.isoformat()),
            row.due.isoformat(),
        )
        for row in due_within(session, reminder_rules().review_days, unit_id)
    ]  # fmt: skip


def _tasks(session: Session, topic: str, unit_id: int | None) -> list[ReminderItem]:
    """Tasks over all channels whose last day is near or past and that some channels have not done."""
    return [
        ReminderItem(
            topic,
            row.id,
            t("reminder.line.task", title=row.title[:60], count=row.left, due=row.due.isoformat()),
            row.due.isoformat(),
        )
        for row in tasks_due(session, reminder_rules().task_days, unit_id)
    ]


def _all(parts: list[Any]) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


# An issue is named once, under the first of the topics that it falls under.
ISSUES = dict.fromkeys(("overdue", "due", "returned", "verify"), "issue")
READERS: dict[str, Callable[[Session, str, int | None], list[ReminderItem]]] = {
    "overdue": _overdue,
    "due": _due,
    "returned": _returned,
    "verify": _verify,
    "notice": _notice,
    "silent": _silent,
    "report": _taken_in,
    "message": _taken_in,
    "form": _forms,
    "review": _reviews,
    "task": _tasks,
}
