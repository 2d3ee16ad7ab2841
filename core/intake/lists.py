"""Reports and messages as lists show them, and the figures above: waiting, late, answered in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select
from sqlmodel import col

from core.common import clock
from core.common.sheet import Slice
from core.common.subtree import of_unit, with_those_above
from core.intake.moves import APPRAISED, TABLES, UNSAID
from core.intake.rules import Kind, intake_rules
from core.issues.deadlines import working_days_after
from db.engine import reading
from db.models import Channel, CitizenMessage, Handling, Issue, Satisfaction, Unit

State = Literal["received", "forwarded", "replied", "closed"]
STATES: tuple[State, ...] = ("received", "forwarded", "replied", "closed")
Late = Literal["", "answer", "close", "soon", "any"]
Tone = Literal["late", "soon", "none"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which are wanted; an empty value means all. `late`: the answer's or the closing's limit is past, the
    answer is nearly due, or either limit is past."""

    state: str = ""
    late: Late = ""
    unit_id: int | None = None
    own_only: bool = False
    words: str = ""
    first: date | None = None
    last: date | None = None
    nature: str = ""
    satisfaction: str = ""
    justified: str = ""


EVERYTHING = Filter()
# What each figure of `Counts` that waits now counts, by its name: the one definition of each.
PARTS = {
    "open": Filter(state="open"),
    "unforwarded": Filter(state="received"),
    "unanswered": Filter(late="answer"),
    "unclosed": Filter(late="close"),
}
# Who is said to be satisfied in the rate, as those who count surveys do: 满意 and 基本满意.
IS_CONTENT = "content"
CONTENT = (Satisfaction.SATISFIED, Satisfaction.FAIR)


@dataclass(frozen=True, slots=True)
class Listed:
    """One report or message. `text` is a message's topic or a report's words."""

    id: int
    kind: Kind
    text: str
    whole: str
    address: str
    reference: str
    contact: str
    channel_id: int | None
    channel: str | None
    unit_id: int | None
    unit: str | None
    received_on: date
    forwarded_on: date | None
    replied_on: date | None
    replied_by: str
    reply: str
    closed_on: date | None
    close_note: str
    handling: str
    nature: str
    satisfaction: str
    justified: bool | None
    issue_id: int | None
    issue: str | None

    @property
    def state(self) -> State:
        """How far it is, from its days."""
        if self.closed_on:
            return "closed"
        return "replied" if self.replied_on else "forwarded" if self.forwarded_on else "received"

    @property
    def days_taken(self) -> int | None:
        """Days from its receipt to the answer; None while there is none."""
        answered = self.replied_on or self.closed_on
        return (answered - self.received_on).days if answered else None

    @property
    def answer_by(self) -> date:
        return intake_rules().limit(self.kind).answer_by(self.received_on)

    @property
    def close_by(self) -> date:
        return intake_rules().limit(self.kind).close_by(self.received_on)

    @property
    def due(self) -> date:
        """The day of what is owed next, while it is not closed."""
        return self.close_by if self.replied_on else min(self.answer_by, self.close_by)

    @property
    def tone(self) -> Tone:
        """Late in its answer or its closing, or nearly so; while it is not closed."""
        today = clock.today()
        if self.closed_on:
            return "none"
        if self.due < today:
            return "late"
        return "soon" if self.due <= working_days_after(today, intake_rules().nearly_due) else "none"


@dataclass(frozen=True, slots=True)
class Counts:
    """`open` now; `unanswered` past the answer's limit and `unclosed` past the closing's are parts of it.
    Of what was received from `first` to `last`: how many, answered, answered in time, closed, closed late;
    `transferred` and `answered_publicly` add up to `handled`; `days` is what all answers took together."""

    open: int
    unforwarded: int
    unanswered: int
    unclosed: int
    received: int
    answered: int
    in_time: int
    closed: int
    closed_late: int
    transferred: int
    answered_publicly: int
    handled: int
    days: int


@dataclass(frozen=True, slots=True)
class Appraised:
    """Of what was received from one day to another: how many each class has, how many are satisfied of those
    whose satisfaction is known (`rated`), how many were justified of those somebody looked at (`checked`)."""

    natures: dict[str, int]
    satisfied: int
    rated: int
    justified: int
    checked: int


def listed(
    kind: Kind, wanted: Filter, *, part: Filter = EVERYTHING, limit: int = 25, offset: int = 0
) -> Slice[Listed]:
    """Those that `wanted` and `part` both hold, and how many: the latest limit first among the open ones,
    then the newest."""
    table = TABLES[kind]
    conditions = [*condition(kind, wanted), *condition(kind, part)]
    open_first = case((col(table.closed_on).is_(None), 0), else_=1)
    newest = case((col(table.closed_on).is_(None), None), else_=col(table.received_on))
    query = _query(kind).where(*conditions)
    with reading() as session:
        total = session.execute(
            query.with_only_columns(func.count(), maintain_column_froms=True)
        ).scalar_one()
        rows = session.execute(
            query.order_by(open_first, newest.desc(), col(table.received_on), col(table.id))
            .limit(limit)
            .offset(offset)
        ).all()
    return Slice(tuple(_listed(kind, row) for row in rows), total)


def one(kind: Kind, row_id: int) -> Listed | None:
    """One report or message, None when there is none."""
    with reading() as session:
        row = session.execute(_query(kind).where(col(TABLES[kind].id) == row_id)).one_or_none()
    return _listed(kind, row) if row else None


def counts(kind: Kind, first: date, last: date, wanted: Filter = EVERYTHING) -> Counts:
    """The figures above the list, of those that match: what waits now, and the rates of what was received in
    the period."""
    table, limit = TABLES[kind], intake_rules().limit(kind)
    with reading() as session:
        waiting = {
            name: session.execute(_counting(kind, wanted, part)).scalar_one() for name, part in PARTS.items()
        }
        grouped = [col(table.received_on), _answered_on(table), col(table.closed_on)]
        if kind == "message":
            grouped.append(col(CitizenMessage.handling))
        days = session.execute(
            _counting(kind, wanted, Filter(first=first, last=last)).add_columns(*grouped).group_by(*grouped)
        ).all()
    total = dict.fromkeys(
        (
            "received",
            "answered",
            "in_time",
            "closed",
            "closed_late",
            "transferred",
            "answered_publicly",
            "days",
        ),
        0,
    )
    due = {row[1]: (limit.answer_by(row[1]), limit.close_by(row[1])) for row in days}
    for count, received, answered_on, closed_on, *rest in days:
        handling = rest[0] if rest else None
        answer_by, close_by = due[received]
        happened = {
            "received": True,
            "answered": answered_on is not None,
            "in_time": answered_on is not None and answered_on <= answer_by,
            "closed": closed_on is not None,
            "closed_late": closed_on is not None and closed_on > close_by,
            "transferred": handling == Handling.TRANSFERRED,
            "answered_publicly": handling == Handling.ANSWERED,
        }
        for name, true in happened.items():
            total[name] += count if true else 0
        total["days"] += count * (answered_on - received).days if answered_on else 0
    return Counts(**waiting, **total, handled=total["transferred"] + total["answered_publicly"])


def by_month(
    kind: Kind, first: date, last: date, wanted: Filter = EVERYTHING
) -> tuple[tuple[date, int], ...]:
    """How many of those that match were received in each month between the days that had any."""
    day: Any = TABLES[kind].received_on
    year, month = extract("year", day), extract("month", day)
    query = _counting(kind, wanted, Filter(first=first, last=last)).add_columns(year, month)
    with reading() as session:
        rows = session.execute(query.group_by(year, month).order_by(year, month)).all()
    return tuple((date(int(one), int(other), 1), count) for count, one, other in rows)


def years(kind: Kind) -> tuple[int, ...]:
    """The years from the first receipt to this one, the newest first."""
    with reading() as session:
        began = session.execute(select(func.min(col(TABLES[kind].received_on)))).scalar_one()
    today = clock.today()
    return tuple(range(today.year, (began or today).year - 1, -1))


def appraised(kind: Kind, first: date, last: date, wanted: Filter = EVERYTHING) -> Appraised:
    """What persons said of those that match and were received between the days."""
    table: Any = TABLES[kind]
    grouped = [col(table.justified)]
    if kind == "message":
        grouped += [col(CitizenMessage.nature), col(CitizenMessage.satisfaction)]
    query = _counting(kind, wanted, Filter(first=first, last=last))
    with reading() as session:
        rows = session.execute(query.add_columns(*grouped).group_by(*grouped)).all()
    natures: dict[str, int] = {}
    found = dict.fromkeys(("satisfied", "rated", "justified", "checked"), 0)
    for count, justified, *rest in rows:
        nature, satisfaction = rest or (None, None)
        if nature:
            natures[nature.value] = natures.get(nature.value, 0) + count
        found["satisfied"] += count if satisfaction in CONTENT else 0
        found["rated"] += count if satisfaction else 0
        found["justified"] += count if justified else 0
        found["checked"] += count if justified is not None else 0
    return Appraised(natures, **found)


def _counting(kind: Kind, wanted: Filter, part: Filter) -> Select[Any]:
    """How many `wanted` and `part` both hold."""
    query = _query(kind).with_only_columns(func.count(), maintain_column_froms=True)
    return query.where(*condition(kind, wanted), *condition(kind, part))


def units(kind: Kind) -> dict[int, str]:
    """The units something was forwarded to, themselves or through a unit below: id → name, by name."""
    table = TABLES[kind]
    return with_those_above(select(col(table.unit_id)).where(col(table.unit_id).is_not(None)).distinct())


def condition(kind: Kind, wanted: Filter) -> list[ColumnElement[bool]]:
    """`wanted` as conditions on the kind's table."""
    table, parts = TABLES[kind], list[ColumnElement[bool]]()
    received = col(table.received_on)
    if wanted.state:
        parts += _state(table, wanted.state)
    if wanted.late:
        parts += _late(kind, wanted.late)
    if wanted.unit_id is not None:
        parts.append(of_unit(col(table.unit_id), wanted.unit_id, own_only=wanted.own_only))
    if wanted.first and wanted.last:
        parts.append(received.between(wanted.first, wanted.last))
    for name in APPRAISED:
        if said := getattr(wanted, name):
            parts += _said(table, name, said)
    return [*parts, *(_holds(kind, word) for word in wanted.words.split())]


def _said(table: Any, name: str, said: str) -> list[ColumnElement[bool]]:
    """That a person said so; `UNSAID`: that nobody said anything. A report has no class."""
    column = getattr(table, name, None)
    if column is not None and said == IS_CONTENT and name == "satisfaction":
        return [col(column).in_(CONTENT)]
    if column is None or said not in (UNSAID, *APPRAISED[name]):
        return []
    return [col(column).is_(None) if said == UNSAID else col(column) == APPRAISED[name][said]]


def _state(table: Any, state: str) -> list[ColumnElement[bool]]:
    closed, replied, forwarded = (
        col(getattr(table, name)).is_not(None) for name in ("closed_on", "replied_on", "forwarded_on")
    )
    known: dict[str, list[ColumnElement[bool]]] = {
        "open": [~closed],
        "closed": [closed],
        "replied": [~closed, replied],
        "forwarded": [~closed, ~replied, forwarded],
        "received": [~closed, ~replied, ~forwarded],
    }
    return known.get(state, [])


def _late(kind: Kind, late: Late) -> list[ColumnElement[bool]]:
    table, limit, today = TABLES[kind], intake_rules().limit(kind), clock.today()
    received, unclosed = col(table.received_on), col(table.closed_on).is_(None)
    unanswered = and_(unclosed, col(table.replied_on).is_(None))
    answer = and_(unanswered, received < limit.unanswered_before(today))
    close = and_(unclosed, received < limit.unclosed_before(today))
    if late == "soon":
        soon = limit.unanswered_before(working_days_after(today, intake_rules().nearly_due + 1))
        return [unanswered, received.between(limit.unanswered_before(today), soon)]
    return [{"answer": answer, "close": close}.get(late, or_(answer, close))]


def _holds(kind: Kind, word: str) -> ColumnElement[bool]:
    table: Any = TABLES[kind]
    fields: Sequence[Any] = [table.text, table.reference, table.reply, Channel.name, Unit.name]
    if kind == "message":
        fields = [*fields, table.topic]
    return or_(*(col(field).icontains(word, autoescape=True) for field in fields))


def _answered_on(table: Any) -> ColumnElement[Any]:
    """The day of the answer; of one closed before answers were recorded, the day it was closed."""
    return func.coalesce(table.replied_on, table.closed_on)


def _query(kind: Kind) -> Select[*tuple[Any, ...]]:
    table: Any = TABLES[kind]
    query = (
        select(table, col(Channel.name), col(Unit.name), col(Issue.number))
        .select_from(table)
        .outerjoin(Channel, col(Channel.id) == table.channel_id)
        .outerjoin(Unit, col(Unit.id) == table.unit_id)
    )
    return query.outerjoin(Issue, col(Issue.id) == table.issue_id)


def _listed(kind: Kind, row: Any) -> Listed:
    kept, channel, unit, issue = row
    message = kind == "message"
    return Listed(
        id=kept.id,
        kind=kind,
        text=kept.topic if message else kept.text,
        whole=kept.text,
        address="" if message else kept.address,
        reference=kept.reference,
        contact=kept.contact,
        channel_id=kept.channel_id,
        channel=channel,
        unit_id=kept.unit_id,
        unit=unit,
        received_on=kept.received_on,
        forwarded_on=kept.forwarded_on,
        replied_on=kept.replied_on,
        replied_by=kept.replied_by,
        reply=kept.reply,
        closed_on=kept.closed_on,
        close_note=kept.close_note,
        handling=(kept.handling or "") if message else "",
        nature=(kept.nature or "") if message else "",
        satisfaction=(kept.satisfaction or "") if message else "",
        justified=kept.justified,
        issue_id=kept.issue_id,
        issue=issue,
    )
