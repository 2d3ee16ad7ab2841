"""Which site has published its yearly form: the address that is reported, and what the checker found there.

A page that could not be read is not checked, never missing; a site whose address nobody reported has no
state but that. Late is what is not found after the deadline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, insist_on_channel, record, require
from core.common import clock
from core.common.errors import DomainError
from core.monitoring.lease import LeaseToken, insist
from core.records.publication_rules import publication_rules
from core.registry.fields import fields
from core.registry.kinds import keys_of
from core.registry.slices import is_running
from core.registry.values import Unreadable, read
from db.engine import reading, writing
from db.models import Channel, FormPublication, Unit


class Published(StrEnum):
    """The state of one site: words of the catalogue `publication.state`."""

    FOUND = "found"
    MISSING = "missing"
    UNREAD = "unread"
    WAITING = "waiting"
    UNREPORTED = "unreported"


@dataclass(frozen=True, slots=True)
class Row:
    """One running website in a year; `version` 0 where nothing was entered."""

    channel_id: int
    site: str
    unit_id: int
    unit: str
    state: Published
    late: bool
    address: str = ""
    detail: str = ""
    reported_by: str = ""
    checked_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A page to read."""

    year: int
    channel_id: int
    address: str
    version: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What stood at an address. `detail` says why it was not read: a word of the catalogue `failure`, or
    the type of a file."""

    target: Target
    state: Published
    detail: str = ""


def rows(year: int) -> tuple[Row, ...]:
    """Every website that ran at the end of `year` or runs today, those not found first."""
    with reading() as session:
        found = _rows(session, year)
    order = list(Published)
    return tuple(sorted(found, key=lambda row: (-order.index(row.state), row.unit, row.site)))


def report(year: int, channel_id: int, address: str, *, seen: int, actor: Actor) -> None:
    """Say at which address a site published its form, in the place of version `seen`; the checker reads it
    within minutes. An empty address takes it back, the same one asks for another look.

    Staff, for their own units' sites. Raises `DomainError` for what is no address, and when somebody else
    was first."""
    require(actor, Role.STAFF)
    if not 2000 <= year <= clock.today().year:
        raise DomainError("publication_year", given=year)
    try:
        plain = read(fields()["url"], address)
    except Unreadable as why:
        raise DomainError("publication_address", why=str(why)) from None
    try:
        with writing() as session:
            insist_on_channel(session, channel_id, actor)
            old = session.get(FormPublication, (year, channel_id), with_for_update=True)
            if (old.version if old else 0) != seen:
                raise DomainError("publication_changed", who=old.reported_by if old else "-")
            before = old.address if old else ""
            row = old or FormPublication(
                year=year, channel_id=channel_id, address="", reported_by="", reported_at=clock.now()
            )
            row.address, row.reported_by, row.reported_at = plain, actor.name, clock.now()
            row.state, row.detail, row.checked_at, row.version = "", "", None, seen + 1
            session.add(row)
            changes = {"year": (None, year), "address": (before, plain)}
            record(
                session, actor=actor, action="enter", noun="publication", noun_id=channel_id, changes=changes
            )  # fmt: skip
    except IntegrityError as twice:
        raise DomainError("publication_changed", who="-") from twice


def due() -> tuple[Target, ...]:
    """The pages to read now: never read, or read without finding the form longer ago than the rule says.
    Of years whose deadline is over a year ago only what was reported anew."""
    now, rules = clock.now(), publication_rules()
    since = now - timedelta(hours=rules.look_again_hours)
    with reading() as session:
        again = (
            (col(FormPublication.state) != Published.FOUND.value)
            & (col(FormPublication.checked_at) < since)
            & (col(FormPublication.year) >= clock.today().year - 1)
        )
        found = session.execute(
            select(FormPublication)
            .where(col(FormPublication.address) != "", col(FormPublication.checked_at).is_(None) | again)
            .order_by(col(FormPublication.channel_id), col(FormPublication.year))
        ).scalars()
        return tuple(Target(one.year, one.channel_id, one.address, one.version) for one in found)


def write(found: Iterable[Looked], *, token: LeaseToken) -> None:
    """Write what was found, under the checker's lease; not where another address was reported meanwhile.
    Raises `LeaseLost`."""
    with writing() as session:
        insist(session, token)
        for one in found:
            row = session.get(FormPublication, (one.target.year, one.target.channel_id))
            if row is not None and row.version == one.target.version:
                row.state, row.detail, row.checked_at = one.state.value, one.detail[:200], clock.now()


def wanting(session: Session, unit_id: int | None = None) -> Sequence[Row]:
    """The sites whose form of last year is not found, on the days on which the rule reminds; of one unit, or
    of all."""
    year = clock.today().year - 1
    if not publication_rules().reminds(year, clock.today()):
        return ()
    return [
        row
        for row in _rows(session, year)
        if row.state is not Published.FOUND and unit_id in (None, row.unit_id)
    ]


def _rows(session: Session, year: int) -> list[Row]:
    today = clock.today()
    day = min(today, date(year, 12, 31))
    late = today > publication_rules().due_on(year)
    known = {
        one.channel_id: one
        for one in session.execute(select(FormPublication).where(col(FormPublication.year) == year)).scalars()
    }
    sites = session.execute(
        select(Channel, col(Unit.name))
        .join(Unit, col(Unit.id) == col(Channel.unit_id))
        .where(col(Channel.kind).in_(keys_of("website")), is_running(day))
    ).all()
    return [_row(channel, unit, known.get(channel.id), late=late) for channel, unit in sites]


def _row(channel: Channel, unit: str, one: FormPublication | None, *, late: bool) -> Row:
    state = _state(one)
    late = late and state is not Published.FOUND
    if one is None:
        return Row(channel.id, channel.name, channel.unit_id, unit, state, late)
    return Row(
        channel.id, channel.name, channel.unit_id, unit, state, late, one.address, one.detail,
        one.reported_by, one.checked_at, one.version,
    )  # fmt: skip


def _state(one: FormPublication | None) -> Published:
    if one is None or not one.address:
        return Published.UNREPORTED
    return Published(one.state) if one.checked_at and one.state else Published.WAITING
