"""Maintenance windows as people announce them, call them off and see them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, record, require
from core.common import clock
from core.common.errors import DomainError
from core.monitoring.maintenance import LONGEST_MINUTES, chosen_days, next_opening, opening
from core.registry.kinds import WATCHED, keys_of
from db.engine import changed, reading, writing
from db.models import Channel, Maintenance, Repeat

LONGEST_REASON = 200
HIGHEST_DAY = {Repeat.WEEKLY: 7, Repeat.MONTHLY: 31}


@dataclass(frozen=True, slots=True)
class Window:
    """An announced window. `channel` is empty when it is for all; `open_since` while it is open now."""

    id: int
    channel_id: int | None
    channel: str
    repeats: Repeat
    first_day: date
    last_day: date | None
    days: str
    starts: time
    minutes: int
    reason: str
    created_by: str
    ended_at: datetime | None
    open_since: datetime | None
    opens_next: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A window that a person wants: `days` are ISO weekdays or days of the month, as `repeats` says."""

    channel_id: int | None
    repeats: Repeat
    first_day: date
    starts: time
    minutes: int
    reason: str
    last_day: date | None = None
    days: tuple[int, ...] = ()


def announce(plan: Plan, *, actor: Actor) -> int:
    """Write a window; returns its id. Staff and above; one for every channel only supervisors. Raises
    `DomainError` with what is wrong."""
    least = Role.SUPERVISOR if plan.channel_id is None else Role.STAFF
    require(actor, least)
    _insist(plan)
    window = Maintenance(
        channel_id=plan.channel_id,
        repeats=plan.repeats,
        first_day=plan.first_day,
        last_day=plan.last_day,
        days=",".join(str(day) for day in sorted(set(plan.days))),
        starts=plan.starts,
        minutes=plan.minutes,
        reason=plan.reason.strip()[:LONGEST_REASON],
        created_by=actor.name,
        created_at=clock.now(),
    )
    with writing() as session:
        if plan.channel_id is not None:
            insist_on_channel(session, plan.channel_id, actor)
        session.add(window)
        session.flush()
        changes = {"repeats": (None, plan.repeats.value), "first_day": (None, plan.first_day)}
        record(
            session,
            actor=actor,
            action="announce",
            noun="maintenance",
            noun_id=window.id,
            changes=changes,
            reason=window.reason,
        )
        return window.id


def call_off(window_id: int, *, actor: Actor) -> None:
    """End a window now; what it covered before stays set aside. Staff and above; one for every channel only
    supervisors. Raises `DomainError`."""
    require(actor, Role.STAFF)
    with writing() as session:
        now = clock.now()
        _own(session, window_id, actor)
        open_ = update(Maintenance).where(
            col(Maintenance.id) == window_id, col(Maintenance.ended_at).is_(None)
        )
        if not changed(session, open_.values(ended_at=now)):
            raise DomainError("maintenance_gone")
        record(
            session,
            actor=actor,
            action="call-off",
            noun="maintenance",
            noun_id=window_id,
            changes={"ended_at": (None, now)},
        )


def _own(session: Session, window_id: int, actor: Actor) -> None:
    window = session.get(Maintenance, window_id)
    if window is None:
        raise DomainError("maintenance_gone")
    if window.channel_id is None:
        require(actor, Role.SUPERVISOR)
    else:
        insist_on_channel(session, window.channel_id, actor)


def announced(*, ended: bool = False) -> tuple[Window, ...]:
    """Windows that still may open, the one that opens next first; with `ended`, also those that are over."""
    now = clock.now()
    with reading() as session:
        rows = session.execute(
            select(Maintenance, col(Channel.name))
            .outerjoin(Channel, col(Channel.id) == col(Maintenance.channel_id))
            .order_by(col(Maintenance.id).desc())
        ).all()
    found = [_window(row, name, now) for row, name in rows]
    living = [one for one in found if one.ended_at is None and (one.open_since or one.opens_next)]
    living.sort(key=lambda one: one.open_since or one.opens_next or now)
    return (*living, *(one for one in found if one not in living)) if ended else tuple(living)


def _window(row: Maintenance, name: str | None, now: datetime) -> Window:
    living = row.ended_at is None
    return Window(
        id=row.id,
        channel_id=row.channel_id,
        channel=name or "",
        repeats=row.repeats,
        first_day=row.first_day,
        last_day=row.last_day,
        days=row.days,
        starts=row.starts,
        minutes=row.minutes,
        reason=row.reason,
        created_by=row.created_by,
        ended_at=row.ended_at,
        open_since=opening(row, now) if living else None,
        opens_next=next_opening(row, now) if living else None,
    )


def _insist(plan: Plan) -> None:
    if not plan.reason.strip():
        raise DomainError("reason_missing")
    if not 1 <= plan.minutes <= LONGEST_MINUTES:
        raise DomainError("maintenance_length", most=LONGEST_MINUTES)
    if plan.last_day is not None and plan.last_day < plan.first_day:
        raise DomainError("maintenance_days")
    highest = HIGHEST_DAY.get(plan.repeats, 0)
    if any(not 1 <= day <= highest for day in chosen_days(",".join(map(str, plan.days)))):
        raise DomainError("maintenance_days")


def maintainable() -> dict[int, str]:
    """The websites the checker visits, by name."""
    with reading() as session:
        rows = session.execute(
            select(col(Channel.id), col(Channel.name))
            .where(col(Channel.kind).in_(keys_of("website")), col(Channel.registered).in_(WATCHED))
            .order_by(col(Channel.name))
        )
        return {number: name for number, name in rows if number is not None}
