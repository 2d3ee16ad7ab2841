"""What each check says now, and the windows that rankings read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection

from db.bulk import load, table_of
from db.models import CurrentState
from db.volume.registry import Lives
from db.volume.results import CHECKS
from db.volume.size import Size, instant

STATE = (
    *("channel_id", "check", "outcome", "failure", "status", "total_ms", "at", "since", "suspected_at"),
    *("times_suspected", "confirm_at", "on_hold", "evidence"),
)
OF_WEBSITES = ("availability", "availability_week", "stability", *CHECKS)
SHARES = {"problem": 0.02, "suspect": 0.005, "blocked": 0.01}
COLUMNS = ("概况信息", "政策文件", "工作动态", "通知公告", "互动回应")


def write_states(connection: Connection, size: Size, lives: Lives) -> list[tuple[int, str]]:
    """Write the current state of every check of every running channel; returns the (channel, check) that
    are wrong now."""
    running = lives.running(size.until)
    luck = size.chance(3).random((size.channels, len(OF_WEBSITES)))
    wrong: list[tuple[int, str]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for channel in (np.flatnonzero(running) + 1).tolist():
            checks = OF_WEBSITES if channel <= size.websites else ("account_freshness",)
            for place, check in enumerate(checks):
                outcome = _outcome(float(luck[channel - 1, place]))
                if outcome == "problem":
                    wrong.append((channel, check))
                yield _row(size, channel, check, outcome)

    load(connection, table_of(CurrentState), STATE, rows())
    return wrong


def _outcome(luck: float) -> str:
    for word, share in SHARES.items():
        if luck < share:
            return word
        luck -= share
    return "ok"


def _row(size: Size, channel: int, check: str, outcome: str) -> tuple[Any, ...]:
    at = instant(size.until, channel // 500)
    since = instant(size.until - timedelta(days=1 + channel % 60))
    suspected = at if outcome == "suspect" else None
    failure = {"problem": "timeout", "blocked": "firewall"}.get(outcome) if check == "availability" else None
    status, ms = (200, 150.0) if check == "availability" and outcome == "ok" else (None, None)
    evidence = _evidence(size, channel, check, at)
    return (
        *(channel, check, outcome, failure, status, ms, at, since, suspected),
        *(1 if suspected else 0, suspected, False, evidence),
    )


def _evidence(size: Size, channel: int, check: str, at: datetime) -> dict[str, Any]:
    age = channel * 7 % 40
    newest = (size.until - timedelta(days=age)).isoformat()
    if check == "home_freshness":
        return {"newest": newest}
    if check == "certificate":
        ends = at + timedelta(days=channel % 300 - 5)
        return {"tls": {"verified": channel % 50 != 0, "error": "", "issuer": "CA", "not_after": str(ends)}}
    if check == "columns":
        return {"columns": [_column(channel, place, newest, age) for place in range(len(COLUMNS))]}
    return {}


def _column(channel: int, place: int, newest: str, age: int) -> dict[str, Any]:
    kinds = ("fresh", "fresh", "fresh", "stale", "empty", "no-window")
    state = kinds[(channel + place) % len(kinds)]
    dated = {"newest": newest, "age_days": age} if state != "empty" else {"newest": None, "age_days": None}
    return {"column": channel * 10 + place, "name": COLUMNS[place], "state": state, "window_days": 14} | dated
