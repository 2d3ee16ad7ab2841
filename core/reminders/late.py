"""The lists of what is late that units are urged about: issues, replies to notices, messages from outside and
cases. Each is read as its page reads it, so that nobody is urged about what no list shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.common.text import t
from core.intake import lists as intake
from core.intake.rules import Kind
from core.issues.filters import Filter, condition, soon_until, title_of
from core.lifecycle import case_lists
from core.lifecycle.steps import step_name
from core.notices import lists as notices
from db.engine import reading
from db.models import UNSETTLED, Channel, Issue, Unit

MOST = 5_000


@dataclass(frozen=True, slots=True)
class LateItem:
    """One item past its day. `noun` and `id` are those of its trail; `line` says it with its day and, where
    the dashboard's address is known, its link."""

    noun: str
    id: int
    unit_id: int
    unit: str
    line: str


@dataclass(frozen=True, slots=True)
class LateList:
    """`what` it holds: its words are in the catalogue `reminder.urge.<what>`. `find` reads it: given the
    dashboard's address up to its last slash, or nothing, the items, the oldest day first."""

    what: str
    find: Callable[[str], Iterator[LateItem]]


def issues(wanted: Filter) -> LateList:
    """The unsettled issues among the wanted that are past their due day."""

    def find(base: str) -> Iterator[LateItem]:
        with reading() as session:
            rows = session.execute(
                select(Issue, Unit, col(Channel.name))
                .join(Unit, col(Unit.id) == col(Issue.unit_id))
                .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
                .where(
                    *condition(replace(wanted, due="overdue"), soon_until()), col(Issue.state).in_(UNSETTLED)
                )
                .order_by(col(Issue.due_on), col(Issue.id))
            ).all()
        for issue, unit, channel in rows:
            line = _line(
                "issue", issue.due_on, number=issue.number, title=title_of(issue.check, issue.title),
                where=channel or unit.name,
            )  # fmt: skip
            yield LateItem(
                "issue", issue.id, unit.id, unit.name, _linked(line, base, f"issues?issue={issue.id}")
            )

    return LateList("issue", find)


def replies() -> LateList:
    """The replies to notices that are missing after their day."""

    def find(base: str) -> Iterator[LateItem]:
        for row in notices.replies(which="overdue", limit=MOST).rows:
            if row.reply_by is None:
                continue
            line = _line("reply", row.reply_by, number=row.number, title=row.title, issues=row.issues)
            link = f"notices?notice={row.notice_id}"
            yield LateItem("notice-receipt", row.notice_id, row.unit_id, row.unit, _linked(line, base, link))

    return LateList("reply", find)


def messages(kind: Kind, wanted: intake.Filter) -> LateList:
    """The reports or messages among the wanted that a unit has not answered or closed in time. What was not
    forwarded yet waits for the office, not for a unit."""

    def find(base: str) -> Iterator[LateItem]:
        for row in intake.listed(kind, wanted, part=intake.Filter(late="any"), limit=MOST).rows:
            if row.unit_id is None:
                continue
            line = _line(
                "message", row.due, kind=t(f"message.kind.{kind}"), text=_short(row.text),
                channel=row.channel or row.unit,
            )  # fmt: skip
            link = f"messages?kind={kind}&id={row.id}"
            yield LateItem(kind, row.id, row.unit_id, row.unit or "", _linked(line, base, link))

    return LateList("message", find)


def cases(wanted: case_lists.Filter) -> LateList:
    """The cases among the wanted that are, themselves or in their next step, past their day."""

    def find(base: str) -> Iterator[LateItem]:
        for row in case_lists.listed(wanted, part=case_lists.PARTS["late"], limit=MOST).rows:
            step = step_name(row.step, row.state) if row.step else t(f"state.case.{row.state.value}")
            past = [day for day in (row.step_due, row.due_on) if day is not None]
            line = _line("case", min(past), number=row.number, channel=row.channel, step=step)
            yield LateItem("case", row.id, row.unit_id, row.unit, _linked(line, base, f"cases?case={row.id}"))

    return LateList("case", find)


def _line(what: str, due: date, **values: object) -> str:
    days = (clock.today() - due).days
    return t(f"reminder.urge.{what}.line", due=due.isoformat(), days=days, **values)


def _linked(line: str, base: str, link: str) -> str:
    return f"{line}\n{base}{link}" if base else line


def _short(text: str, most: int = 60) -> str:
    """The beginning of what somebody wrote, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most]}…"
