"""What units are measured by in a span of days. Every measure is a list of counted rows, and nothing else: a
unit's figure is their sum, and the rows behind it are the same list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from core.assessment.scheme import scheme
from core.common import clock
from core.intake.rules import intake_rules
from core.registry.slices import is_running
from core.rules.results import JUDGED, Grade
from db.models import (
    Channel,
    ChannelTask,
    ChannelVerdict,
    CitizenMessage,
    DailyRollup,
    Issue,
    IssueState,
    Notice,
    NoticeReceipt,
    TaskChannel,
    TaskState,
    Unit,
    UnitLevel,
)

Noun = Literal["channel", "issue", "message", "notice", "task"]
FULL = 100
# Longer than any limit for an answer in working days, so that what is due in a span was received within it.
LONGEST_LIMIT = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Span:
    """A month up to its end or, while it is under way, to today."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Counted:
    """One row behind a figure: it brings `part` of `whole` to `unit_id`. `day` is the day that counts."""

    unit_id: int
    noun: Noun
    id: int
    name: str
    day: date | None
    part: float
    whole: float


def month_of(month: date) -> Span:
    """The days of a month that have come."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Span(month, min(following - timedelta(days=1), clock.today()))


def counted(session: Session, key: str, span: Span) -> list[Counted]:
    """The rows of one measure, of all units. Raises `KeyError` for a measure that does not exist."""
    return MEASURES[key](session, span)


def by_unit(rows: Sequence[Counted], above: Mapping[int, int]) -> dict[int, tuple[float, float]]:
    """Part and whole by unit scored; `above` as `scored_above` gives it."""
    sums: dict[int, tuple[float, float]] = {}
    for row in rows:
        if row.unit_id in above:
            part, whole = sums.get(above[row.unit_id], (0.0, 0.0))
            sums[above[row.unit_id]] = part + row.part, whole + row.whole
    return sums


def scored_above(session: Session) -> dict[int, int]:
    """Unit → the unit that is scored for it: the nearest, from itself upwards, of a level that is scored.
    Units with none above them are left out."""
    rows = session.execute(select(col(Unit.id), col(Unit.parent_id), col(Unit.level))).all()
    parents = {row[0]: row[1] for row in rows}
    levels: dict[int, UnitLevel] = {row[0]: row[2] for row in rows}
    found = {}
    for unit_id in parents:
        following, seen = unit_id, set[int]()
        while following in parents and following not in seen:
            if levels[following] in scheme().levels:
                found[unit_id] = following
                break
            seen.add(following)
            following = parents[following]
    return found


def _verdicts(session: Session, span: Span) -> list[Counted]:
    """Channels running today by their verdict: points of 100, 1 for a pass without points, 0 after a veto.
    What is not judged is not measured."""
    if (clock.today() - span.last).days > scheme().verdict_days:
        return []
    query = (
        select(
            col(Channel.unit_id), col(Channel.id), col(Channel.name), col(ChannelVerdict.grade),
            col(ChannelVerdict.base), col(ChannelVerdict.bonus),
        )
        .join(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
        .where(is_running(clock.today()), col(ChannelVerdict.grade).in_([grade.value for grade in JUDGED]))
    )  # fmt: skip
    return [
        Counted(unit_id, "channel", channel_id, name, None, _points(Grade(grade), base, bonus), 1)
        for unit_id, channel_id, name, grade, base, bonus in session.execute(query)
    ]


def _points(grade: Grade, base: float | None, bonus: float | None) -> float:
    if base is None:
        return 0 if grade is Grade.FAILED else 1
    return min(base + (bonus or 0), FULL) / FULL


def _availability(session: Session, span: Span) -> list[Counted]:
    """Scheduled visits that opened, of those that were judged, by channel."""
    query = (
        select(
            col(Channel.unit_id), col(Channel.id), col(Channel.name),
            func.sum(DailyRollup.ok), func.sum(DailyRollup.ok + DailyRollup.failed),
        )
        .join(Channel, col(Channel.id) == col(DailyRollup.channel_id))
        .where(col(DailyRollup.day).between(span.first, span.last))
        .group_by(col(Channel.unit_id), col(Channel.id), col(Channel.name))
    )  # fmt: skip
    return [
        Counted(unit_id, "channel", channel_id, name, None, ok, judged)
        for unit_id, channel_id, name, ok, judged in session.execute(query)
        if judged
    ]


def _rectification(session: Session, span: Span) -> list[Counted]:
    """Issues due: 1 when reported or verified by the day and verified since. Those set aside count nowhere,
    nor do those reported in time on which the word is still out."""
    query = select(
        col(Issue.unit_id), col(Issue.id), col(Issue.number), col(Issue.due_on), col(Issue.state),
        col(Issue.reported_at), col(Issue.verified_on),
    ).where(
        col(Issue.due_on).between(span.first, span.last),
        col(Issue.state).not_in([IssueState.DISMISSED, IssueState.WAIVED]),
    )  # fmt: skip
    found = []
    for unit_id, issue_id, number, due, state, reported_at, verified_on in session.execute(query):
        reported = clock.day_of(reported_at) if reported_at else None
        in_time = any(day is not None and day <= due for day in (reported, verified_on))
        verified = state is IssueState.VERIFIED
        waiting = not verified and (due == clock.today() or (in_time and state >= IssueState.REPORTED))
        if not waiting:
            found.append(Counted(unit_id, "issue", issue_id, number, due, float(verified and in_time), 1))
    return found


def _messages(session: Session, span: Span) -> list[Counted]:
    """Messages forwarded to a unit whose answer was due: 1 when answered by the day."""
    limit = intake_rules().message
    query = select(
        col(CitizenMessage.unit_id), col(CitizenMessage.id), col(CitizenMessage.topic),
        col(CitizenMessage.received_on),
        func.coalesce(col(CitizenMessage.replied_on), col(CitizenMessage.closed_on)),
    ).where(
        col(CitizenMessage.unit_id).is_not(None),
        col(CitizenMessage.received_on).between(span.first - LONGEST_LIMIT, span.last),
    )  # fmt: skip
    due: dict[date, date] = {}
    found = []
    for unit_id, row_id, topic, received, replied in session.execute(query):
        by = due.setdefault(received, limit.answer_by(received))
        if span.first <= by <= span.last and not (by == clock.today() and replied is None):
            in_time = replied is not None and replied <= by
            found.append(Counted(unit_id, "message", row_id, topic, by, float(in_time), 1))
    return found


def _notices(session: Session, span: Span) -> list[Counted]:
    """Notices whose reply was due: 1 when the unit reported back by the day."""
    query = (
        select(
            col(NoticeReceipt.unit_id), col(Notice.id), col(Notice.number), col(Notice.reply_by),
            col(NoticeReceipt.replied_on),
        )
        .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        .where(col(Notice.reply_by).between(span.first, span.last))
    )  # fmt: skip
    return [
        Counted(unit_id, "notice", row_id, number, by, float(replied is not None and replied <= by), 1)
        for unit_id, row_id, number, by, replied in session.execute(query)
        if not (by == clock.today() and replied is None)
    ]


def _tasks(session: Session, span: Span) -> list[Counted]:
    """What tasks over channels asked to be done by a day: 1 when done by it. Channels that were exempted and
    tasks that were called off before their day count nowhere."""
    query = (
        select(
            col(Channel.unit_id), col(ChannelTask.id), col(Channel.name), col(ChannelTask.title),
            col(ChannelTask.due_on), col(TaskChannel.state), col(TaskChannel.done_on),
        )
        .join(TaskChannel, col(TaskChannel.task_id) == col(ChannelTask.id))
        .join(Channel, col(Channel.id) == col(TaskChannel.channel_id))
        .where(
            col(ChannelTask.due_on).between(span.first, span.last),
            or_(col(ChannelTask.closed_on).is_(None), col(ChannelTask.closed_on) >= col(ChannelTask.due_on)),
            col(TaskChannel.state) != TaskState.EXEMPT,
        )
    )  # fmt: skip
    found = []
    for unit_id, task_id, channel, title, due, state, done_on in session.execute(query):
        done = state is TaskState.DONE
        # What the unit proved in time waits for an inspector, not for the unit.
        waiting = not done and (due == clock.today() or state is TaskState.PROVED)
        if not waiting:
            part = float(done and done_on is not None and done_on <= due)
            found.append(Counted(unit_id, "task", task_id, f"{channel} · {title}", due, part, 1))
    return found


MEASURES: Mapping[str, Callable[[Session, Span], list[Counted]]] = MappingProxyType(
    {
        "verdict": _verdicts,
        "availability": _availability,
        "rectification": _rectification,
        "messages": _messages,
        "notices": _notices,
        "tasks": _tasks,
    }
)
