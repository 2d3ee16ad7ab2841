"""Units, channels, and the events that brought channels in and took some out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection

from db.bulk import load, table_of
from db.models import (
    Census,
    Channel,
    ChannelEvent,
    EventKind,
    ObservedState,
    RegisteredState,
    Unit,
    UnitKind,
    UnitLevel,
)
from db.volume.size import SUPERVISORS, Size

KINDS = ("wechat_subscription", "wechat_service", "weibo", "toutiao", "app", "douyin", "mini_program")
LEVELS = ("province", "city", "county", "township")
LATE, LEFT = 0.04, 0.03
CHANNEL = (
    *(
        "id",
        "code",
        "name",
        "kind",
        "category",
        "level",
        "unit_id",
        "sponsor",
        "undertaker",
        "url",
        "domains",
    ),
    *("account", "site_code", "icp", "police", "mlps_level", "ipv6", "contact", "phone", "registered"),
    *("observed", "version"),
)


@dataclass(frozen=True, slots=True)
class Lives:
    """The day each website entered the registry and, for some, left it; places count from 0, ids from 1."""

    entered: list[date]
    left: list[date | None]

    def running(self, day: date) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """Which websites run at the end of `day`."""
        return np.array(
            [
                came <= day and (gone is None or gone > day)
                for came, gone in zip(self.entered, self.left, strict=True)
            ]
        )


def found(connection: Connection, size: Size) -> Lives:
    """Write units, channels and events; returns when each channel came and went."""
    load(connection, table_of(Unit), UNIT, _units(size))
    lives = _lives(size)
    today = lives.running(size.until)
    load(connection, table_of(Channel), CHANNEL, _channels(size, today.tolist()))
    load(connection, table_of(Census), ("id", "name", "day"), [(1, "第一次普查", min(lives.entered))])
    columns = ("channel_id", "day", "kind", "delta", "actor", "note")
    load(connection, table_of(ChannelEvent), columns, _events(lives))
    return lives


UNIT = ("id", "code", "name", "level", "kind", "parent_id", "discloses", "contact", "phone", "version")


def _units(size: Size) -> Iterator[tuple[Any, ...]]:
    for number in range(1, size.units + 1):
        if number == 1:
            level, kind, above = UnitLevel.DISTRICT, UnitKind.OFFICE, None
        elif number <= 1 + SUPERVISORS:
            level, kind, above = UnitLevel.INDUSTRY, UnitKind.DEPARTMENT, 1
        else:
            level, kind, above = UnitLevel.OPERATOR, UnitKind.INSTITUTION, 2 + number % SUPERVISORS
        yield number, f"U{number:06}", f"单位{number:06}", level, kind, above, number <= 57, "", "", 1


# Websites have addresses of this machine at a port where nothing answers: a checker let loose on a volume
# looks at nobody's sites.
def _channels(size: Size, running: list[bool]) -> Iterator[tuple[Any, ...]]:
    for place in range(size.channels):
        number = place + 1
        website = place < size.websites
        unit = 1 + number % size.units
        state = RegisteredState.RUNNING if running[place] else RegisteredState.CLOSED
        yield (
            number,
            f"{'W' if website else 'A'}{number:07}",
            f"{'网站' if website else '账号'}{number:07}",
            "website" if website else KINDS[number % len(KINDS)],
            ("portal", "department", "special")[number % 3] if website else "",
            LEVELS[number % len(LEVELS)],
            unit,
            f"单位{unit:06}",
            f"单位{unit:06}",
            f"http://127.{1 + number // 65_536}.{number // 256 % 256}.{number % 256}:9/" if website else "",
            "",
            "" if website else f"account-{number:07}",
            f"50{number:08}" if website else "",
            f"渝ICP备{number:08}号-1" if website else "",
            "",
            2 if website else None,
            number % 2 == 0,
            "",
            "",
            state,
            ObservedState.ANSWERING if website and running[place] else ObservedState.UNKNOWN,
            1,
        )


def _lives(size: Size) -> Lives:
    chance = size.chance(1)
    late, left = chance.random(size.channels) < LATE, chance.random(size.channels) < LEFT
    came, stayed = chance.integers(0, size.days, (2, size.channels))
    before = size.first - timedelta(days=30)
    entered = [
        size.first + timedelta(int(day)) if one else before for one, day in zip(late, came, strict=True)
    ]
    ends = [size.first + timedelta(int(day)) if one else None for one, day in zip(left, stayed, strict=True)]
    gone = [end if end and end > start else None for start, end in zip(entered, ends, strict=True)]
    return Lives(entered, gone)


def _events(lives: Lives) -> Iterator[tuple[Any, ...]]:
    for place, (came, gone) in enumerate(zip(lives.entered, lives.left, strict=True)):
        kind = EventKind.FOUND if came == lives.entered[0] else EventKind.OPENED
        yield place + 1, came, kind, 1, "", ""
        if gone is not None:
            yield place + 1, gone, EventKind.CLOSED, -1, "", ""
