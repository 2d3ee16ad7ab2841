"""Every running channel at a glance: thirty days of each website, a square for each account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.registry.kinds import keys_of
from core.registry.slices import is_running
from core.reporting.statistics.verdict import grade_of
from core.reporting.statistics.websites import RANKS
from db.engine import reading
from db.models import Channel, ChannelVerdict, DailyRollup

DAYS = 30
# More than these a first screen cannot hold; the worst come first.
WEBSITES, ACCOUNTS = 24, 400
Level = Literal["well", "some", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class Strip:
    """One website: how it is now, and each of the last `DAYS` days, the oldest first."""

    channel_id: int
    name: str
    now: Level
    days: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """One account by its verdict."""

    channel_id: int
    name: str
    kind: str
    grade: str


def strips(*, fail_share: float) -> tuple[Strip, ...]:
    """The running websites, the worst now first. A day is wrong when the share of failed visits reached
    `fail_share`, some when any failed, unknown when nothing could be judged."""
    today = clock.today()
    with reading() as session:
        sites = session.execute(
            select(col(Channel.id), col(Channel.name), col(Channel.worst))
            .where(is_running(today, "website"))
            .order_by(col(Channel.worst).desc(), col(Channel.code))
            .limit(WEBSITES)
        ).all()
        known = _days(session, [row[0] for row in sites], today, fail_share)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return tuple(
        Strip(site, name, _now(worst), tuple(known.get((site, day), "unknown") for day in days))
        for site, name, worst in sites
    )


def squares() -> tuple[Square, ...]:
    """The running accounts by kind, those that fail first."""
    with reading() as session:
        rows = session.execute(
            select(col(Channel.id), col(Channel.name), col(Channel.kind), grade_of())
            .outerjoin(ChannelVerdict, col(ChannelVerdict.channel_id) == col(Channel.id))
            .where(is_running(clock.today(), "account"))
            .order_by(grade_of() != "failed", col(Channel.kind), col(Channel.id))
            .limit(ACCOUNTS)
        ).all()
    order = {kind: place for place, kind in enumerate(keys_of("account"))}
    return tuple(sorted((Square(*row) for row in rows), key=lambda one: order.get(one.kind, len(order))))


def _days(
    session: Session, sites: list[int], today: date, fail_share: float
) -> Mapping[tuple[int, date], Level]:
    rows = session.execute(
        select(
            col(DailyRollup.channel_id), col(DailyRollup.day), col(DailyRollup.ok), col(DailyRollup.failed)
        ).where(col(DailyRollup.channel_id).in_(sites), col(DailyRollup.day) > today - timedelta(days=DAYS))
    )
    return {(site, day): _level(ok, failed, fail_share) for site, day, ok, failed in rows}


def _level(ok: int, failed: int, fail_share: float) -> Level:
    if not ok + failed:
        return "unknown"
    share = failed / (ok + failed)
    return "wrong" if share >= fail_share else "some" if failed else "well"


def _now(worst: int) -> Level:
    state = str(RANKS[worst])
    return "wrong" if state == "problem" else "well" if state == "ok" else "unknown"
