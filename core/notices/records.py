"""The records of a period that a notice counts: what runs, what was published, what the public wrote, and
what became of the last notice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.accountability.lists import Said, said
from core.notices.groups import Place
from core.notices.recheck import Recheck
from core.notices.standing import Region, answered_at_once, regions_of
from core.registry.kinds import kinds
from core.registry.slices import is_running
from db.models import (
    Channel,
    ChannelEvent,
    CitizenMessage,
    ColumnMonth,
    ErrorReport,
    EventKind,
    Issue,
    SiteColumn,
    TrafficDay,
)

# Found by a census or opened: both are new in the registry.
MOVEMENTS = {
    EventKind.FOUND: "registered",
    EventKind.OPENED: "registered",
    EventKind.REOPENED: "reopened",
    EventKind.CLOSED: "closed",
    EventKind.MERGED: "merged",
    EventKind.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Records:
    """`running` is medium → kind → channels at the end of the period, `composed` the same by kind, level and
    category; `moved` is medium → movement → channels that entered or left the registry in the period;
    `rectified` is medium → channels with an issue verified in it; `visits` of all sites, None where nobody
    recorded any; `published` items by the category of their column; `last` is what became of the notice
    before, None for the first one; `regions` of units; `at_once` how many channels answered all their
    messages soon, of how many that had any."""

    running: dict[str, dict[str, int]] = field(default_factory=dict)
    composed: dict[str, dict[Place, int]] = field(default_factory=dict)
    moved: dict[str, dict[str, int]] = field(default_factory=dict)
    rectified: dict[str, int] = field(default_factory=dict)
    visits: int | None = None
    published: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    messages_handled: int = 0
    error_reports: int = 0
    error_reports_closed: int = 0
    accountability: tuple[Said, ...] = ()
    last: Recheck | None = None
    regions: dict[int, Region] = field(default_factory=dict)
    at_once: tuple[int, int] | None = None

    def flat(self) -> dict[str, int]:
        """The figures that belong to no medium; what nobody recorded is no figure, not even nought."""
        found: dict[str, int] = {}
        if self.published:
            found["published.total"] = sum(self.published.values())
        if self.visits is not None:
            found["visits.total"] = self.visits
        if self.messages:
            found |= {"messages.received": self.messages, "messages.handled": self.messages_handled}
        if self.at_once:
            found["messages.at_once"] = self.at_once[0]
        if self.error_reports:
            found["error_reports.received"] = self.error_reports
            found["error_reports.closed"] = self.error_reports_closed
        return found if self.last is None else found | self.last.counts()


def records_of(session: Session, first: date, last: date, before: Recheck | None) -> Records:
    """Count the records from `first` to `last`, both included."""
    messages, handled = session.execute(
        select(func.count(), func.count(col(CitizenMessage.handling))).where(
            col(CitizenMessage.received_on).between(first, last)
        )
    ).one()
    reports, closed = session.execute(
        select(func.count(), func.count(col(ErrorReport.closed_on))).where(
            col(ErrorReport.received_on).between(first, last)
        )
    ).one()
    composed = _composed(session, last)
    return Records(
        _running(composed), composed, _moved(session, first, last), _rectified(session, first, last),
        _visits(session, first, last), _published(session, first, last), messages, handled, reports, closed,
        said(first, last), before, regions_of(session), answered_at_once(session, first, last),
    )  # fmt: skip


def _composed(session: Session, day: date) -> dict[str, dict[Place, int]]:
    places = (col(Channel.kind), col(Channel.level), col(Channel.category))
    rows = session.execute(select(*places, func.count()).where(is_running(day)).group_by(*places)).all()
    found: dict[str, dict[Place, int]] = {}
    for kind, level, category, count in rows:
        if kind in kinds():
            found.setdefault(kinds()[kind].medium, {})[Place(kind, level, category)] = count
    return found


def _running(composed: dict[str, dict[Place, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for medium, places in composed.items():
        found[medium] = Counter()
        for place, count in places.items():
            found[medium][place.kind] += count
    return {medium: dict(by_kind) for medium, by_kind in found.items()}


def _moved(session: Session, first: date, last: date) -> dict[str, dict[str, int]]:
    rows = session.execute(
        select(col(Channel.kind), col(ChannelEvent.kind), func.count())
        .join(ChannelEvent, col(ChannelEvent.channel_id) == col(Channel.id))
        .where(col(ChannelEvent.day).between(first, last), col(ChannelEvent.delta) != 0)
        .group_by(col(Channel.kind), col(ChannelEvent.kind))
    ).all()
    found: dict[str, Counter[str]] = {}
    for kind, event, count in rows:
        if kind in kinds():
            found.setdefault(kinds()[kind].medium, Counter())[MOVEMENTS[event]] += count
    return {medium: dict(by_movement) for medium, by_movement in found.items()}


def _rectified(session: Session, first: date, last: date) -> dict[str, int]:
    rows = session.execute(
        select(col(Channel.kind), func.count(col(Channel.id).distinct()))
        .join(Issue, col(Issue.channel_id) == col(Channel.id))
        .where(col(Issue.verified_on).between(first, last))
        .group_by(col(Channel.kind))
    ).all()
    found: Counter[str] = Counter()
    for kind, count in rows:
        if kind in kinds():
            found[kinds()[kind].medium] += count
    return dict(found)


def _visits(session: Session, first: date, last: date) -> int | None:
    """Days and months that begin in the period: the one or the other of a site, never both."""
    wanted = select(func.sum(TrafficDay.visits)).where(col(TrafficDay.day).between(first, last))
    total = session.execute(wanted).scalar_one()
    return None if total is None else int(total)


def _published(session: Session, first: date, last: date) -> dict[str, int]:
    rows = session.execute(
        select(col(SiteColumn.category), func.sum(ColumnMonth.published))
        .join(SiteColumn, col(SiteColumn.id) == col(ColumnMonth.column_id))
        .where(col(ColumnMonth.month).between(first.replace(day=1), last))
        .group_by(col(SiteColumn.category))
    ).all()
    return {category or "other": int(count) for category, count in rows}
