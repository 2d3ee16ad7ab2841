"""What needs somebody now, the worst first: what, since when, whose, and whom to call.

In this order: websites that cannot be reached, channels that one fault fails (单项否决), overdue issues,
issues sent back, notices a unit has not answered in time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlmodel import Session, col

from core.common import clock
from core.common.outcome import Outcome
from core.common.sheet import Slice
from core.issues.filters import condition, soon_until, title_of
from core.issues.queries import parts
from core.registry.slices import is_running
from core.reporting.statistics.verdict import grade_of
from core.reporting.statistics.websites import AVAILABILITY
from core.rules.results import Grade
from db.engine import reading
from db.models import Channel, ChannelVerdict, CurrentState, Issue, IssueState, Notice, NoticeReceipt, Unit

Kind = Literal["down", "veto", "overdue", "returned", "unanswered"]


@dataclass(frozen=True, slots=True)
class Concern:
    """One line. `noun_id` is a channel (down, veto), an issue (overdue, returned) or a notice. `what` is a
    class of failure, the title a person wrote, or a notice's number; `check` the check behind an issue;
    `vetoes` are indicators of the rule set `version`. `contact` and `phone` are the channel's, otherwise its
    unit's."""

    kind: Kind
    noun_id: int
    name: str
    unit_id: int
    unit: str
    contact: str
    phone: str
    since: datetime | date | None
    what: str = ""
    check: str | None = None
    vetoes: tuple[str, ...] = ()
    version: str = ""

    @property
    def title(self) -> str:
        """What is wrong with an issue, in the reader's language for an automatic one."""
        return title_of(self.check, self.what)


def attention(limit: int) -> Slice[Concern]:
    """The first `limit` lines, and how many there are in all."""
    found: list[Concern] = []
    total = 0
    with reading() as session:
        for kind, query in _queries().items():
            total += session.execute(
                query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
            ).scalar_one()
            if len(found) < limit:
                rows = session.execute(query.limit(limit - len(found)))
                found += [_concern(kind, tuple(row)) for row in rows]
    return Slice(tuple(found), total)


def units_concerned() -> int:
    """How many units run a channel that is down or failed, or have an overdue issue."""
    overdue = condition(parts()["overdue"], soon_until())
    units = union(
        _down().with_only_columns(col(Channel.unit_id), maintain_column_froms=True).order_by(None),
        _failed().with_only_columns(col(Channel.unit_id), maintain_column_froms=True).order_by(None),
        select(col(Issue.unit_id)).where(*overdue),
    ).subquery()
    with reading() as session:
        return int(session.execute(select(func.count()).select_from(units)).scalar_one())


def units_overdue() -> int:
    """How many units have an overdue issue."""
    with reading() as session:
        return _units_of(session, condition(parts()["overdue"], soon_until()))


def _units_of(session: Session, wanted: list[ColumnElement[bool]]) -> int:
    return int(session.execute(select(func.count(func.distinct(Issue.unit_id))).where(*wanted)).scalar_one())


def _queries() -> dict[Kind, Select[Any]]:
    issues = parts()
    late = condition(issues["overdue"], soon_until())
    returned = [col(Issue.state) == IssueState.RETURNED, col(Issue.due_on) >= clock.today()]
    down = _down().with_only_columns(col(CurrentState.channel_id)).order_by(None)
    return {
        "down": _down(),
        # One that cannot be reached fails for that: it is named once.
        "veto": _failed().where(col(Channel.id).not_in(down)),
        "overdue": _issues(late),
        "returned": _issues(returned),
        "unanswered": _unanswered(),
    }


def _contact() -> tuple[Any, Any]:
    return (
        func.coalesce(func.nullif(col(Channel.contact), ""), col(Unit.contact)),
        func.coalesce(func.nullif(col(Channel.phone), ""), col(Unit.phone)),
    )


def _down() -> Select[Any]:
    unit = (col(Unit.id), col(Unit.name), *_contact())
    return (
        select(col(Channel.id), col(Channel.name), *unit, col(CurrentState.since), col(CurrentState.failure))
        .select_from(CurrentState)
        .join(Channel, col(Channel.id) == col(CurrentState.channel_id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(
            col(CurrentState.check) == AVAILABILITY,
            col(CurrentState.outcome) == Outcome.PROBLEM,
            is_running(clock.today(), "website"),
        )
        .order_by(col(CurrentState.since), col(Channel.id))
    )


def _failed() -> Select[Any]:
    unit = (col(Unit.id), col(Unit.name), *_contact())
    verdict = (col(ChannelVerdict.vetoes), col(ChannelVerdict.rule_version))
    return (
        select(col(Channel.id), col(Channel.name), *unit, *verdict)
        .select_from(Channel)
        .join(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(grade_of() == Grade.FAILED.value, is_running(clock.today()))
        .order_by(col(Channel.kind), col(Channel.id))
    )


def _issues(wanted: list[ColumnElement[bool]]) -> Select[Any]:
    name = func.coalesce(col(Channel.name), col(Unit.name))
    unit = (col(Unit.id), col(Unit.name), *_contact())
    return (
        select(col(Issue.id), name, *unit, col(Issue.due_on), col(Issue.title), col(Issue.check))
        .select_from(Issue)
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(*wanted)
        .order_by(col(Issue.due_on), col(Issue.id))
    )


def _unanswered() -> Select[Any]:
    unit: tuple[Any, ...] = (col(Unit.id), col(Unit.name), col(Unit.contact), col(Unit.phone))
    return (
        select(col(Notice.id), col(Notice.title), *unit, col(Notice.reply_by), col(Notice.number))
        .select_from(NoticeReceipt)
        .join(Notice, col(Notice.id) == col(NoticeReceipt.notice_id))
        .join(Unit, col(Unit.id) == col(NoticeReceipt.unit_id))
        .where(col(NoticeReceipt.replied_on).is_(None), col(Notice.reply_by) < clock.today())
        .order_by(col(Notice.reply_by), col(Unit.id))
    )


def _concern(kind: Kind, row: tuple[Any, ...]) -> Concern:
    noun_id, name, unit_id, unit, contact, phone, *rest = row
    base = (kind, noun_id, name, unit_id, unit, contact or "", phone or "")
    if kind == "veto":
        vetoes, version = rest
        return Concern(*base, None, vetoes=tuple(vetoes or ()), version=version)
    return Concern(*base, rest[0], rest[1] or "", rest[2] if len(rest) > 2 else None)
